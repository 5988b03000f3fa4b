/* A group used that has not begun. */
// expect-status: 134
// expect-out: ^rill: panic: rill_group_go: this group has not begun
#include <rill/rill.h>

static struct rill_group g;

static int member(void *arg)
{
    (void)arg;
    return 0;
}

int main(void)
{
    return rill_group_go(&g, NULL, member, NULL);
}
