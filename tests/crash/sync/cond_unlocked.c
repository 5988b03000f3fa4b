/* A condition waited for without its mutex. */
// expect-status: 134
// expect-out: ^rill: panic: rill_cond_wait: task "main" does not hold the mutex; lock it
#include <rill/rill.h>

static struct rill_mutex m;
static struct rill_cond c;

int main(void)
{
    rill_cond_wait(&c, &m, RILL_FOREVER);
    return 0;
}
