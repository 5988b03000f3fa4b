/* model.c -- the model with which the fuzzer compares the kernel: tasks, time, channels.
 * model_sync.c has the other objects that a task can wait for. */
#include <errno.h>
#include <string.h>
#include <rill/context.h>
#include "model.h"

/* ---- lines ---- */

void m_line_add(struct m_line *l, int task, int arm, bool wants, uint64_t value)
{
    l->w[l->n++] = (struct m_waiter){task, arm, wants, value};
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
    for (int i = 0; i < M_PIPES; i++) {
        line_forget(&m->chan[i].senders, task);
        line_forget(&m->chan[i].receivers, task);
    }
    for (int i = 0; i < M_MUTEXES; i++)
        line_forget(&m->mutex[i].line, task);
    for (int i = 0; i < M_EACH; i++) {
        line_forget(&m->rw[i].line, task);
        line_forget(&m->cond[i], task);
        line_forget(&m->sem[i].line, task);
        line_forget(&m->group[i].line, task);
        line_forget(&m->once[i].line, task);
        line_forget(&m->barrier[i].line, task);
        line_forget(&m->event[i].line, task);
    }
}

/* ---- which task runs ---- */

void m_say(struct model *m, int result)
{
    m->task[m->current].result = result;
}

static void make_ready(struct model *m, int task)
{
    m->task[task].state = M_READY;
    m->task[task].alarm.when = M_NEVER;
    m->ready[m->n_ready++] = task;
}

int m_draw(struct model *m, int n)
{
    m->random ^= m->random << 13;
    m->random ^= m->random >> 17;
    m->random ^= m->random << 5;
    return (int)((uint64_t)m->random * (uint64_t)n >> 32);
}

/* The waiter that is served: the first. When a select waits there with several arms, any of
 * these arms. */
static struct m_waiter first_of(struct model *m, const struct m_line *l)
{
    int arms = 1;

    while (arms < l->n && l->w[arms].task == l->w[0].task)
        arms++;
    return l->w[arms > 1 ? m_draw(m, arms) : 0];
}

void m_wake(struct model *m, int task, int arm, int result)
{
    m->task[task].result = result;
    m->task[task].arm = arm;
    forget(m, task);
    make_ready(m, task);
}

bool m_serve(struct model *m, struct m_line *l, int result)
{
    struct m_waiter w;

    if (!l->n)
        return false;
    w = first_of(m, l);
    m_wake(m, w.task, w.arm, result);
    return true;
}

static void start_alarm(struct model *m, struct m_alarm *a, uint64_t when)
{
    a->when = when;
    a->order = m->started++;
}

static void sooner(struct m_alarm **best, struct m_alarm *a)
{
    if (a->when != M_NEVER &&
        (!*best || a->when < (*best)->when ||
         (a->when == (*best)->when && (int)(a->order - (*best)->order) < 0)))
        *best = a;
}

/* The next alarm; of two at one time, the alarm that was started first. NULL: no alarm is
 * set. */
static struct m_alarm *next_alarm(struct model *m)
{
    struct m_alarm *best = NULL;

    for (int i = 0; i < M_TASKS; i++)
        sooner(&best, &m->task[i].alarm);
    for (int i = 0; i < M_TIMERS; i++)
        sooner(&best, &m->timer[i].alarm);
    return best;
}

static void fire(struct model *m, int timer);

static void expire(struct model *m)
{
    for (struct m_alarm *a; (a = next_alarm(m)) && a->when <= m->now;) {
        for (int i = 0; i < M_TASKS; i++)
            if (a == &m->task[i].alarm)
                m_wake(m, i, -1, -ETIMEDOUT);
        for (int i = 0; i < M_TIMERS; i++)
            if (a == &m->timer[i].alarm)
                fire(m, i);
    }
}

void m_look(struct model *m)
{
    expire(m);
    m_deliver(m);
}

bool m_stopped(struct model *m)
{
    return m->task[m->current].canceled && !m->task[m->current].masked;
}

static void tell(struct model *m)
{
    m->task[m->current].calls = 0;
    m_say(m, -ECANCELED);
}

bool m_told(struct model *m, uint64_t deadline)
{
    if (!deadline || !m_stopped(m) ||
        ++m->task[m->current].calls % RILL_CANCEL_CALLS)
        return false;
    m_look(m);
    tell(m);
    return true;
}

void m_finish(struct model *m)
{
    struct m_task *t = &m->task[m->current];
    void (*after)(struct model *, int) = t->after;

    t->after = NULL;
    if (after)
        after(m, t->after_of);
}

/* No task is ready, and no alarm is due. */
static bool is_idle(struct model *m)
{
    if (!m->n_ready)
        m_look(m);
    return !m->n_ready;
}

static void run_next(struct model *m)
{
    while (is_idle(m)) {
        struct m_alarm *a = next_alarm(m);

        m->stuck = !a;
        if (m->stuck)
            return;
        m->now = a->when;
    }
    m->current = m->ready[0];
    m->n_ready--;
    memmove(m->ready, m->ready + 1, sizeof(m->ready[0]) * (size_t)m->n_ready);
    m->task[m->current].state = M_RUNNING;
    m_finish(m);
}

void m_park(struct model *m, uint64_t deadline)
{
    struct m_task *t = &m->task[m->current];

    t->state = M_PARKED;
    start_alarm(m, &t->alarm, deadline);
    run_next(m);
}

void m_wait(struct model *m, struct m_line *l, bool wants, uint64_t value,
            uint64_t deadline, bool (*again)(struct model *m, int of), int of)
{
    m_say(m, -ETIMEDOUT);
    if (!deadline) {
        m_finish(m);
        return;
    }
    m_look(m);
    if (again && again(m, of))
        return;
    if (m_stopped(m)) {
        tell(m);
        m_finish(m);
        return;
    }
    m_line_add(l, m->current, 0, wants, value);
    m_park(m, deadline);
}

/* ---- channels ---- */

static void deliver(struct model *m, int ch, uint64_t value)
{
    struct m_waiter w = first_of(m, &m->chan[ch].receivers);

    m->task[w.task].value = value;
    m_wake(m, w.task, w.arm, 0);
}

static bool send_now(struct model *m, int ch, uint64_t value)
{
    struct m_chan *c = &m->chan[ch];

    if (c->closed) {
        m_say(m, -EPIPE);
        return true;
    }
    m_say(m, 0);
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

    if (c->senders.n) { /* as if its value had come in last */
        struct m_waiter w = first_of(m, &c->senders);

        t->value = c->len ? c->buf[0] : w.value;
        if (c->len) {
            memmove(c->buf, c->buf + 1, sizeof(w.value) * (M_CAP - 1));
            c->buf[c->len - 1] = w.value;
        }
        m_wake(m, w.task, w.arm, 0);
        m_say(m, 0);
        return true;
    }
    if (c->len) {
        t->value = c->buf[0];
        memmove(c->buf, c->buf + 1, sizeof(c->buf[0]) * (M_CAP - 1));
        c->len--;
        m_say(m, 0);
        return true;
    }
    if (c->closed)
        m_say(m, -EPIPE);
    return c->closed;
}

void m_send(struct model *m, int ch, uint64_t value, uint64_t deadline)
{
    if (!m_told(m, deadline) && !send_now(m, ch, value))
        m_wait(m, &m->chan[ch].senders, true, value, deadline, NULL, 0);
}

/* A timer may have fired meanwhile: then the call does as if it began anew. */
static bool recv_again(struct model *m, int ch)
{
    const struct m_chan *c = &m->chan[ch];

    return (c->senders.n || c->len) && (m_told(m, 1) || recv_now(m, ch));
}

void m_recv(struct model *m, int ch, uint64_t deadline)
{
    if (!m_told(m, deadline) && !recv_now(m, ch))
        m_wait(m, &m->chan[ch].receivers, false, 0, deadline, recv_again, ch);
}

void m_close(struct model *m, int ch)
{
    struct m_chan *c = &m->chan[ch];
    bool swap = c->receivers.n && c->senders.n && m_draw(m, 2);

    m_say(m, c->closed ? -EPIPE : 0);
    c->closed = true;
    while (m_serve(m, swap ? &c->senders : &c->receivers, -EPIPE)) {
    }
    while (m_serve(m, swap ? &c->receivers : &c->senders, -EPIPE)) {
    }
}

bool m_ready(const struct model *m, const struct m_arm *arm)
{
    const struct m_chan *c = &m->chan[arm->ch < 0 ? 0 : arm->ch];

    if (arm->ch < 0)
        return false;
    return c->closed || (arm->send ? c->receivers.n || c->len < c->cap
                                   : c->senders.n || c->len);
}

static bool any_ready(const struct model *m, const struct m_arm *arms, int n)
{
    for (int i = 0; i < n; i++)
        if (m_ready(m, &arms[i]))
            return true;
    return false;
}

bool m_select(struct model *m, const struct m_arm *arms, int n,
              uint64_t deadline)
{
    if (any_ready(m, arms, n))
        return true;
    m_say(m, -ETIMEDOUT);
    m->task[m->current].arm = -1;
    if (!deadline)
        return false;
    m_look(m);
    if (any_ready(m, arms, n))
        return true;
    if (m_stopped(m)) {
        tell(m);
        return false;
    }
    for (int i = 0; i < n; i++) {
        struct m_chan *c = &m->chan[arms[i].ch < 0 ? 0 : arms[i].ch];

        if (arms[i].ch >= 0)
            m_line_add(arms[i].send ? &c->senders : &c->receivers, m->current,
                       i, arms[i].send, arms[i].value);
    }
    m_park(m, deadline);
    return false;
}

bool m_select_told(struct model *m, int found, uint64_t deadline)
{
    if (!deadline || !m_stopped(m))
        return false;
    m->task[m->current].arm = -1;
    if (m_draw(m, found + 1))
        return m_told(m, deadline);
    m_look(m);
    tell(m);
    return true;
}

void m_choose(struct model *m, const struct m_arm *arms, int i)
{
    m->task[m->current].arm = i;
    if (arms[i].send)
        send_now(m, arms[i].ch, arms[i].value);
    else
        recv_now(m, arms[i].ch);
}

/* ---- timers ---- */

static uint64_t ticks_of(uint64_t ns)
{
    return ns / M_TICK_NS + (ns % M_TICK_NS != 0);
}

/* Of the whole periods that have passed, the last is sent and the others are missed. The next
 * tick is due a whole number of periods after the first. */
static void fire(struct model *m, int timer)
{
    struct m_timer *t = &m->timer[timer];
    struct m_chan *c = &m->chan[M_CHANS + timer];
    uint64_t due = t->due_ns;

    t->alarm.when = M_NEVER;
    if (t->period_ns) {
        while (due + t->period_ns <= m->now * M_TICK_NS) {
            uint64_t n = (m->now * M_TICK_NS - due) / t->period_ns;

            due += n * t->period_ns;
            t->missed += n;
        }
        t->due_ns = due + t->period_ns;
        start_alarm(m, &t->alarm, ticks_of(t->due_ns));
    }
    if (c->receivers.n)
        deliver(m, M_CHANS + timer, due);
    else if (c->len)
        t->missed++;
    else
        c->buf[c->len++] = due;
}

bool m_timer_stop(struct model *m, int timer)
{
    struct m_timer *t = &m->timer[timer];
    struct m_chan *c = &m->chan[M_CHANS + timer];
    bool ran = t->alarm.when != M_NEVER || c->len;

    t->alarm.when = M_NEVER;
    c->len = 0;
    return ran;
}

bool m_timer_set(struct model *m, int timer, uint64_t ns, uint64_t period_ns)
{
    struct m_timer *t = &m->timer[timer];
    bool ran = m_timer_stop(m, timer);

    t->due_ns = ns;
    t->period_ns = period_ns;
    t->missed = 0;
    if (ns != M_NEVER)
        start_alarm(m, &t->alarm, ticks_of(ns));
    return ran;
}

/* ---- the rest ---- */

void m_init(struct model *m, uint64_t now)
{
    memset(m, 0, sizeof(*m));
    m->now = now;
    m->task[0].state = M_RUNNING;
    for (int i = 0; i < M_TASKS; i++) {
        m->task[i].alarm.when = M_NEVER;
        m->task[i].joiner = -1;
    }
    for (int i = 0; i < M_TIMERS; i++) {
        m->timer[i].alarm.when = M_NEVER;
        m->chan[M_CHANS + i].cap = 1;
    }
    for (int i = 0; i < M_MUTEXES; i++)
        m->mutex[i].owner = -1;
    for (int i = 0; i < M_EACH; i++)
        m->rw[i].writer = m->once[i].runner = -1;
}

static void slept(struct model *m, int unused)
{
    (void)unused;
    if (m->task[m->current].result == -ETIMEDOUT)
        m_say(m, 0);
}

void m_sleep(struct model *m, uint64_t deadline)
{
    m_look(m);
    if (m_stopped(m)) {
        tell(m);
        return;
    }
    m->task[m->current].after = slept;
    m_park(m, deadline);
}

void m_yield(struct model *m)
{
    m_look(m);
    make_ready(m, m->current);
    run_next(m);
}

void m_spawn(struct model *m, int task)
{
    m_say(m, 0);
    make_ready(m, task);
}

void m_exit(struct model *m)
{
    struct m_task *t = &m->task[m->current];

    if (t->joiner >= 0 && m->task[t->joiner].state == M_PARKED)
        m_wake(m, t->joiner, 0, 0);
    t->state = M_ENDED;
    m_look(m);
    run_next(m);
}

static void joined(struct model *m, int task)
{
    m->task[task].joiner = -1;
    if (m->task[task].state == M_ENDED &&
        m->task[m->current].result == -ETIMEDOUT)
        m_say(m, 0); /* its deadline came, then the job's end */
}

void m_join(struct model *m, int task, uint64_t deadline)
{
    struct m_line nobody = {.n = 0};

    if (m_told(m, deadline))
        return;
    m_say(m, 0);
    if (m->task[task].state == M_ENDED)
        return;
    m->task[task].joiner = m->current;
    m->task[m->current].after = joined;
    m->task[m->current].after_of = task;
    m_wait(m, &nobody, false, 0, deadline, NULL, 0);
}

void m_cancel(struct model *m, int task, bool on)
{
    struct m_task *t = &m->task[task];

    t->canceled = on;
    if (on && !t->masked && t->state == M_PARKED)
        m_wake(m, task, -1, -ECANCELED);
}

bool m_mask(struct model *m, bool masked)
{
    struct m_task *t = &m->task[m->current];
    bool was = t->masked;

    t->masked = masked;
    return was;
}
