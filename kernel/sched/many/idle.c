/* kernel/sched/many/idle.c -- what a hart without a task does: it looks for a task at other harts,
 * then sleeps. Its twin is kernel/sched/one/idle.c, where there is no other hart to take from or to
 * wake.
 *
 *      runs --no task is left--> spins --found none--> asleep --wfi--+
 *       ^                          |                     ^    ^      |
 *       +------- takes one --------+                     |    +------+ an interrupt
 *       +------------- has been woken (bit gone) --------+
 *
 * A sleeper sets its bit in rill_harts_asleep, then looks at all queues once more. A waker puts the
 * task into a queue, then looks at the bits. The waker has a full fence in between, and the
 * sleeper's AMO acquires. So one of the two sees the other: no wake-up is lost. A waker takes a bit
 * away by one AMO, and interrupts that hart. The hart counts as spinning from before its bit goes;
 * a hart that gets up by itself counts so too. While a hart spins, no hart is woken: the spinning
 * hart will find what was put. A hart that finds work while it spins wakes the next hart, if there
 * is more work. So many tasks wake many harts, one after another, and one task wakes one hart. A
 * waker that finds the bit gone looks again, because other wakers may have relied on the hart that
 * it had counted.
 *
 * Interrupts are off from the last look to the wfi. So an interrupt that comes in between stays
 * pending, and ends the wfi at once.
 *
 * At most half of the harts that are awake spin. Each goes round `ROUNDS` times, and takes half of
 * another hart's tasks (balance.c). It leaves a task in a slot to its hart until the last round,
 * for that hart will run the task in a moment.
 *
 * Another hart's due wheel or full inbox is work, as a task is (wheel.h, inbox.h), because that
 * hart may compute. Its trap wakes a sleeper for this work.
 *
 * Deadlock: a hart that is asleep sees that all harts are asleep, that all queues are empty, even
 * of pinned tasks, that no alarm runs, and that no task waits for a trap, in a poll either. It also
 * sees that no hart got up and lay down again while it looked: `sleeps` counts that, before a hart
 * sets its bit. If a hart did, either that hart has looked later, or this hart looks again.
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

#define ROUNDS 4 /* as in Go: stealTries in runtime/proc.go */

static uint32_t spinning; /* harts that look for work, or were woken to look */
static uint32_t sleeps;   /* how often a hart was about to sleep */

static unsigned index_of(const struct rill_hart *h)
{
    return (unsigned)(h - rill_harts);
}

/* Take the hart's bit.   returns  false: another hart has taken it. */
static bool take_bit(const struct rill_hart *h)
{
    unsigned i = index_of(h);
    uint32_t bit = 1u << i % 32;

    return __atomic_fetch_and(&rill_harts_asleep[i / 32], ~bit,
                              __ATOMIC_ACQ_REL) &
           bit;
}

/* Wake h. From now on h counts as spinning, though h does not know it yet. */
static bool wake(struct rill_hart *h)
{
    /* Count before the bit goes: h takes back its own count only when it has found its bit gone. */
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

/* The fence in rill_ready_told: a hart that sees timer_due sees what is due. A hart that is just
 * clearing its timer_due may overwrite ours; that hart looks round by itself before long
 * (RILL_LOOK_EACH). A sleeper that wakes looks at the hart that computes, whatever woke it. */
void rill_harts_tell(void)
{
    rill_ready_told();
    if (__atomic_load_n(&spinning, __ATOMIC_RELAXED))
        return;
    for (unsigned i = 0; i < RILL_HARTS; i++)
        if (rill_harts[i].many->runs)
            rill_harts[i].timer_due = 1;
}

/* Only h can take what was put. If h is awake, it will look: we took its bit away, which releases
 * what was put, before h set the bit. */
void rill_hart_rouse(struct rill_hart *h)
{
    if (!wake(h))
        rill_ready_told();
}

static void stop_spinning(struct rill_hart *h)
{
    h->many->spins = false;
    __atomic_fetch_sub(&spinning, 1, __ATOMIC_ACQUIRE); /* it looks then */
}

/* Have the traps of h left something that h may not come to? */
static bool is_due(const struct rill_hart *h)
{
    return rill_wheel_is_due(h) || rill_inbox_full(h);
}

/* h goes to do work. While h spun, no hart was woken: so if there is more work, h wakes a hart. */
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

/* At most half of the harts that are awake may spin. */
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

/* Called by a hart that has set its bit. */
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

/* When the bit of h is gone, another hart has woken h. */
static bool is_woken(const struct rill_hart *h)
{
    unsigned i = index_of(h);

    return !(__atomic_load_n(&rill_harts_asleep[i / 32], __ATOMIC_RELAXED) &
             1u << i % 32);
}

/* The interrupt that has ended the wfi need not be taken as a trap: an idle loop has nothing to
 * save, so a call will do. The timer's interrupt is left to its trap. */
static void see_to(uintptr_t pending)
{
    if (pending & XIE_SOFT)
        rill_trap_at_idle(XCAUSE_SOFT, rill_trap_pending);
    if (pending & XIE_EXT)
        rill_trap_at_idle(XCAUSE_EXT, rill_irqs_came);
}

/* Sleep until another hart wakes h, or until h finds work. */
static void sleep(struct rill_hart *h)
{
    unsigned i = index_of(h);

    rill_blocks_spill_all(h);
    if (h->many->spins)
        stop_spinning(h);
    __atomic_fetch_add(&sleeps, 1, __ATOMIC_RELEASE);
    __atomic_fetch_or(&rill_harts_asleep[i / 32], 1u << i % 32,
                      __ATOMIC_SEQ_CST); /* we look after this */
    while (!is_woken(h) && !is_work(h)) {
        if (is_deadlock())
            rill_deadlock();
        rill_irq_off();
        if (!h->timer_due && !is_woken(h)) {
            h->idle_ticks -= rill_clock_ticks(); /* below 0 while it sleeps */
            rill_hart_wait();
            h->idle_ticks += rill_clock_ticks();
            see_to(rill_irq_pending());
        }
        rill_irq_on();
    }
    h->many->spins = true;
    __atomic_fetch_add(&spinning, 1, __ATOMIC_RELAXED);
    if (!take_bit(h)) /* the waker has counted us already */
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
        if (h->timer_due) /* its trap took h for idle, and has told no hart */
            rill_harts_tell();
        rill_lock_take(&h->ready->lock); /* for the switch to drop */
        rill_switch(first, &h->ready->lock);
        h->many->runs = false;
    }
}
