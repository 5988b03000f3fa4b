/* An event that no task will set, and no trap may. */
// expect-status: 134
// expect-out: ^rill: deadlock:.*
#include <rill/rill.h>

static struct rill_event e;

int main(void)
{
    rill_event_wait(&e, RILL_FOREVER);
    return 0;
}
