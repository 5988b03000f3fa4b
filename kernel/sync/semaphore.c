/* kernel/sync/semaphore.c -- semaphores.
 *
 * Invariants, true whenever the semaphore's lock is free and its notice is not RAISED: count >= -1;
 * a task waits => count is -1. So to take a unit, a task need only see a count above 0, and to give
 * a unit, a count of 0 or more (rill/inline/sync.h). The count may be -1 when all tasks that waited
 * have given up: then it means 0.
 *
 * A put with a task in line does not touch the count: the unit goes to the first task by waking it,
 * and no newcomer sees the unit.
 *
 * A trap counts what it gives in a word apart and leaves a notice (inbox.h). The switch that
 * delivers the notice, or a task that finds no unit and looks, gives at once all that was counted.
 */
#include <stddef.h>
#include <rill/panic.h>
#include <rill/sync.h>
#include "inbox.h"
#include "wait.h"

#define OVER                                                              \
    "rill_sem_put: the count went over 2^31 - 1; put only what somebody " \
    "will get"

/* With the lock held, as for unmark and the two waits. */
static void give(struct rill_sem *s, uint32_t n, struct rill_served *served)
{
    while (n && s->count < 0)
        if (rill_waitq_serve(&s->waiters, 0, served))
            n--;
        else
            s->count = 0;
    if (!n)
        return;
    if (n > (uint32_t)(INT32_MAX - s->count))
        rill_panic_holding(&s->waiters.lock, OVER);
    s->count += (int32_t)n;
}

/* Take marks off the semaphore. If a trap had RAISED it, give what traps have given. */
static void unmark(struct rill_sem *s, uint32_t marks,
                   struct rill_served *served)
{
    if (rill_marks_clear(&s->private_notice.marks, marks) & RILL_RAISED)
        give(s, rill_trap_count_take(&s->private_given), served);
}

static void deliver(struct rill_notice *n)
{
    struct rill_sem *s =
        (struct rill_sem *)((char *)n -
                            offsetof(struct rill_sem, private_notice));
    struct rill_served served = {};

    rill_lock_take(&s->waiters.lock);
    unmark(s, RILL_RAISED | RILL_LINKED, &served);
    rill_waitq_leave(&s->waiters, &served);
}

/* RILL_AGAIN, on one hart: the inbox was delivered and may have given a unit. */
static int wait(struct rill_sem *s, uint64_t deadline_ns, bool looked)
{
    s->count = -1;
    return rill_waitq_wait_or_again(&s->waiters, NULL, "get semaphore", s,
                                    deadline_ns, looked || RILL_MANY);
}

/* If all tasks are asleep while one waits for a semaphore with by_trap, that is no deadlock. */
static int wait_for_trap(struct rill_sem *s, uint64_t deadline_ns, bool looked)
{
    int r;

    rill_add(&rill_trap_awaited, 1);
    r = wait(s, deadline_ns, looked);
    rill_add(&rill_trap_awaited, -1u);
    return r;
}

int rill_sem_get_slowly(struct rill_sem *s, uint64_t deadline_ns)
{
    struct rill_served served = {};
    int r;

    r = rill_sched_enter_to_wait(&s->waiters.lock, "rill_sem_get", deadline_ns);
    if (r)
        return r;
    r = RILL_AGAIN;
    for (bool looked = false; r == RILL_AGAIN; looked = true) {
        if (s->private_notice.marks & RILL_RAISED) {
            unmark(s, RILL_RAISED, &served);
            rill_served_wake(&served);
        }
        if (s->count > 0) {
            s->count--;
            rill_lock_drop(&s->waiters.lock);
            return 0;
        }
        if (s->count < -1)
            rill_panic_holding(
                &s->waiters.lock,
                "rill_sem_get: the count is %d; start it with 0 or more",
                (int)s->count);
        r = s->by_trap ? wait_for_trap(s, deadline_ns, looked)
                       : wait(s, deadline_ns, looked);
    }
    return r;
}

static void put_in_trap(struct rill_sem *s)
{
    if (!s->by_trap)
        rill_panic("rill_sem_put: a trap handler gave to a semaphore that has "
                   "not by_trap; start it as {.by_trap = true}");
    if (rill_trap_count_add(&s->private_given) > INT32_MAX)
        rill_panic(OVER);
    rill_notice_put(&s->private_notice, deliver);
}

static void put_in_task(struct rill_sem *s)
{
    struct rill_served served = {};

    rill_sched_enter_at(&s->waiters.lock, "rill_sem_put");
    give(s, 1, &served);
    rill_waitq_leave(&s->waiters, &served);
}

void rill_sem_put_slowly(struct rill_sem *s)
{
    if (rill_hart_self())
        put_in_task(s);
    else
        put_in_trap(s);
}
