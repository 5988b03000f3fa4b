/* This program must pass, or the others prove nothing. */
#include "../tap.h"

int main(void)
{
    plan(2);
    ok(1, "one");
    ok(1, "two");
    return done();
}
