/* This program faults after its last test. */
#include "../tap.h"

int main(void)
{
    volatile int *volatile nowhere = NULL;

    plan(1);
    ok(1, "one");
    *nowhere = 1;
    return 0;
}
