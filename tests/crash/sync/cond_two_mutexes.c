/* Two tasks wait for one condition, each with another mutex. */
// expect-status: 134
// expect-out: ^rill: panic: rill_cond_wait: task "task" waits with another mutex; one condition, one mutex
#include <rill/rill.h>

static struct rill_mutex m, n;
static struct rill_cond c;

static int wait_with_m(void *arg)
{
    (void)arg;
    rill_mutex_lock(&m, RILL_FOREVER);
    return rill_cond_wait(&c, &m, RILL_FOREVER);
}

int main(void)
{
    rill_go(wait_with_m, NULL);
    rill_yield();
    rill_mutex_lock(&n, RILL_FOREVER);
    rill_cond_wait(&c, &n, RILL_FOREVER);
    return 0;
}
