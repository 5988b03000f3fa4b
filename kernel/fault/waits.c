/* kernel/fault/waits.c -- what a parked task waits for, in words. For reports and lists. */
#include <port/image.h>
#include <port/switch.h>
#include "task.h"

uintptr_t rill_task_place(const struct rill_task *t, uintptr_t *sp)
{
    extern char rill_resume_fp[];

    *sp = t->sp;
    if (t->pc != (uintptr_t)rill_resume_fp)
        return t->pc;
    *sp += SWITCH_FP_BYTES;
    return *(const uintptr_t *)(t->sp + SWITCH_FP_PC);
}

bool rill_task_parked(const struct rill_task *t)
{
    return rill_sched_parked(t);
}

/* The pc of a parked task may have a note: what the task waits for there, and how far inside
 * the object the task's queue lies. A task without a note has both in its own fields. */
const char *rill_task_waits(const struct rill_task *t, const void **object)
{
    extern const struct rill_park_note rill_park_notes[], rill_park_notes_end[];
    uintptr_t sp, pc = rill_task_place(t, &sp);

    for (const struct rill_park_note *n = rill_park_notes;
         n < rill_park_notes_end; n++)
        if (n->pc == pc) {
            *object =
                t->waiter ? (const char *)t->waiter->queue - n->back : NULL;
            return n->reason;
        }
    *object = t->waits_on;
    return t->waits_for;
}
