/* kernel/sched/many/idle.c -- what a hart does that has no task: look for one at other harts,
 * then sleep. Its twin is kernel/sched/one/idle.c, where there is nobody to take a task from
 * and nobody to wake.
 *
 *      runs --nobody is ready--> spins --found none--> asleep --wfi--+
 *       ^                          |                     ^    ^      |
 *       +------- takes one --------+                     |    +------+ an interrupt
 *       +------------- has been woken (bit gone) --------+
 *
 * A sleeper sets its bit in rill_harts_asleep, then looks at all queues once more; a
 * waker puts the task into a queue, then looks at the bits; the waker has a full fence in
 * between, and the sleeper's AMO acquires. So one of the two sees the other: no wake-up is
 * lost. The waker that takes a bit away, by one AMO, sends the hart's interrupt, and the
 * hart counts as one that spins, from before its bit goes; so does a hart that gets up by
 * itself. While a hart spins no other is woken: the one that spins will find what was put.
 * A hart that finds work while it spins wakes the next one, if there is more: so many tasks
 * wake many harts, one after another, and one task wakes one. A waker that finds the bit
 * gone looks again, for other wakers may have relied on the hart that it had counted.
 *
 * The race between the last look and the wfi is closed by interrupts being off: one
 * that comes in between is pending, and ends the wfi at once.
 *
 * At most half of those that are awake spin; each goes round `ROUNDS` times, and takes half of
 * what another has (balance.c). A task in a slot is left to its hart but in the last round:
 * it will run there in a moment.
 *
 * A due wheel and a full inbox of another hart are work, as a task is (wheel.h,
 * inbox.h): that hart may compute. Its trap wakes a sleeper for it.
 *
 * Deadlock: a hart that is asleep sees that all are, that all queues are empty, those of
 * pinned tasks too, that no alarm runs, and that no trap is awaited, in a poll neither; and
 * that no hart got up and lay down again while it looked, which `sleeps` counts, before a
 * hart's bit is set. If a hart did, that hart has looked later, or this one looks again.
 *
 * Checked by tests/host/models/sleep_ipi.pml and steal.pml.
 */
#include <port/board.h>
#include <port/image.h>
#include <port/switch.h>
#include "extras.h"
#include "stop.h"
#include "task.h"
#include "timer.h"
#include "traps.h"
#include "balance.h"
#include "harts.h"

#define ROUNDS 4 /* as Go has it: stealTries in runtime/proc.go */

static uint32_t spinning; /* harts that look for work, or were woken to */
static uint32_t sleeps;   /* how often a hart was about to sleep */

static unsigned index_of(const struct rill_hart *h)
{
    return (unsigned)(h - rill_harts);
}

/* Take its bit.   returns  false: somebody else has. */
static bool take_bit(const struct rill_hart *h)
{
    unsigned i = index_of(h);
    uint32_t bit = 1u << i % 32;

    return __atomic_fetch_and(&rill_harts_asleep[i / 32], ~bit,
                              __ATOMIC_ACQ_REL) &
           bit;
}

/* It spins from now on, though it does not know it yet. */
static bool wake(struct rill_hart *h)
{
    /* Before the bit goes: the hart that rises misses its bit before it takes back its
     * own count. */
    __atomic_fetch_add(&spinning, 1, __ATOMIC_RELAXED);
    if (take_bit(h)) {
        rill_hart_poke(h);
        return true;
    }
    __atomic_fetch_sub(&spinning, 1, __ATOMIC_RELAXED);
    return false;
}

__attribute__((cold)) int rill_harts_wake_one(void)
{
    if (__atomic_load_n(&spinning, __ATOMIC_RELAXED)) /* after told's fence */
        return 0;
    for (unsigned word = 0; word < RILL_HART_WORDS; word++) {
        uint32_t asleep;

        while ((asleep = __atomic_load_n(&rill_harts_asleep[word],
                                         __ATOMIC_RELAXED)))
            if (wake(&rill_harts[word * 32 + (unsigned)__builtin_ctz(asleep)]))
                return 0;
    }
    return 0;
}

/* The fence: harts that run see what is due when they see the sign. A hart that is about to
 * clear its sign may overwrite ours; that hart looks round by itself before long
 * (RILL_LOOK_EACH). A hart that sleeps looks at the hart that computes, whether it was woken
 * for that or not. */
void rill_harts_tell(void)
{
    rill_ready_told();
    if (__atomic_load_n(&spinning, __ATOMIC_RELAXED))
        return;
    for (unsigned i = 0; i < RILL_HARTS; i++)
        if (rill_harts[i].many->runs)
            rill_harts[i].timer_due = 1;
}

/* What was put is for it alone. If it is awake, it will look: its bit was not set yet
 * when we took it away, which releases what was put. */
void rill_hart_rouse(struct rill_hart *h)
{
    if (!wake(h))
        rill_ready_told();
}

static void stop_spinning(struct rill_hart *h)
{
    h->many->spins = false;
    __atomic_fetch_sub(&spinning, 1, __ATOMIC_ACQUIRE); /* then it looks */
}

/* Something that its trap has left, which it may not come to. */
static bool is_due(const struct rill_hart *h)
{
    return rill_wheel_is_due(h) || rill_inbox_full(h);
}

/* There is work, and h goes to do it. While it spun nobody was woken: so if there is
 * more, it is for h to wake one. */
static void found_work(struct rill_hart *h)
{
    bool ready = false;

    if (!h->many->spins)
        return;
    stop_spinning(h);
    for (unsigned i = 0; i < RILL_HARTS; i++) {
        if (is_due(&rill_harts[i])) {
            rill_harts_tell();
            return;
        }
        ready |= rill_ready_any(&rill_harts[i]);
    }
    if (ready)
        rill_ready_told();
}

static struct rill_task *take_own(struct rill_hart *h)
{
    struct rill_task *t = NULL;

    rill_lock_take(&h->ready->lock);
    if (h->ready->last)
        t = rill_ready_first(h, h->ready->last);
    rill_lock_drop(&h->ready->lock);
    return t;
}

/* ---- the loop ---- */

static unsigned count_bits(const uint32_t *words)
{
    unsigned n = 0;

    for (unsigned i = 0; i < RILL_HART_WORDS; i++)
        for (uint32_t w = __atomic_load_n(&words[i], __ATOMIC_RELAXED); w;
             w &= w - 1)
            n++;
    return n;
}

/* Not more than half of those that are awake. */
static bool may_spin(struct rill_hart *h)
{
    unsigned awake = rill_harts_count - count_bits(rill_harts_asleep);

    if (h->many->spins)
        return true;
    if (2 * __atomic_load_n(&spinning, __ATOMIC_RELAXED) >= awake)
        return false;
    __atomic_fetch_add(&spinning, 1, __ATOMIC_RELAXED);
    return h->many->spins = true;
}

static bool is_work(struct rill_hart *h)
{
    if (h->timer_due || rill_ready_any(h))
        return true;
    for (unsigned i = 0; i < RILL_HARTS; i++)
        if (rill_wheel_is_due(&rill_harts[i]) ||
            rill_inbox_full(&rill_harts[i]) || rill_steal_can(&rill_harts[i]))
            return true;
    return false;
}

static bool all_asleep(void)
{
    return count_bits(rill_harts_asleep) == rill_harts_count;
}

RILL_NO_PART(polls_await) static bool no_poll(void)
{
    return false;
}

/* By one that is asleep. */
static bool is_deadlock(void)
{
    uint32_t before;

    do {
        before = __atomic_load_n(&sleeps, __ATOMIC_ACQUIRE);
        if (!all_asleep() || rill_alarms_pending() ||
            __atomic_load_n(&rill_trap_awaited, __ATOMIC_RELAXED) ||
            rill_polls_await())
            return false;
        for (unsigned i = 0; i < RILL_HARTS; i++)
            if (rill_harts[i].timer_due || rill_ready_any(&rill_harts[i]) ||
                is_due(&rill_harts[i]))
                return false;
        rill_fence();
        if (!all_asleep())
            return false;
    } while (__atomic_load_n(&sleeps, __ATOMIC_SEQ_CST) != before);
    return true;
}

/* Its bit is gone: somebody has woken it. */
static bool is_woken(const struct rill_hart *h)
{
    unsigned i = index_of(h);

    return !(__atomic_load_n(&rill_harts_asleep[i / 32], __ATOMIC_RELAXED) &
             1u << i % 32);
}

/* What has ended the wfi need not be taken: there is nothing here to be kept, and a call
 * will do. The timer's is left to its trap. */
static void see_to(uintptr_t pending)
{
    if (pending & XIE_SOFT)
        rill_trap_at_idle(XCAUSE_SOFT, rill_trap_pending);
    if (pending & XIE_EXT)
        rill_trap_at_idle(XCAUSE_EXT, rill_irqs_came);
}

/* Sleep until woken, or until there is something in the inbox. */
static void sleep(struct rill_hart *h)
{
    unsigned i = index_of(h);

    rill_blocks_spill_all(h);
    if (h->many->spins)
        stop_spinning(h);
    __atomic_fetch_add(&sleeps, 1, __ATOMIC_RELEASE);
    __atomic_fetch_or(&rill_harts_asleep[i / 32], 1u << i % 32,
                      __ATOMIC_SEQ_CST); /* we look after it */
    while (!is_woken(h) && !is_work(h)) {
        if (is_deadlock())
            rill_deadlock();
        rill_irq_off();
        if (!h->timer_due && !is_woken(h)) {
            h->idle_ticks -= rill_clock_ticks(); /* below 0: it sleeps */
            rill_hart_wait();
            h->idle_ticks += rill_clock_ticks();
            see_to(rill_irq_pending());
        }
        rill_irq_on();
    }
    h->many->spins = true;
    __atomic_fetch_add(&spinning, 1, __ATOMIC_RELAXED);
    if (!take_bit(h)) /* the waker has counted us */
        __atomic_fetch_sub(&spinning, 1, __ATOMIC_RELAXED);
}

static struct rill_task *find(struct rill_hart *h)
{
    struct rill_task *t;

    for (;;) {
        if (h->timer_due)
            rill_sched_take_inbox();
        rill_look_fire();
        if ((t = take_own(h)))
            return t;
        if (may_spin(h))
            for (int round = 0; round < ROUNDS; round++)
                if ((t = rill_steal(h, round == ROUNDS - 1)))
                    return t;
        sleep(h);
    }
}

_Noreturn void rill_sched_run(void)
{
    struct rill_hart *h = rill_hart_self();

    for (;;) {
        struct rill_task *first = find(h);

        found_work(h);
        if (h->watched)
            rill_task_extras.life->leaves(h, false);
        h->many->switches++;
        h->many->runs = true;
        __asm__ volatile("" ::: "memory");
        if (h->timer_due) /* its trap took h for idle, and has told nobody */
            rill_harts_tell();
        rill_lock_take(&h->ready->lock); /* for the switch to drop */
        rill_switch(first, &h->ready->lock);
        h->many->runs = false;
    }
}
