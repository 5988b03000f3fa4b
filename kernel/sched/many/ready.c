/* kernel/sched/many/ready.c -- the rare halves of ready.h, and of begin.h. */
#include "extras.h"
#include "task.h"
#include "harts.h"

uint32_t rill_harts_asleep[RILL_HART_WORDS];

/* Makes a special task ready: hooks hear of it first, and a pinned task goes to its hart. */
int rill_ready_specially(struct rill_task *t)
{
    struct rill_hart *self = rill_hart_self(), *h = self;

    if (*t->special & RILL_LISTENED)
        rill_task_extras.life->ready(t);
    if (*t->special & RILL_PINNED)
        h = &rill_harts[*t->special & RILL_PINNED_TO];
    rill_lock_take(&h->ready->lock);
    if (h == self && !(*t->special & RILL_PINNED))
        rill_ready_put(h->ready, t);
    else
        rill_ready_append(h->ready, t);
    rill_lock_drop(&h->ready->lock);
    if (h == self)
        return rill_ready_told();
    rill_hart_rouse(h);
    return 0;
}

/* No hart holds two queues' locks: the caller has taken the next task out of its queue already. */
struct rill_lock *rill_ready_move_to(struct rill_hart *there)
{
    rill_lock_take(&there->ready->lock);
    rill_ready_append(there->ready, rill_task_self());
    rill_hart_rouse(there);
    return &there->ready->lock;
}

void rill_sched_tell_came(void)
{
    rill_task_extras.life->came();
}

/* No task number is given twice. A hart may not use all the numbers that it has taken. */
uint32_t rill_task_more_numbers(void)
{
    uint32_t first =
        __atomic_fetch_add(&rill_task_spawned, RILL_NUMBERS, __ATOMIC_RELAXED);

    return first ? first : 1; /* 0 is no task's */
}

uint32_t rill_task_count_given(void)
{
    uint32_t n = __atomic_load_n(&rill_task_spawned, __ATOMIC_RELAXED);

    if (n)
        n--; /* number 0 was no task's */
    for (unsigned i = 0; i < RILL_HARTS; i++)
        n -= -rill_harts[i].many->next_number % RILL_NUMBERS; /* not used yet */
    return n;
}

uint32_t rill_task_count_ends(void)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < RILL_HARTS; i++)
        n += (uint32_t)rill_harts[i].many->ended;
    return n;
}

uint32_t rill_harts_running(void)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < RILL_HARTS; i++)
        n += rill_harts[i].many->runs;
    return n;
}

/* The guard says whether the cancellation still stands, for it may have been taken back. The claim
 * may be lost to a deadline: then the deadline ends the wait. */
__attribute__((cold)) bool rill_park_stopped(struct rill_task *self)
{
    return self->guard != self->stack_low && rill_wake_claim(self, 0);
}
