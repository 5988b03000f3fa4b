/* A task with no function. */
// expect-status: 134
// expect-out: ^rill: panic: .*
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

int main(void)
{
    rill_task_fn *volatile none = NULL;

    return rill_go(none, NULL);
}
