/* kernel/memory/callers.c -- tasks in memory that is none of the heap's: their callers', or a stack's
 * that grows (kernel/paging/grow.c). A list finds them, for walks over all tasks. */
#include <rill/panic.h>
#include <port/layout.h>
#include "grown.h"
#include "task.h"

/* Begins the memory that a caller gave for a task; the block follows. */
struct callers {
    struct callers *next, *prev;
    struct rill_task *task;
    size_t unused; /* aligns the block to 16 bytes */
};
static struct callers *callers RILL_SEEN_AS(rill_task_callers);

RILL_LAYOUT(callers)
{
    RILL_FACT("callers.bytes", sizeof(struct callers));
    RILL_FACT("callers.next", offsetof(struct callers, next));
    RILL_FACT("callers.task", offsetof(struct callers, task));
}

struct rill_task *rill_callers_make(char *memory, size_t bytes)
{
    struct callers *c = (struct callers *)memory;

    for (const struct callers *o = callers; o; o = o->next)
        if ((uintptr_t)memory < (uintptr_t)o->task &&
            (uintptr_t)o < (uintptr_t)memory + bytes)
            rill_panic_holding(
                &rill_sched_lock,
                "rill_spawn: the memory at %p is that of task \"%s\"; "
                "it is the caller's again when that has ended",
                memory, rill_task_name(o->task));
    if (bytes < sizeof *c + RILL_STACK_MIN_BYTES + rill_task_overhead() + 64 ||
        bytes > UINT32_MAX / 4 || (uintptr_t)memory % 16)
        return NULL;
    bytes = (bytes - sizeof *c) & ~(size_t)63;
    c->task = rill_block_lay_out((struct rill_block *)(c + 1),
                                 (rill_block_kind)bytes | RILL_BLOCK_CALLERS);
    c->prev = NULL;
    c->next = callers;
    if (callers)
        callers->prev = c;
    callers = c; /* last: after a fault here, the report walks this list */
    return c->task;
}

void rill_task_unmake(struct rill_task *t)
{
    struct callers *c = (struct callers *)t->stack_low - 1;

    if (rill_is_grown(t->stack_low))
        rill_grown->ended(t->stack_low);

    if (c->next)
        c->next->prev = c->prev;
    if (c->prev)
        c->prev->next = c->next;
    else
        callers = c->next;
}

struct rill_task *rill_task_next_callers(const struct rill_task *after)
{
    const struct callers *c = callers;

    if (after)
        c = ((const struct callers *)after->stack_low - 1)->next;
    return c ? c->task : NULL;
}
