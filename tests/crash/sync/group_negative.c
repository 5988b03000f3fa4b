/* A wait group: more calls of done than were added. */
// expect-status: 134
// expect-out: ^rill: panic: rill_waitgroup_done: more done than added; call rill_waitgroup_add before
#include <rill/rill.h>

static struct rill_waitgroup wg;

int main(void)
{
    rill_waitgroup_add(&wg, 1);
    rill_waitgroup_done(&wg);
    rill_waitgroup_done(&wg);
    return 0;
}
