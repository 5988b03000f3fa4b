/* This program prints "not ok", and then lies with its status. */
#include "../tap.h"

int main(void)
{
    plan(2);
    ok(1, "one");
    ok(0, "two");
    done();
    return 0;
}
