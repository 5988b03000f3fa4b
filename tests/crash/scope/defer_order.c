/* A deferred call that is run before a newer one. */
// expect-status: 134
// expect-out: ^rill: panic: rill_defer_run: this is not the newest deferred call of task "main"; run and drop them newest first$
#include <rill/rill.h>

static void nothing(void *arg)
{
    (void)arg;
}

int main(void)
{
    struct rill_defer one, two;

    rill_defer(&one, nothing, NULL);
    rill_defer(&two, nothing, NULL);
    rill_defer_run(&one);
    return 0;
}
