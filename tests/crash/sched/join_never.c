/* A join of a job that was never spawned. */
// expect-status: 134
// expect-out: ^rill: panic: .*join
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

int main(void)
{
    static struct rill_job job;

    return rill_join(&job, RILL_FOREVER, NULL);
}
