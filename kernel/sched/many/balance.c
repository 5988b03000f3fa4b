/* kernel/sched/many/balance.c -- harts that take over each other's work.
 *
 * A hart without a task takes half of another hart's tasks (rill_steal; idle.c says when). A hart
 * that runs tasks looks round at all other harts, because perhaps no hart is idle:
 *   - each 64th time that it takes a task out of its queue, or yields (RILL_LOOK_EACH);
 *   - when another hart's trap tells it that something is due there (rill_harts_tell).
 * In both cases `timer_due` is set, and the running task looks when it next switches, as for its
 * own hart's alarms. So on many harts
 *   - the first hart that switches does what is due on a hart that computes;
 *   - tasks that wait behind a task that computes go to harts that switch: half of them at each
 *     look. A hart counts as computing if it has not switched since this hart's last look
 *     (`counted`);
 *   - tasks that yield get equal turns: from a queue that is longer than its own by more than an
 *     eighth, a hart takes half of the difference, and of a difference of one, that task. So where
 *     9 tasks yield on 8 harts, the pair that shares a hart keeps changing. (Within an eighth,
 *     turns differ by no more than that, and a theft costs two locks and cold lines.)
 *
 * A hart reads the lengths without a lock, so they may be a moment old: then one task too many
 * goes, and comes back. A task in the slot was woken a moment ago and will run in a moment. A thief
 * leaves it to its own hart, if that hart switches, because what woke the task is in that hart's
 * cache.
 *
 * We refused one queue for all harts, because every hart would fetch its lock and its lines of
 * cache at each yield; a periodic interrupt, because a machine with nothing to balance would pay
 * for it; and to ask the hart that computes, because that interrupts it for work that another hart
 * can do.
 */
#include "balance.h"
#include "timer.h"

#define MOST 32u /* tasks at once: more would hold the lock for too long */

static unsigned index_of(const struct rill_hart *h)
{
    return (unsigned)(h - rill_harts);
}

/* Of the first 2 * MOST tasks, how many may go to another hart? */
static unsigned count_movable(const struct rill_ready *r, bool slot_too)
{
    const struct rill_task *t = r->last;
    unsigned n = 0, looked = 0;

    if (t)
        do {
            t = t->next;
            n += !(*t->special & RILL_PINNED) && (slot_too || t != r->slot);
        } while (t != r->last && ++looked < 2 * MOST);
    return n;
}

/* Tasks on their way from one queue to another. */
struct chain {
    struct rill_task *first, *last;
    unsigned n;
};

/* Take out of the queue n tasks that may go to another hart. The queue has so many. */
static struct chain take(struct rill_ready *r, unsigned n, bool slot_too)
{
    struct chain c = {NULL, NULL, n};
    struct rill_task *before = r->last, *t;

    r->appended -= n;
    while (n) {
        t = before->next;
        if (*t->special & RILL_PINNED || (!slot_too && t == r->slot)) {
            before = t;
            continue;
        }
        before->next = t->next;
        if (t == r->last)
            r->last = t == before ? NULL : before;
        if (c.last)
            c.last->next = t;
        else
            c.first = t;
        c.last = t;
        n--;
    }
    return c;
}

/* Take half of the tasks that may go, but `most` at most, and at least one if there is one. */
static struct chain take_some(struct rill_hart *from, unsigned most,
                              bool slot_too)
{
    struct chain c = {NULL, NULL, 0};
    unsigned n;

    if (!rill_ready_any(from))
        return c;
    rill_lock_take(&from->ready->lock);
    n = (count_movable(from->ready, slot_too) + 1) / 2;
    if (n > most)
        n = most;
    if (n)
        c = take(from->ready, n, slot_too);
    rill_lock_drop(&from->ready->lock);
    return c;
}

/* Put the taken tasks before this hart's own: they were first in the queue they come from, and have
 * waited longer there. This hart looks after 64 turns and takes 32 tasks, so the tasks of its own
 * queue wait no longer than that. */
static void keep(struct rill_hart *h, struct chain c)
{
    struct rill_ready *r = h->ready;

    if (!c.n)
        return;
    rill_lock_take(&r->lock);
    r->appended += c.n;
    if (!r->last)
        r->last = c.last;
    c.last->next = r->last->next;
    r->last->next = c.first;
    rill_lock_drop(&r->lock);
}

struct rill_task *rill_steal(struct rill_hart *h, bool slot_too)
{
    unsigned n = RILL_HARTS, at = rill_random_below(h, n);

    for (unsigned i = 0; i < n; i++, at = at + 1 < n ? at + 1 : 0) {
        struct rill_task *first;
        struct chain c;

        if (at == index_of(h))
            continue;
        c = take_some(&rill_harts[at], MOST, slot_too);
        if (!c.n)
            continue;
        h->many->steals++;
        h->many->switches++; /* to the first, which was not in this queue */
        first = c.first;
        c.first = first->next;
        c.n--;
        keep(h, c);
        return first;
    }
    return NULL;
}

bool rill_steal_can(struct rill_hart *from)
{
    bool can;

    if (!rill_ready_any(from))
        return false;
    rill_lock_take(&from->ready->lock);
    can = count_movable(from->ready, true);
    rill_lock_drop(&from->ready->lock);
    return can;
}

/* ---- of a hart that runs tasks ---- */

/* For a moment the tasks are in neither queue. A hart that looked at the queues in that moment, and
 * lay down, missed them: so this hart wakes one, as if it had made them ready. (A hart that steals
 * spins, and looks at all queues when it stops: idle.c, found_work.) */
static void take_over(struct rill_hart *h, struct rill_hart *from,
                      unsigned most, bool slot_too)
{
    struct chain c = take_some(from, most, slot_too);

    if (!c.n)
        return;
    h->many->steals++;
    keep(h, c);
    rill_ready_told();
}

/* Has `other` switched since h asked last? h keeps its count. */
static bool has_switched_since(struct rill_hart *h,
                               const struct rill_hart *other)
{
    uint32_t now = (uint32_t)rill_hart_switches(other);
    uint32_t before = h->many->counted[index_of(other)];

    h->many->counted[index_of(other)] = now;
    return now != before;
}

void rill_look_round(struct rill_hart *h)
{
    struct rill_hart *longest = NULL;
    uint32_t own = rill_ready_length(h->ready), length = own + own / 8;

    rill_look_fire();
    if (!h->many->runs) /* an idle hart steals */
        return;
    for (unsigned i = 0; i < RILL_HARTS; i++) {
        struct rill_hart *other = &rill_harts[i];
        bool switches = has_switched_since(h, other);

        if (other == h || !rill_ready_any(other))
            continue;
        if (!switches) {
            take_over(h, other, MOST, true);
        } else if ((int32_t)(rill_ready_length(other->ready) - length) > 0) {
            longest = other;
            length = rill_ready_length(other->ready);
        }
    }
    if (longest)
        take_over(h, longest, (length - own + 1) / 2, false);
}
