/* A program uses a context's memory for something else while a task is in the context. */
// expect-status: 134
// expect-out: ^rill: panic: the memory of a context, at 0x[0-9a-f]+, was used for something else
#include <string.h>
#include <rill/rill.h>

static struct rill_context outer, inner;

static int waits(void *arg)
{
    (void)arg;
    return rill_sleep_ns(RILL_S);
}

int main(void)
{
    rill_context_begin(&outer, RILL_FOREVER);
    rill_go(waits, NULL);
    rill_context_begin(&inner, RILL_FOREVER);
    memset(&outer, 0, sizeof outer);
    return rill_context_cancel(&inner);
}
