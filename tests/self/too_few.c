/* This program ends early, with success. */
#include "../tap.h"

int main(void)
{
    plan(3);
    ok(1, "one");
    ok(1, "two");
    return 0;
}
