/* kernel/memory/grown.c -- what a program calls for stacks that grow, in each mode. */
#include <rill/task.h>
#include <port/image.h>
#include "grown.h"
#include "task.h"

#define NO_MEMORY SIZE_MAX /* for which no ordinary stack will do */

const struct rill_grown
    *rill_grown; /* set in kernel/paging/grow.c; in M-mode never */

/* Where no stack can grow, the task gets all of it at once: it may go as deep as its caller was
 * promised. */
RILL_PART(stack_grows)
struct rill_task *rill_stack_grows(size_t most, size_t *bytes)
{
    struct rill_task *t = NULL;
    void *memory;
    size_t got;

    *bytes = most > RILL_STACK_MIN_BYTES ? most : RILL_STACK_MIN_BYTES;
    if (!RILL_PAGED || !RILL_GUARDED || !rill_grown_can())
        return NULL;
    memory = rill_grown_take(*bytes, &got);
    if (memory)
        t = rill_callers_make(memory, got);
    else
        *bytes = NO_MEMORY;
    return t;
}

size_t rill_stack_shrink(void)
{
    uintptr_t low;

    rill_call_begins(RILL_SENTENCE("rill_stack_shrink"));
    low = rill_task_self()->stack_low;
    return rill_is_grown(low) ? rill_grown->shrink(low) : 0;
}
