/* This program never ends. */
// timeout: 3
#include "../tap.h"

int main(void)
{
    plan(1);
    ok(1, "one");
    for (;;)
        __asm__ volatile("");
}
