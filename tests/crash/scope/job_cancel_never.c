/* A job cancelled that was never spawned. */
// expect-status: 134
// expect-out: ^rill: panic: rill_job_cancel: this job was never spawned
#include <rill/rill.h>

static struct rill_job job;

int main(void)
{
    return rill_job_cancel(&job);
}
