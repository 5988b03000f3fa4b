/* A buffer of more bytes than can be counted. */
// expect-status: 134
// expect-out: ^rill: panic: rill_chan_init: .* values of 16 bytes are more than
#include <rill/rill.h>

int main(void)
{
    struct rill_chan ch;
    char cell;

    rill_chan_init(&ch, &cell, 16, SIZE_MAX / 16 + 1);
    return 0;
}
