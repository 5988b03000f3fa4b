/* kernel/timer.c -- the clock in ns, and tasks woken at a time.
 *
 * Running timers are a pairing heap, smallest time at the root: adding and
 * finding the first are a few instructions at any number, taking one out costs
 * a logarithm on average, and a node is three pointers on the waiter's stack.
 * (Refused: a sorted list, whose add grows with the number of sleepers; an array
 * heap, which must be allocated.)
 *
 * The device is armed for the root's time whenever the root may have changed to
 * an earlier one. It is left alone when the root goes away early: the interrupt
 * that comes then finds nothing due and arms for what is next.
 *
 * Conversions count whole seconds and the rest apart, so that nothing overflows:
 * the rest is below 2^32 ticks, times 10^9 is below 2^62.
 */
#include <errno.h>
#include <rill/time.h>
#include <port/board.h>
#include "task.h"
#include "timer.h"

static struct rill_timer *root;
static uint32_t started;

static uint64_t now_ticks(void)
{
    return rill_board.timer.ops->ticks(&rill_board.timer);
}

static void arm(uint64_t when_ticks)
{
    rill_board.timer.ops->arm(&rill_board.timer, when_ticks);
}

void rill_timer_init(void)
{
    arm(UINT64_MAX);
}

uint64_t rill_now_ns(void)
{
    uint64_t t = now_ticks(), hz = rill_board.timer.hz;

    return t / hz * RILL_S + t % hz * RILL_S / hz;
}

/* Rounded up: a deadline is never early. RILL_FOREVER does not come here. */
static uint64_t ticks_of_ns(uint64_t ns)
{
    uint64_t hz = rill_board.timer.hz;

    return ns / RILL_S * hz + (ns % RILL_S * hz + RILL_S - 1) / RILL_S;
}

uint64_t rill_after_ns(uint64_t ns)
{
    uint64_t now = rill_now_ns();

    return ns < RILL_FOREVER - now ? now + ns : RILL_FOREVER;
}

/* Which comes first? Of equal times the one started first: 2^31 starts apart the
 * numbers go round, and nothing waits that long at one time. */
static bool before(const struct rill_timer *a, const struct rill_timer *b)
{
    if (a->when_ticks != b->when_ticks)
        return a->when_ticks < b->when_ticks;
    return (int32_t)(a->order - b->order) < 0;
}

/* The root of two heaps; the later one becomes the earlier one's first child. */
static struct rill_timer *meld(struct rill_timer *a, struct rill_timer *b)
{
    if (!a || !b)
        return a ? a : b;
    if (before(b, a)) {
        struct rill_timer *t = a;

        a = b;
        b = t;
    }
    b->sibling = a->child;
    if (b->sibling)
        b->sibling->link = &b->sibling;
    a->child = b;
    b->link = &a->child;
    return a;
}

/* Meld a list of siblings: in pairs from the first on, then the pairs from the
 * last back. That order is what makes the cost a logarithm. */
static struct rill_timer *meld_siblings(struct rill_timer *first)
{
    struct rill_timer *pairs = NULL, *all = NULL;

    while (first) {
        struct rill_timer *a = first, *b = a->sibling;

        first = b ? b->sibling : NULL;
        a->sibling = NULL;
        if (b)
            b->sibling = NULL;
        a = meld(a, b);
        a->sibling = pairs;
        pairs = a;
    }
    while (pairs) {
        struct rill_timer *next = pairs->sibling;

        pairs->sibling = NULL;
        all = meld(pairs, all);
        pairs = next;
    }
    return all;
}

static void set_root(struct rill_timer *t)
{
    root = t;
    if (t)
        t->link = &root;
}

static void take_out(struct rill_timer *t)
{
    struct rill_timer *rest = meld_siblings(t->child);

    *t->link = t->sibling;
    if (t->sibling)
        t->sibling->link = t->link;
    set_root(meld(root, rest));
    t->link = NULL;
}

void rill_timer_start(struct rill_hart *h, struct rill_timer *t,
                      struct rill_task *task, uint64_t deadline_ns)
{
    (void)h;
    t->child = t->sibling = NULL;
    t->task = task;
    t->when_ticks = ticks_of_ns(deadline_ns);
    t->order = started++;
    set_root(meld(root, t));
    if (root == t)
        arm(t->when_ticks);
}

void rill_timer_stop(struct rill_hart *h, struct rill_timer *t)
{
    (void)h;
    if (t->link)
        take_out(t);
}

bool rill_timer_pending(const struct rill_hart *h)
{
    (void)h;
    return root != NULL;
}

/* The clock is read again after arming: a time that comes between the last look
 * and the arming is found here, whatever the device makes of a comparator that
 * is already behind. */
void rill_timer_expire(struct rill_hart *h)
{
    while (root) {
        struct rill_timer *t = root;

        if (t->when_ticks > now_ticks()) {
            arm(t->when_ticks);
            if (t->when_ticks > now_ticks())
                return;
        }
        take_out(t);
        rill_sched_wake(h, t->task, -ETIMEDOUT);
    }
    arm(UINT64_MAX);
}

/* Silence the device, which would interrupt again at once, and leave word. */
void rill_timer_interrupt(struct rill_hart *h)
{
    arm(UINT64_MAX);
    h->timer_due = 1;
}

void rill_sleep_until_ns(uint64_t deadline_ns)
{
    rill_sched_enter("rill_sleep_until_ns");
    rill_sched_park("sleep", NULL, deadline_ns);
}

void rill_sleep_ns(uint64_t ns)
{
    rill_sleep_until_ns(rill_after_ns(ns));
}
