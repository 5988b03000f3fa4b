/* All tests pass, but the status says otherwise. */
#include "../tap.h"

int main(void)
{
    plan(1);
    ok(1, "one");
    return 3;
}
