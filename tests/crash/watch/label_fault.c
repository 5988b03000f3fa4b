/* A fault's report names the label. */
// expect-status: 139
// expect-out: ^  pc      0x[0-9a-f]+  in task "main" \(request 9\) on hart
#include <rill/rill.h>

int main(void)
{
    int *volatile nowhere = (int *)8;

    rill_label_set("request 9");
    return *nowhere;
}
