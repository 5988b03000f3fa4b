/* fuzz_check.c -- compares the kernel with the model: what must be true whenever the scheduler's
 * lock is free. */
#include <string.h>
#include <owner.h>
#include <task.h>
#include <wait.h>
#include "fuzz_inside.h"
#include "machine.h"

struct rill_chan *fuzz_chan(int ch)
{
    return ch < M_CHANS ? &real.chan[ch] : &real.timer[ch - M_CHANS].ticks;
}

uint8_t fuzz_value_byte(int ch, uint64_t value, size_t i)
{
    if (ch >= M_CHANS)
        return (uint8_t)(value >> 8 * i); /* the value of a tick is its time */
    return (uint8_t)((value >> i % 4 * 8) + i);
}

bool fuzz_value_is(int ch, const void *at, uint64_t value)
{
    for (size_t i = 0; i < program_elem_bytes(program, ch); i++)
        if (((const uint8_t *)at)[i] != fuzz_value_byte(ch, value, i))
            return false;
    return true;
}

static const struct rill_task *task_of(const struct rill_waiter *w)
{
    return w->all ? w->all->task : RILL_SINGLE(w)->task;
}

static void check_line(const char *what, int i, const struct rill_waitq *q,
                       const struct m_line *l)
{
    const struct rill_waiter *last = NULL;
    int n = 0;

    for (const struct rill_waiter *w = q->head; w; last = w, w = w->next, n++) {
        if (last && w->prev != last)
            fuzz_fail("the %s of number %d: a link back is wrong", what, i);
        if (w->queue != q)
            fuzz_fail("the %s of number %d: one is in another queue", what, i);
        if (n == l->n || task_of(w) != real.task[l->w[n].task])
            fuzz_fail("the %s of number %d: place %d in line is wrong", what, i,
                      n);
    }
    if (last && q->head->prev != last)
        fuzz_fail("the %s of number %d: the end is wrong", what, i);
    if (n != l->n)
        fuzz_fail("the %s of number %d: %d wait, and %d should", what, i, n,
                  l->n);
}

/* One select may wait to send and to receive on one channel, and it does not meet itself. */
static bool both_wait(const struct m_chan *c)
{
    for (int i = 0; i < c->senders.n; i++)
        for (int j = 0; j < c->receivers.n; j++)
            if (c->senders.w[i].task != c->receivers.w[j].task)
                return true;
    return false;
}

static void check_lines(const struct rill_chan *ch, const struct m_chan *c,
                        int i)
{
    check_line("senders", i, &ch->senders, &c->senders);
    check_line("receivers", i, &ch->receivers, &c->receivers);
    if (both_wait(c))
        fuzz_fail("c%d has senders and receivers that wait", i);
    if (c->receivers.n && ch->len)
        fuzz_fail("c%d: receivers wait and there are values", i);
    if (c->senders.n && ch->len != ch->cap)
        fuzz_fail("c%d: senders wait and there is room", i);
}

static void check_chan(int i)
{
    const struct rill_chan *ch = fuzz_chan(i);
    const struct m_chan *c = &model.chan[i];
    const char *cell = ch->first;

    if (!ch->closed)
        check_lines(ch, c, i);
    if (ch->closed != c->closed || rill_chan_len(ch) != (size_t)c->len)
        fuzz_fail("c%d: %d values%s, and it should be %d%s", i, (int)ch->len,
                  ch->closed ? " and closed" : "", c->len,
                  c->closed ? " and closed" : "");
    for (int k = 0; k < c->len; k++) {
        if (!fuzz_value_is(i, cell, c->buf[k]))
            fuzz_fail("c%d: value %d in the buffer is wrong", i, k);
        cell += ch->elem_bytes;
        if (cell == ch->end)
            cell = ch->buf;
    }
    if (c->len && cell != ch->free)
        fuzz_fail("c%d: the free cell is not behind the newest", i);
}

static void check_timer(int i)
{
    const struct rill_timer *t = &real.timer[i];
    const struct m_timer *x = &model.timer[i];

    if ((t->private_alarm.link.prev != NULL) != (x->alarm.when != M_NEVER))
        fuzz_fail("t%d runs, or should", i);
    if (t->missed != x->missed)
        fuzz_fail("t%d has missed %llu ticks, and it should be %llu", i,
                  (unsigned long long)t->missed, (unsigned long long)x->missed);
}

static bool owner_is(const struct rill_owner *o, int task)
{
    if (task < 0)
        return rill_owner_none(o);
    return !rill_owner_none(o) && rill_owner_is(o, real.task[task]) &&
           rill_owner_task(o) == real.task[task];
}

static void check_locks(int me)
{
    for (int i = 0; i < M_MUTEXES; i++) {
        const struct rill_mutex *x = &real.mutex[i];
        int owner = model.mutex[i].owner;

        check_line("line for a mutex", i, &x->waiters, &model.mutex[i].line);
        if (!owner_is(&x->owner, owner) || rill_mutex_held(x) != (owner == me))
            fuzz_fail("m%d has another owner than task %d", i, owner);
        if (x->waiters.head && !(x->owner.number & RILL_OWNER_WAITED))
            fuzz_fail("m%d is not marked, and somebody waits", i);
    }
    for (int i = 0; i < M_EACH; i++) {
        const struct rill_rwmutex *x = &real.rw[i];

        check_line("line for an rwmutex", i, &x->waiters, &model.rw[i].line);
        if (!owner_is(&x->writer, model.rw[i].writer) ||
            x->readers != (uint32_t)model.rw[i].readers)
            fuzz_fail("rw%d: other writers or readers", i);
        check_line("line for a condition", i, &real.cond[i].waiters,
                   &model.cond[i]);
    }
}

static void check_counts(int i)
{
    const struct rill_sem *s = &real.sem[i];
    const struct rill_barrier *b = &real.barrier[i];

    check_line("line for a semaphore", i, &s->waiters, &model.sem[i].line);
    if (s->count < 0 ? s->count != -1 || model.sem[i].count
                     : s->count != model.sem[i].count || s->waiters.head)
        fuzz_fail("semaphore %d: %d are there, and it should be %d", i,
                  (int)s->count, model.sem[i].count);
    check_line("line for a group", i, &real.group[i].waiters,
               &model.group[i].line);
    if (real.group[i].count != model.group[i].count)
        fuzz_fail("group %d: %d are missing, and it should be %d", i,
                  (int)real.group[i].count, model.group[i].count);
    check_line("line for a once", i, &real.once[i].waiters,
               &model.once[i].line);
    if (real.once[i].finished != model.once[i].finished)
        fuzz_fail("once %d is finished, or should be", i);
    check_line("line at a barrier", i, &b->waiters, &model.barrier[i].line);
    if (b->arrived != (uint32_t)model.barrier[i].arrived ||
        b->round != model.barrier[i].round)
        fuzz_fail("barrier %d: %u came in round %u, and it should be %d in %u",
                  i, (unsigned)b->arrived, (unsigned)b->round,
                  model.barrier[i].arrived, model.barrier[i].round);
}

static void check_event(int i)
{
    const struct rill_event *e = &real.event[i];
    const struct m_event *x = &model.event[i];

    check_line("line for an event", i, &e->waiters, &x->line);
    if (e->happened != x->happened)
        fuzz_fail("e%d has happened, or should have", i);
    if ((e->by_traps.marks != 0) != (x->raised || x->linked))
        fuzz_fail("e%d: what a trap has said is lost, or was heard twice", i);
}

/* The ring holds the tasks that the model has as ready, in their order. All other tasks are
 * parked. */
static void check_ring(int me)
{
    const struct rill_task *t = rill_self(), *next = t->next;

    if (t != real.task[me])
        fuzz_fail("task %d is not itself", me);
    for (int i = 0; i < model.n_ready; i++, t = next, next = next->next)
        if (next != real.task[model.ready[i]] || next->prev != t)
            fuzz_fail("place %d of those who are ready is wrong", i);
    if (next != rill_self() || next->prev != t)
        fuzz_fail("more are ready than should be");
    for (int i = 0; i < M_TASKS; i++)
        if (model.task[i].state != M_UNBORN && model.task[i].state != M_ENDED &&
            rill_sched_parked(real.task[i]) !=
                (model.task[i].state == M_PARKED))
            fuzz_fail("task %d is parked, or should be", i);
}

void fuzz_check(int me)
{
    if (model.current != me)
        fuzz_fail("task %d runs, and it is task %d's turn%s", me, model.current,
                  model.stuck ? ", or nobody's" : "");
    if (model.now != rill_host_ticks())
        fuzz_fail("task %d runs at tick %llu, and it should be %llu", me,
                  (unsigned long long)rill_host_ticks(),
                  (unsigned long long)model.now);
    check_ring(me);
    for (int i = 0; i < M_PIPES; i++)
        if (i >= M_CHANS || i < program_chans(program))
            check_chan(i);
    for (int i = 0; i < M_TIMERS; i++)
        check_timer(i);
    check_locks(me);
    for (int i = 0; i < M_EACH; i++) {
        check_counts(i);
        check_event(i);
    }
}

void fuzz_check_result(int me, int result)
{
    if (fuzz_trace)
        fprintf(fuzz_trace, "  task %d: ... %d\n", me, result);
    if (model.current == me && model.task[me].result != result)
        fuzz_fail("task %d was answered %d, and it should be %d", me, result,
                  model.task[me].result);
    fuzz_check(me);
}
