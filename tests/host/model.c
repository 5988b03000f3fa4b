/* model.c -- the reference that the fuzzer holds the kernel against. */
#include <errno.h>
#include <string.h>
#include "model.h"

/* ---- lines ---- */

static void line_add(struct m_line *l, int task, int arm, uint32_t value)
{
    l->w[l->n++] = (struct m_waiter){task, arm, value};
}

static void line_forget(struct m_line *l, int task)
{
    int kept = 0;

    for (int i = 0; i < l->n; i++)
        if (l->w[i].task != task)
            l->w[kept++] = l->w[i];
    l->n = kept;
}

static void forget(struct model *m, int task)
{
    for (int i = 0; i < M_CHANS; i++) {
        line_forget(&m->chan[i].senders, task);
        line_forget(&m->chan[i].receivers, task);
    }
    for (int i = 0; i < M_MUTEXES; i++)
        line_forget(&m->mutex[i].waiters, task);
}

/* ---- who runs ---- */

static void make_ready(struct model *m, int task)
{
    m->task[task].state = M_READY;
    m->task[task].when = M_NEVER;
    m->ready[m->n_ready++] = task;
}

static void wake(struct model *m, int task, int arm, int result)
{
    m->task[task].result = result;
    m->task[task].arm = arm;
    forget(m, task);
    make_ready(m, task);
}

/* The next timer: of equal times the one started first. -1: none runs. */
static int next_timer(const struct model *m)
{
    int best = -1;

    for (int i = 0; i < M_TASKS; i++) {
        const struct m_task *t = &m->task[i],
                            *b = &m->task[best < 0 ? i : best];

        if (t->when != M_NEVER && (best < 0 || t->when < b->when ||
                                   (t->when == b->when && t->order < b->order)))
            best = i;
    }
    return best;
}

static void expire(struct model *m)
{
    for (int i; i = next_timer(m), i >= 0 && m->task[i].when <= m->now;)
        wake(m, i, -1, -ETIMEDOUT);
}

static void run_next(struct model *m)
{
    int i;

    expire(m);
    if (!m->n_ready) {
        i = next_timer(m);
        m->stuck = i < 0;
        if (m->stuck)
            return;
        m->now = m->task[i].when;
        expire(m);
    }
    m->current = m->ready[0];
    m->n_ready--;
    memmove(m->ready, m->ready + 1, sizeof(m->ready[0]) * (size_t)m->n_ready);
    m->task[m->current].state = M_RUNNING;
}

static void park(struct model *m, uint64_t deadline)
{
    struct m_task *t = &m->task[m->current];

    t->state = M_PARKED;
    t->when = deadline;
    t->order = m->started++;
    run_next(m);
}

static void say(struct model *m, int result)
{
    m->task[m->current].result = result;
}

/* ---- channels ---- */

static void deliver(struct model *m, int ch, uint32_t value)
{
    struct m_waiter w = m->chan[ch].receivers.w[0];

    m->task[w.task].value = value;
    wake(m, w.task, w.arm, 0);
}

static bool send_now(struct model *m, int ch, uint32_t value)
{
    struct m_chan *c = &m->chan[ch];

    if (c->closed) {
        say(m, -EPIPE);
        return true;
    }
    say(m, 0);
    if (c->receivers.n) {
        deliver(m, ch, value);
        return true;
    }
    if (c->len == c->cap)
        return false;
    c->buf[c->len++] = value;
    return true;
}

static bool recv_now(struct model *m, int ch)
{
    struct m_chan *c = &m->chan[ch];
    struct m_task *t = &m->task[m->current];
    struct m_waiter w = c->senders.w[0];

    say(m, 0);
    if (c->senders.n) { /* as if its value had come in behind the others */
        t->value = c->len ? c->buf[0] : w.value;
        if (c->len) {
            memmove(c->buf, c->buf + 1, sizeof(w.value) * (M_CAP - 1));
            c->buf[c->len - 1] = w.value;
        }
        wake(m, w.task, w.arm, 0);
        return true;
    }
    if (c->len) {
        t->value = c->buf[0];
        memmove(c->buf, c->buf + 1, sizeof(w.value) * (M_CAP - 1));
        c->len--;
        return true;
    }
    say(m, -EPIPE);
    return c->closed;
}

void m_send(struct model *m, int ch, uint32_t value, uint64_t deadline)
{
    if (send_now(m, ch, value))
        return;
    say(m, -ETIMEDOUT);
    if (!deadline)
        return;
    line_add(&m->chan[ch].senders, m->current, 0, value);
    park(m, deadline);
}

void m_recv(struct model *m, int ch, uint64_t deadline)
{
    if (recv_now(m, ch))
        return;
    say(m, -ETIMEDOUT);
    if (!deadline)
        return;
    line_add(&m->chan[ch].receivers, m->current, 0, 0);
    park(m, deadline);
}

void m_close(struct model *m, int ch)
{
    struct m_chan *c = &m->chan[ch];

    say(m, c->closed ? -EPIPE : 0);
    c->closed = true;
    while (c->receivers.n)
        wake(m, c->receivers.w[0].task, c->receivers.w[0].arm, -EPIPE);
    while (c->senders.n)
        wake(m, c->senders.w[0].task, c->senders.w[0].arm, -EPIPE);
}

bool m_ready(const struct model *m, const struct m_arm *arm)
{
    const struct m_chan *c = &m->chan[arm->ch < 0 ? 0 : arm->ch];

    if (arm->ch < 0)
        return false;
    return c->closed || (arm->send ? c->receivers.n || c->len < c->cap
                                   : c->senders.n || c->len);
}

bool m_select(struct model *m, const struct m_arm *arms, int n,
              uint64_t deadline)
{
    for (int i = 0; i < n; i++)
        if (m_ready(m, &arms[i]))
            return true;
    say(m, -ETIMEDOUT);
    m->task[m->current].arm = -1;
    if (!deadline)
        return false;
    for (int i = 0; i < n; i++) {
        struct m_chan *c = &m->chan[arms[i].ch < 0 ? 0 : arms[i].ch];

        if (arms[i].ch >= 0)
            line_add(arms[i].send ? &c->senders : &c->receivers, m->current, i,
                     arms[i].value);
    }
    park(m, deadline);
    return false;
}

void m_choose(struct model *m, const struct m_arm *arms, int i)
{
    m->task[m->current].arm = i;
    if (arms[i].send)
        send_now(m, arms[i].ch, arms[i].value);
    else
        recv_now(m, arms[i].ch);
}

/* ---- the rest ---- */

void m_init(struct model *m, uint64_t now)
{
    memset(m, 0, sizeof(*m));
    m->now = now;
    m->task[0].state = M_RUNNING;
    for (int i = 0; i < M_TASKS; i++) {
        m->task[i].when = M_NEVER;
        m->task[i].joiner = -1;
    }
    for (int i = 0; i < M_MUTEXES; i++)
        m->mutex[i].owner = -1;
}

void m_lock(struct model *m, int mutex, uint64_t deadline)
{
    struct m_mutex *x = &m->mutex[mutex];

    say(m, x->owner < 0 ? 0 : -ETIMEDOUT);
    if (x->owner < 0) {
        x->owner = m->current;
    } else if (deadline) {
        line_add(&x->waiters, m->current, 0, 0);
        park(m, deadline);
    }
}

void m_unlock(struct model *m, int mutex)
{
    struct m_mutex *x = &m->mutex[mutex];

    x->owner = x->waiters.n ? x->waiters.w[0].task : -1;
    if (x->owner >= 0)
        wake(m, x->owner, 0, 0);
}

void m_sleep(struct model *m, uint64_t deadline)
{
    park(m, deadline);
}

void m_yield(struct model *m)
{
    make_ready(m, m->current);
    run_next(m);
}

void m_spawn(struct model *m, int task)
{
    say(m, 0);
    make_ready(m, task);
}

void m_exit(struct model *m)
{
    struct m_task *t = &m->task[m->current];

    if (t->joiner >= 0 && m->task[t->joiner].state == M_PARKED)
        wake(m, t->joiner, 0, 0);
    t->state = M_ENDED;
    run_next(m);
}

void m_join(struct model *m, int task, uint64_t deadline)
{
    if (m->task[task].state == M_ENDED || !deadline)
        return;
    m->task[task].joiner = m->current;
    park(m, deadline);
}

void m_join_ends(struct model *m, int task)
{
    m->task[task].joiner = -1;
    say(m, m->task[task].state == M_ENDED ? 0 : -ETIMEDOUT);
}
