/* kernel/sync/owner.c -- what an owner that ends does for the tasks that wait for what it owns.
 *
 *     waiter (the slow way only)                  owner, at its end
 *       its task says what it waits for  (1)        number = 0              (4)
 *       owner's flags: one more AWAITED  (2)        flags: is any AWAITED?  (5)
 *       has the owner's number gone?     (3)        if so: all tasks, what each waits
 *       it has: told. Else: parks                   for (6): is that mine? wake all in it
 *
 * A task's flags count the things it owns that other tasks wait for, each from its first waiter
 * until the task gives it up (RILL_OWNER_WAITED in the owner says that it was counted). So a task
 * that gives up all before it ends looks at its flags alone, as every task does. A task that does
 * not looks at all tasks, once: that end is a mistake in the program, and may take its time.
 *
 * On many harts each of the two columns has a full barrier in the middle: other harts see (1) and
 * (2) before (3) reads, and (4) before (5) and (6) read. So either the waiter finds the number
 * gone, or the owner finds the waiter: one of the two must. A waiter that is found is in the queue:
 * from (1) until it is parked it holds the lock of what it waits for, and the owner takes that lock
 * before it wakes.
 *
 * What a task says it waits for, it may have waited for long ago. So its word is only a hint to
 * something that this owner may have; that thing's owner word says whether this task owns it. Of
 * the things that a task may wait for, only those that are owned begin with an owner's tp (other
 * objects begin with a lock, and a lock's word is not the tp of a task that holds no lock now).
 * What the owner owns still exists, or its program would have freed what it has locked. If two
 * words are read of two waits, a reason and another wait's object, they are no more than a hint
 * either.
 *
 * (2) writes to the owner's task. Its block may be another task's by then, or dissolved; in its
 * caller's memory there may be anything. So the waiter writes under the heap's lock, and only if
 * the number is still there: blocks are dissolved under the heap's lock (kernel/memory/heap.c), and
 * under that lock a task in its caller's memory loses its number (kernel/sched/end.c). The new task
 * in a block may still be counted as awaited when no task waits for it: then it looks at all tasks
 * when it ends, and finds none.
 *
 * We refused a list of what a task owns, because each lock and unlock would pay some instructions,
 * and each task and mutex a word, for what no right program needs.
 */
#include <errno.h>
#include <port/image.h>
#include "owner.h"

static const char reasons[RILL_OWNED_WHYS][17] = {
    [RILL_LOCK_MUTEX] = "lock mutex",
    [RILL_LOCK_FOR_WRITING] = "lock for writing",
    [RILL_LOCK_FOR_READING] = "lock for reading",
    [RILL_WAIT_FOR_ONCE] = "wait for once",
};

bool rill_owner_ended(const struct rill_owner *o)
{
    const struct rill_task *t = rill_owner_task(o);
    uint32_t number = __atomic_load_n(&t->number, RILL_OWNER_LOADS);

    return number != rill_owner_number(o) ||
           t != rill_block_task(t->stack_low + RILL_BLOCK_BYTES(t->kind));
}

/* (1) and (2). */
static void say_it_waits(struct rill_owned *o, const char *reason)
{
    rill_task_self()->waits_for = reason;
    rill_task_self()->waits_on = o;
    if (!(o->owner.number & RILL_OWNER_WAITED)) {
        rill_heap_enter();
        if (!rill_owner_ended(&o->owner)) {
            rill_task_awaited(rill_owner_task(&o->owner));
            o->owner.number |= RILL_OWNER_WAITED;
        }
        rill_lock_drop(&rill_heap_lock);
    }
    rill_fence();
}

int rill_owned_wait(struct rill_owned *o, void *slot, enum rill_owned_why why,
                    uint64_t deadline_ns)
{
    RILL_NEEDS(rill_owners_tell);
    if (!rill_owner_none(&o->owner)) {
        if (deadline_ns != RILL_POLL)
            say_it_waits(o, reasons[why]);
        if (rill_owner_ended(&o->owner)) { /* (3) */
            rill_lock_drop(&o->waiters.lock);
            return -EOWNERDEAD;
        }
    }
    return rill_waitq_wait(&o->waiters, slot, reasons[why], o, deadline_ns);
}

/* (6): what t waits for, or once waited for. NULL: nothing that has an owner. */
static struct rill_owned *hinted(const struct rill_task *t)
{
    if ((uintptr_t)t->waits_for - (uintptr_t)reasons >= sizeof reasons)
        return NULL;
    return (struct rill_owned *)t->waits_on;
}

static void wake_all(struct rill_owned *o)
{
    struct rill_served served = {};

    rill_lock_take(&o->waiters.lock);
    rill_waitq_serve_all(&o->waiters, -EOWNERDEAD, &served);
    rill_waitq_leave(&o->waiters, &served);
}

RILL_PART(owners_end) void rill_owners_tell(uint32_t number)
{
    const char *tp = rill_thread_pointer();

    if (!rill_task_is_awaited(rill_task_self())) /* (5) */
        return;
    rill_sched_reenter();
    for (struct rill_task *t = NULL; (t = rill_task_next(t));) {
        struct rill_owned *o = hinted(t);

        if (o && o->owner.tp == tp && rill_owner_number(&o->owner) == number)
            wake_all(o);
    }
    rill_sched_leave();
}
