/* rill_panic: its formats, its block, its status. */
// expect-status: 134
// expect-out: ^rill: panic: all of c -1 2 ff 4294967295 text %$
// expect-out: ^  stack +0x
// expect-out: ^  at 0x[0-9a-f]+, sp 0x[0-9a-f]+$
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

int main(void)
{
    rill_panic("all of %c %d %u %x %llu %s %%", 'c', -1, 2u, 0xffu,
               0xffffffffull, "text");
}
