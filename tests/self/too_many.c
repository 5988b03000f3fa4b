/* This program runs more tests than it planned. */
#include "../tap.h"

int main(void)
{
    plan(1);
    ok(1, "one");
    ok(1, "two");
    return 0;
}
