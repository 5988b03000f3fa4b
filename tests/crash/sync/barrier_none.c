/* A barrier for no task. */
// expect-status: 134
// expect-out: ^rill: panic: rill_barrier_wait: parties is 0; set it
#include <rill/rill.h>

static struct rill_barrier b;

int main(void)
{
    rill_barrier_wait(&b, RILL_FOREVER);
    return 0;
}
