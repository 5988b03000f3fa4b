/* fuzz.c -- a program of operations, run on the kernel and on the model at once.
 *
 * Each task tells the model what it is about to do, does it, and compares when it
 * comes back: is it this task's turn, at this time, with this answer and this
 * value? Then all channels and mutexes are laid beside the model's. Main ends
 * each program: an hour later it closes the channels, so whoever waits for ever
 * comes back, and every block must be on its free list again.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <rill/mutex.h>
#include <rill/select.h>
#include <rill/time.h>
#include <image.h>
#include <task.h>
#include <timer.h>
#include "fuzz.h"
#include "machine.h"

#define TICK_NS (RILL_S / RILL_HOST_HZ)
#define HOUR_NS (3600 * RILL_S)

FILE *fuzz_trace;

static const struct program *program;
static struct model model;
static struct rill_chan chans[M_CHANS];
static struct rill_mutex mutexes[M_MUTEXES];
static struct rill_task *tasks[M_TASKS];
static uint64_t start_ns;
static uint32_t values;
static long sent, received; /* counted apart from the model */

static struct child {
    struct rill_job job;
    int parent;
    bool joinable;
} children[M_TASKS];

__attribute__((format(printf, 1, 2))) static _Noreturn void
fail(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fprintf(stderr, "fuzz: ");
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\n");
    va_end(ap);
    rill_stop(1);
}

/* ---- values: the bytes of a number, told apart by their place ---- */

static uint8_t value_byte(uint32_t value, size_t i)
{
    return (uint8_t)((value >> i % 4 * 8) + i);
}

static uint8_t *value_new(int ch)
{
    size_t n = program_elem_bytes(program, ch);
    uint8_t *v = malloc(n); /* exactly: ASan sees what is over */

    memset(v, 0xaa, n);
    return v;
}

static uint8_t *value_of(int ch, uint32_t value)
{
    uint8_t *v = value_new(ch);

    for (size_t i = 0; i < program_elem_bytes(program, ch); i++)
        v[i] = value_byte(value, i);
    return v;
}

static bool value_is(int ch, const void *at, uint32_t value)
{
    for (size_t i = 0; i < program_elem_bytes(program, ch); i++)
        if (((const uint8_t *)at)[i] != value_byte(value, i))
            return false;
    return true;
}

static void check_received(int me, int ch, uint8_t *v, bool got)
{
    size_t n = program_elem_bytes(program, ch);

    received += got;
    if (got && !value_is(ch, v, model.task[me].value))
        fail("task %d received another value from c%d than number %u, which "
             "was next",
             me, ch, (unsigned)model.task[me].value);
    for (size_t i = 0; !got && i < n; i++)
        if (v[i] != 0xaa)
            fail("task %d got nothing from c%d, but its variable is changed",
                 me, ch);
    free(v);
}

/* ---- what must be true whenever the scheduler's lock is free ---- */

/* Its deadline came, or another arm of its select, and it has not run yet. */
static bool is_awake(const struct rill_waiter *w)
{
    for (int i = 0; i < M_TASKS; i++)
        if (tasks[i] == w->task && model.task[i].state == M_READY)
            return true;
    return false;
}

static void check_line(const char *what, int i, const struct rill_waitq *q,
                       const struct m_line *l)
{
    const struct rill_waiter *last = NULL;
    int n = 0;

    for (const struct rill_waiter *w = q->head; w; last = w, w = w->next) {
        if (w->prev != last)
            fail("the %s of number %d: a link back is wrong", what, i);
        if (w->task->state != TASK_PARKED) {
            if (!is_awake(w))
                fail(
                    "the %s of number %d: one has gone on and is still in line",
                    what, i);
            continue;
        }
        if (n == l->n || w->task != tasks[l->w[n].task])
            fail("the %s of number %d: place %d in line is wrong", what, i, n);
        n++;
    }
    if (q->tail != last)
        fail("the %s of number %d: the end is wrong", what, i);
    if (n != l->n)
        fail("the %s of number %d: %d wait, and %d should", what, i, n, l->n);
}

/* A select may stand at both ends of one channel; it does not meet itself. */
static bool both_wait(const struct m_chan *c)
{
    for (int i = 0; i < c->senders.n; i++)
        for (int j = 0; j < c->receivers.n; j++)
            if (c->senders.w[i].task != c->receivers.w[j].task)
                return true;
    return false;
}

static void check_chan(int i)
{
    const struct rill_chan *ch = &chans[i];
    const struct m_chan *c = &model.chan[i];

    check_line("senders", i, &ch->senders, &c->senders);
    check_line("receivers", i, &ch->receivers, &c->receivers);
    if (both_wait(c))
        fail("c%d has senders and receivers that wait", i);
    if (c->receivers.n && rill_chan_len(ch))
        fail("c%d: receivers wait and there are values", i);
    if (c->senders.n && rill_chan_len(ch) != rill_chan_cap(ch))
        fail("c%d: senders wait and there is room", i);
    if (ch->closed != c->closed || rill_chan_len(ch) != (size_t)c->len)
        fail("c%d: %d values%s, and it should be %d%s", i, (int)ch->len,
             ch->closed ? " and closed" : "", c->len,
             c->closed ? " and closed" : "");
    for (int k = 0; k < c->len; k++)
        if (!value_is(
                i, ch->buf + (ch->first + (size_t)k) % ch->cap * ch->elem_bytes,
                c->buf[k]))
            fail("c%d: value %d in the buffer is wrong", i, k);
}

static void check_all(int me)
{
    if (model.current != me)
        fail("task %d runs, and it is task %d's turn%s", me, model.current,
             model.stuck ? ", or nobody's" : "");
    if (tasks[me] != rill_self() || rill_self()->state != TASK_RUNNING)
        fail("task %d is not itself", me);
    if (model.now != rill_host_ticks())
        fail("task %d runs at tick %llu, and it should be %llu", me,
             (unsigned long long)rill_host_ticks(),
             (unsigned long long)model.now);
    for (int i = 0; i < program_chans(program); i++)
        check_chan(i);
    for (int i = 0; i < M_MUTEXES; i++) {
        int owner = model.mutex[i].owner;

        check_line("waiters for a mutex", i, &mutexes[i].waiters,
                   &model.mutex[i].waiters);
        if (rill_mutex_held(&mutexes[i]) != (owner == me))
            fail("m%d has another owner than task %d", i, owner);
    }
}

static void check_result(int me, int result)
{
    if (fuzz_trace)
        fprintf(fuzz_trace, "  task %d: ... %d\n", me, result);
    if (model.current == me && model.task[me].result != result)
        fail("task %d was answered %d, and it should be %d", me, result,
             model.task[me].result);
    check_all(me);
}

/* ---- deadlines ---- */

static uint64_t deadline_ns(const uint8_t *s)
{
    switch (step_wait(s)) {
    case POLL:
        return RILL_POLL;
    case FOREVER:
        return RILL_FOREVER;
    case SOON:
        return rill_after_ns(step_ns(s));
    default:
        return start_ns + step_ns(s);
    }
}

static uint64_t ticks_of(uint64_t ns)
{
    return ns == RILL_FOREVER ? M_NEVER : (ns + TICK_NS - 1) / TICK_NS;
}

/* Who holds a mutex must not wait for ever for another task that may want it. */
static uint64_t bounded_ns(int me, const uint8_t *s)
{
    uint64_t ns = deadline_ns(s);

    for (int i = 0; i < M_MUTEXES; i++)
        if (model.mutex[i].owner == me && ns == RILL_FOREVER)
            return rill_after_ns(10 * TICK_NS);
    return ns;
}

/* ---- the steps ---- */

static int worker(void *arg);

static void spawn(int child, bool detached, int me)
{
    static size_t most_blocks;
    struct rill_job *job = detached ? NULL : &children[child].job;
    size_t live = 0;

    if (model.task[child].state != M_UNBORN)
        return;
    children[child].parent = me;
    children[child].joinable = !detached;
    m_spawn(&model, child);
    check_result(me, rill_spawn(job, NULL, worker, (void *)(intptr_t)child));
    for (int i = 1; i < M_TASKS; i++)
        live +=
            model.task[i].state != M_UNBORN && model.task[i].state != M_ENDED;
    if (live > most_blocks)
        most_blocks = live;
    if (rill_task_count() != live + 1 ||
        rill_block_count() != most_blocks - live)
        fail("%zu tasks and %zu free blocks, and it should be %zu and %zu",
             rill_task_count(), rill_block_count(), live + 1,
             most_blocks - live);
}

static void join(int child, uint64_t ns, int me)
{
    struct child *c = &children[child];
    int result = -1, r;

    if (!c->joinable || c->parent != me)
        return;
    m_join(&model, child, ticks_of(ns));
    r = rill_join(&c->job, ns, &result);
    if (model.current == me)
        m_join_ends(&model, child);
    check_result(me, r);
    if (!r && result != child * 3)
        fail("task %d ended with %d, and join says %d", child, child * 3,
             result);
    c->joinable = r;
}

static void send_value(int ch, uint64_t ns, int me)
{
    uint8_t *v = value_of(ch, ++values);
    int r;

    m_send(&model, ch, values, ticks_of(ns));
    r = rill_chan_send(&chans[ch], v, ns);
    sent += !r;
    free(v); /* nobody may look at it any more */
    check_result(me, r);
}

static void recv_value(int ch, uint64_t ns, int me)
{
    uint8_t *v = value_new(ch);
    int r;

    m_recv(&model, ch, ticks_of(ns));
    r = rill_chan_recv(&chans[ch], v, ns);
    check_result(me, r);
    check_received(me, ch, v, !r);
}

static void select_arms(const uint8_t *s, int me)
{
    struct rill_arm arms[M_ARMS] = {0};
    struct m_arm plan[M_ARMS];
    uint64_t ns = deadline_ns(s);
    int n = step_arms(program, s, plan), r;
    bool ready, some = false;

    for (int i = 0; i < n; i++) {
        arms[i].op = plan[i].send ? RILL_SEND : RILL_RECV;
        if (plan[i].ch < 0)
            continue;
        some = true;
        plan[i].value = plan[i].send ? ++values : 0;
        arms[i].ch = &chans[plan[i].ch];
        arms[i].value = plan[i].send ? value_of(plan[i].ch, plan[i].value)
                                     : value_new(plan[i].ch);
    }
    if (step_wait(s) == FOREVER && !some)
        ns = RILL_POLL; /* nobody could end it */
    ready = m_select(&model, plan, n, ticks_of(ns));
    r = rill_select(arms, n, ns);
    if (ready && model.current == me) {
        if (r < 0 || r >= n || !m_ready(&model, &plan[r]))
            fail("task %d: select says %d, which was not ready", me, r);
        m_choose(&model, plan, r);
    }
    if (model.current == me && model.task[me].arm != (r < 0 ? -1 : r))
        fail("task %d: select says %d, and it should be arm %d", me, r,
             model.task[me].arm);
    check_result(me, r < 0 ? r : arms[r].result);
    for (int i = 0; i < n; i++) {
        if (plan[i].send && plan[i].ch >= 0) {
            sent += i == r && !arms[i].result;
            free(arms[i].value);
        } else if (plan[i].ch >= 0) {
            check_received(me, plan[i].ch, arms[i].value,
                           i == r && !arms[i].result);
        }
    }
}

static void close_chan(int ch, int me)
{
    m_close(&model, ch);
    check_result(me, rill_chan_close(&chans[ch]));
}

static void lock(int i, const uint8_t *s, int me)
{
    uint64_t ns = bounded_ns(me, s);

    if (model.mutex[i].owner == me)
        return;
    m_lock(&model, i, ticks_of(ns));
    check_result(me, rill_mutex_lock(&mutexes[i], ns));
}

static void unlock(int i, int me)
{
    if (model.mutex[i].owner != me)
        return;
    m_unlock(&model, i);
    rill_mutex_unlock(&mutexes[i]);
    check_all(me);
}

static void sleep_until(uint64_t ns, int me)
{
    m_sleep(&model, ticks_of(ns));
    rill_sleep_until_ns(ns);
    check_all(me);
}

static void take_step(const uint8_t *s, int me)
{
    int ch = step_chan(program, s), who = 1 + s[2] % program_workers(program);

    switch (step_kind(s)) {
    case SEND:
        send_value(ch, deadline_ns(s), me);
        break;
    case RECV:
        recv_value(ch, deadline_ns(s), me);
        break;
    case SELECT:
        select_arms(s, me);
        break;
    case LOCK:
        lock(s[2] % M_MUTEXES, s, me);
        break;
    case UNLOCK:
        unlock(s[2] % M_MUTEXES, me);
        break;
    case SLEEP:
        sleep_until(step_wait(s) == FOREVER ? 0 : deadline_ns(s), me);
        break;
    case YIELD:
        m_yield(&model);
        rill_yield();
        check_all(me);
        break;
    case JOIN:
        join(who, bounded_ns(me, s), me);
        break;
    case SPAWN:
        spawn(who, s[3] & 1, me);
        break;
    case ADVANCE:
        model.now += s[4] % 16;
        rill_host_advance(s[4] % 16);
        break;
    default:
        close_chan(ch, me);
    }
}

/* A new task's thread-local variables have their first values, whatever the task
 * before it on this memory has made of them. */
static void check_first_values(void)
{
    char *tp = rill_thread_pointer();
    size_t data = RILL_HOST_TDATA_BYTES;

    if (memcmp(tp, __tdata_source, data))
        fail("a task begins with other first values");
    for (size_t i = data; i < RILL_HOST_TLS_BYTES; i++)
        if (tp[i])
            fail("a task begins with variables that are not zero");
    memset(tp, 0x55, RILL_HOST_TLS_BYTES);
}

static int worker(void *arg)
{
    int me = (int)(intptr_t)arg;

    tasks[me] = rill_self();
    check_first_values();
    check_all(me);
    for (int i = 0; i < program->steps; i++) {
        if (program_task(program, i) != me)
            continue;
        if (fuzz_trace) {
            fprintf(fuzz_trace, "  task %d: ", me);
            step_print(fuzz_trace, program, program->step[i]);
            fprintf(fuzz_trace, "\n");
        }
        take_step(program->step[i], me);
    }
    for (int i = 0; i < M_MUTEXES; i++)
        unlock(i, me);
    m_exit(&model);
    return me * 3;
}

/* ---- main's part ---- */

static bool all_ended(void)
{
    for (int i = 1; i < M_TASKS; i++)
        if (model.task[i].state != M_UNBORN && model.task[i].state != M_ENDED)
            return false;
    return true;
}

static void set_up(void)
{
    memset(mutexes, 0, sizeof(mutexes));
    memset(children, 0, sizeof(children));
    memset(tasks, 0, sizeof(tasks));
    m_init(&model, rill_host_ticks());
    rill_hart_self()->random = 1; /* select draws the same each time */
    tasks[0] = rill_self();
    start_ns = rill_now_ns();
    values = 0;
    sent = received = 0;
    for (int i = 0; i < program_chans(program); i++) {
        size_t cap = (size_t)program_cap(program, i);
        size_t elem = program_elem_bytes(program, i);

        model.chan[i].cap = (int)cap;
        rill_chan_init(&chans[i], cap ? malloc(cap * elem) : NULL, elem, cap);
    }
}

static void run(void *unused)
{
    (void)unused;
    set_up();
    for (int i = 1; i < M_TASKS; i++)
        if (program_starts(program, i))
            spawn(i, false, 0);
    sleep_until(rill_after_ns(HOUR_NS), 0);
    for (int i = 0; i < program_chans(program); i++)
        close_chan(i, 0);
    for (int i = 0; !all_ended(); i++) {
        if (i == 50)
            fail("some tasks do not end");
        sleep_until(rill_after_ns(HOUR_NS), 0);
    }
    for (int i = 1; i < M_TASKS; i++) {
        children[i].parent = 0;
        join(i, RILL_POLL, 0);
    }
    for (int i = 0; i < program_chans(program); i++) {
        if (chans[i].senders.head || chans[i].receivers.head)
            fail("c%d: somebody is still in line", i);
        sent -= (long)chans[i].len;
        free(chans[i].buf);
    }
    if (sent != received)
        fail("%ld values were sent and are not there, %ld were received", sent,
             received);
    if (rill_hart_self()->ready_head || rill_timer_pending(rill_hart_self()))
        fail("main is alone, and somebody is ready or sleeps");
    if (rill_task_count() != 1)
        fail("%zu tasks are left", rill_task_count());
}

void fuzz_run(const struct program *p)
{
    program = p;
    rill_host_run(run, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct program p;

    if (!rill_host_last_words)
        rill_host_last_words = abort;
    program_from_bytes(&p, data, n);
    fuzz_run(&p);
    return 0;
}
