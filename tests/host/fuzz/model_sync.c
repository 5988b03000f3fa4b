/* model_sync.c -- the model of all objects by which tasks agree, except channels. */
#include <errno.h>
#include <stddef.h>
#include "model.h"

static void after(struct model *m, void (*fn)(struct model *, int), int of)
{
    m->task[m->current].after = fn;
    m->task[m->current].after_of = of;
}

/* ---- mutexes ---- */

void m_lock(struct model *m, int mutex, uint64_t deadline)
{
    struct m_mutex *x = &m->mutex[mutex];

    if (m_told(m, deadline))
        return;
    m_say(m, 0);
    if (x->owner < 0)
        x->owner = m->current;
    else
        m_wait(m, &x->line, false, 0, deadline, NULL, 0);
}

void m_unlock(struct model *m, int mutex)
{
    struct m_mutex *x = &m->mutex[mutex];

    x->owner = x->line.n ? x->line.w[0].task : -1;
    m_serve(m, &x->line, 0);
}

/* ---- many readers or one writer ---- */

static void admit(struct model *m, int rw)
{
    struct m_rwmutex *x = &m->rw[rw];

    while (x->writer < 0 && x->line.n) {
        struct m_waiter w = x->line.w[0];

        if (w.wants && x->readers)
            return;
        m_wake(m, w.task, 0, 0);
        if (w.wants) {
            x->writer = w.task;
        } else {
            x->readers++;
            x->reads[w.task] = true;
        }
    }
}

/* When a writer gives up, let in the readers that it held back. */
static void wanted_to_write(struct model *m, int rw)
{
    if (m->task[m->current].result)
        admit(m, rw);
}

void m_rw_lock(struct model *m, int rw, uint64_t deadline)
{
    struct m_rwmutex *x = &m->rw[rw];

    if (m_told(m, deadline))
        return;
    m_say(m, 0);
    if (x->writer < 0 && !x->readers) {
        x->writer = m->current;
        return;
    }
    after(m, wanted_to_write, rw);
    m_wait(m, &x->line, true, 0, deadline, NULL, 0);
}

void m_rw_unlock(struct model *m, int rw)
{
    m->rw[rw].writer = -1;
    admit(m, rw);
}

void m_rw_rlock(struct model *m, int rw, uint64_t deadline)
{
    struct m_rwmutex *x = &m->rw[rw];

    if (m_told(m, deadline))
        return;
    m_say(m, 0);
    if (x->writer >= 0 || x->line.n) {
        m_wait(m, &x->line, false, 0, deadline, NULL, 0);
        return;
    }
    x->readers++;
    x->reads[m->current] = true;
}

void m_rw_runlock(struct model *m, int rw)
{
    m->rw[rw].reads[m->current] = false;
    if (!--m->rw[rw].readers)
        admit(m, rw);
}

/* ---- conditions ---- */

/* The task has the mutex again, by a lock that cannot be cancelled. */
static void kept_answer(struct model *m, int answer)
{
    m->task[m->current].masked = answer & 1;
    m_say(m, answer >> 1);
}

static void mutex_again(struct model *m, int mutex)
{
    struct m_task *t = &m->task[m->current];

    after(m, kept_answer, t->result * 2 + t->masked);
    t->masked = true;
    if (m->mutex[mutex].owner >= 0) {
        m_wait(m, &m->mutex[mutex].line, false, 0, M_NEVER, NULL, 0);
        return;
    }
    m->mutex[mutex].owner = m->current;
    m_finish(m);
}

void m_cond_wait(struct model *m, int cond, int mutex, uint64_t deadline)
{
    m_say(m, -ETIMEDOUT);
    if (!deadline)
        return;
    m_unlock(m, mutex);
    after(m, mutex_again, mutex);
    m_wait(m, &m->cond[cond], false, 0, deadline, NULL, 0);
}

void m_cond_signal(struct model *m, int cond, bool all)
{
    while (m_serve(m, &m->cond[cond], 0) && all) {
    }
}

/* ---- counts ---- */

void m_sem_get(struct model *m, int sem, uint64_t deadline)
{
    if (m_told(m, deadline))
        return;
    m_say(m, 0);
    if (m->sem[sem].count)
        m->sem[sem].count--;
    else
        m_wait(m, &m->sem[sem].line, false, 0, deadline, NULL, 0);
}

void m_sem_put(struct model *m, int sem)
{
    if (!m_serve(m, &m->sem[sem].line, 0))
        m->sem[sem].count++;
}

void m_group_add(struct model *m, int group, int n)
{
    m->group[group].count += n;
}

void m_group_done(struct model *m, int group)
{
    if (!--m->group[group].count)
        while (m_serve(m, &m->group[group].line, 0)) {
        }
}

void m_group_wait(struct model *m, int group, uint64_t deadline)
{
    if (m_told(m, deadline))
        return;
    m_say(m, 0);
    if (m->group[group].count)
        m_wait(m, &m->group[group].line, false, 0, deadline, NULL, 0);
}

/* ---- once, barriers ---- */

bool m_once_do(struct model *m, int once, uint64_t deadline)
{
    struct m_once *o = &m->once[once];

    if (m_told(m, deadline))
        return false;
    m_say(m, 0);
    if (o->finished)
        return false;
    if (o->runner < 0) {
        o->runner = m->current;
        return true;
    }
    m_wait(m, &o->line, false, 0, deadline, NULL, 0);
    return false;
}

void m_once_done(struct model *m, int once)
{
    m->once[once].finished = true;
    while (m_serve(m, &m->once[once].line, 0)) {
    }
    m_say(m, 0);
}

static void leave_barrier(struct model *m, int barrier)
{
    struct m_barrier *b = &m->barrier[barrier];
    struct m_task *t = &m->task[m->current];

    if (!t->result)
        return;
    if (b->round != t->round)
        m_say(m, 0);
    else
        b->arrived--;
}

void m_barrier_wait(struct model *m, int barrier, uint64_t deadline)
{
    struct m_barrier *b = &m->barrier[barrier];

    if (m_told(m, deadline))
        return;
    m_say(m, 0);
    if (++b->arrived < b->parties) {
        m->task[m->current].round = b->round;
        after(m, leave_barrier, barrier);
        m_wait(m, &b->line, false, 0, deadline, NULL, 0);
        return;
    }
    b->arrived = 0;
    b->round++;
    while (m_serve(m, &b->line, 0)) {
    }
}

/* ---- events ---- */

static void happen(struct model *m, int event)
{
    struct m_event *e = &m->event[event];

    e->happened = true;
    while (e->happened && e->line.n) {
        e->happened = !e->line.w[0].wants;
        m_serve(m, &e->line, 0);
    }
}

/* Take what a trap has set, if no task has taken it yet. */
static void hear(struct model *m, int event)
{
    if (m->event[event].raised)
        happen(m, event);
    m->event[event].raised = false;
}

void m_deliver(struct model *m)
{
    int n = m->n_inbox;

    m->n_inbox = 0;
    for (int i = 0; i < n; i++) {
        m->event[m->inbox[i]].linked = false;
        hear(m, m->inbox[i]);
    }
}

void m_event_set_in_trap(struct model *m, int event)
{
    struct m_event *e = &m->event[event];

    e->raised = true;
    if (!e->linked)
        m->inbox[m->n_inbox++] = event;
    e->linked = true;
}

void m_event_set(struct model *m, int event)
{
    hear(m, event);
    happen(m, event);
}

void m_event_clear(struct model *m, int event)
{
    hear(m, event);
    m->event[event].happened = false;
}

static bool wait_now(struct model *m, int event)
{
    if (m->event[event].happened)
        m_say(m, 0);
    return m->event[event].happened;
}

static bool take_now(struct model *m, int event)
{
    bool can = wait_now(m, event);

    m->event[event].happened = false;
    return can;
}

void m_event_wait(struct model *m, int event, bool take, uint64_t deadline)
{
    bool (*now)(struct model *, int) = take ? take_now : wait_now;

    if (m_told(m, deadline))
        return;
    hear(m, event);
    if (!now(m, event))
        m_wait(m, &m->event[event].line, take, 0, deadline, now, event);
}
