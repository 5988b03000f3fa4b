/* A once that calls itself. */
// expect-status: 134
// expect-out: ^rill: panic: rill_once_do: task "main" is inside this once already
#include <rill/rill.h>

static struct rill_once o;

static void again(void *arg)
{
    rill_once_do(&o, again, arg, RILL_FOREVER);
}

int main(void)
{
    rill_once_do(&o, again, NULL, RILL_FOREVER);
    return 0;
}
