/* This program gives up. */
#include "../tap.h"

int main(void)
{
    plan(2);
    ok(1, "one");
    bail("no use");
}
