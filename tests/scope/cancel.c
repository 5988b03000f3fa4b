// qemu: -icount shift=0,sleep=off
// no-stress: who has parked by when is counted in yields
/* scope/cancel.c -- each call that may wait, and each way in which a cancellation may meet it.
 * Three tasks wait, in this order: P, Q, R.
 *
 *   parked    Q is cancelled; P and R are served, in their order, with the right values
 *   before    a task is cancelled before it calls: it does not wait
 *   deadline  as parked, with a deadline that comes later and does nothing
 *   masked    P is cancelled and waits on, is served, and does not wait again
 *   late      P is served, then cancelled before it has run: it was served
 *   early     P is cancelled, then one task is served: that is Q
 *
 * After each way no task is in any queue, and all counts are as before. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "worker",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

RILL_CHAN(pipe, int, 0);
RILL_CHAN(other, int, 0);
RILL_CHAN(full, int, 1);
RILL_CHAN(gate, int, 0);
RILL_CHAN(tokens, long, 1);
typedef RILL_CHAN_OF(int) int_chan;
RILL_TYPED_CHAN(int_chan, typed, 0);

static struct rill_mutex mutex, for_cond;
static struct rill_rwmutex rw;
static struct rill_cond cond;
static struct rill_sem sem;
static struct rill_waitgroup wg;
static struct rill_once once;
static struct rill_barrier barrier = {.parties = 4};
static struct rill_event event, trap_event = {.by_trap = true};
static struct rill_timer timer;
static struct rill_poll poll;
static struct rill_job helper, joined[3];
static uint64_t wake_at;

static void start(struct rill_job *job, rill_task_fn *fn, void *arg)
{
    if (rill_spawn(job, &small, fn, arg))
        bail("no memory for a task");
}

static int no_one(const struct rill_waitq *q)
{
    return !q->head;
}

/* ---- the calls, what serves each, and whether it left a trace ---- */

static int send(uint64_t until)
{
    int v = 1;

    return rill_chan_send(&pipe, &v, until);
}

static int recv(uint64_t until)
{
    int v;

    return rill_chan_recv(&pipe, &v, until);
}

static int send_ever(uint64_t until)
{
    int v = 1;

    return until == RILL_FOREVER ? rill_chan_send(&pipe, &v, RILL_FOREVER)
                                 : send(until);
}

static int recv_ever(uint64_t until)
{
    int v;

    return until == RILL_FOREVER ? rill_chan_recv(&pipe, &v, RILL_FOREVER)
                                 : recv(until);
}

static void take_one(void)
{
    int v;

    rill_chan_recv(&pipe, &v, RILL_POLL);
}

static void give_one(void)
{
    int v = 1;

    rill_chan_send(&pipe, &v, RILL_POLL);
}

static int pipe_idle(void)
{
    return no_one(&pipe.senders) && no_one(&pipe.receivers) && !pipe.len &&
           no_one(&other.senders) && no_one(&other.receivers);
}

static int send_full(uint64_t until)
{
    int v = 1;

    return rill_chan_send(&full, &v, until);
}

static void fill(void)
{
    int v = 1;

    rill_chan_send(&full, &v, RILL_POLL);
}

static void drain(void)
{
    int v;

    rill_chan_recv(&full, &v, RILL_POLL);
}

static int full_idle(void)
{
    drain();
    return no_one(&full.senders) && no_one(&full.receivers) && !full.len;
}

static int send_typed(uint64_t until)
{
    return rill_send(&typed, 1, until);
}

static int recv_typed(uint64_t until)
{
    int v;

    return rill_recv(&typed, &v, until);
}

static void take_typed(void)
{
    int v;

    rill_recv(&typed, &v, RILL_POLL);
}

static void give_typed(void)
{
    rill_send(&typed, 1, RILL_POLL);
}

static int typed_idle(void)
{
    return no_one(&typed.chan.senders) && no_one(&typed.chan.receivers);
}

static int select_recv(uint64_t until)
{
    int v;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &other, .value = &v},
        {.op = RILL_RECV, .ch = &pipe, .value = &v},
        {.op = RILL_RECV, .ch = NULL},
    };
    int r = rill_select(arms, 3, until);

    return r < 0 ? r : arms[r].result;
}

static int select_send(uint64_t until)
{
    int v = 1;
    struct rill_arm arms[] = {
        {.op = RILL_SEND, .ch = &pipe, .value = &v},
        {.op = RILL_RECV, .ch = &other, .value = &v},
    };
    int r = rill_select(arms, 2, until);

    return r < 0 ? r : arms[r].result;
}

static int sleep_until(uint64_t until)
{
    return rill_sleep_until_ns(until < wake_at ? until : wake_at);
}

/* Each sleeper wakes a little later than the last one, so that sums of rounded times keep their
 * order. */
static int sleep_for(uint64_t until)
{
    (void)until;
    wake_at += RILL_MS;
    return rill_sleep_ns(wake_at - rill_now_ns());
}

static void wake_soon(void)
{
    wake_at = rill_after_ns(200 * RILL_MS);
}

static void wait_for_it(void)
{
    rill_sleep_until_ns(wake_at + RILL_MS);
}

static int at_gate(void *arg)
{
    int v;

    (void)arg;
    rill_chan_recv(&gate, &v, RILL_FOREVER);
    return 0;
}

static void open_gate(void)
{
    int v = 0;

    while (rill_chan_send(&gate, &v, RILL_POLL) == 0) {
    }
    settle();
}

static unsigned joiners;

static void three_to_join(void)
{
    joiners = 0;
    for (int i = 0; i < 3; i++)
        start(&joined[i], at_gate, NULL);
}

static int join(uint64_t until)
{
    return rill_join(&joined[ticket(&joiners)], until, NULL);
}

static int all_joined(void)
{
    bool masked = rill_cancel_mask(true);
    int left = 0;

    open_gate();
    for (int i = 0; i < 3; i++)
        if (!joined[i].waiter.head && joined[i].task)
            left++;
    rill_cancel_mask(masked);
    return !left;
}

static void hold(void)
{
    rill_mutex_lock(&mutex, RILL_FOREVER);
}

static int lock(uint64_t until)
{
    int r = rill_mutex_lock(&mutex, until);

    if (!r)
        rill_mutex_unlock(&mutex);
    return r;
}

static void let_go(void)
{
    if (rill_mutex_held(&mutex))
        rill_mutex_unlock(&mutex);
}

static int mutex_idle(void)
{
    let_go();
    return no_one(&mutex.waiters) && !mutex.owner.number;
}

static void write_it(void)
{
    rill_rwmutex_lock(&rw, RILL_FOREVER);
}

static int rw_lock(uint64_t until)
{
    int r = rill_rwmutex_lock(&rw, until);

    if (!r)
        rill_rwmutex_unlock(&rw);
    return r;
}

static int rw_rlock(uint64_t until)
{
    int r = rill_rwmutex_rlock(&rw, until);

    if (!r)
        rill_rwmutex_runlock(&rw);
    return r;
}

static int written;

static void stop_writing(void)
{
    if (!written++)
        rill_rwmutex_unlock(&rw);
}

static int rw_idle(void)
{
    stop_writing();
    written = 0;
    return no_one(&rw.waiters) && !rw.readers && !rw.writer.number;
}

static int cond_wait(uint64_t until)
{
    int r;

    rill_mutex_lock(&for_cond, RILL_FOREVER);
    r = rill_cond_wait(&cond, &for_cond, until);
    if (!rill_mutex_held(&for_cond))
        return -EPERM;
    rill_mutex_unlock(&for_cond);
    return r;
}

static void signal_one(void)
{
    rill_cond_signal(&cond);
}

static int cond_idle(void)
{
    return no_one(&cond.waiters) && no_one(&for_cond.waiters) &&
           !for_cond.owner.number;
}

static int sem_get(uint64_t until)
{
    return rill_sem_get(&sem, until);
}

static void put_one(void)
{
    if (sem.waiters.head)
        rill_sem_put(&sem);
}

static int sem_idle(void)
{
    return no_one(&sem.waiters) && sem.count <= 0 &&
           rill_sem_get(&sem, RILL_POLL) == -ETIMEDOUT;
}

static void add_one(void)
{
    rill_waitgroup_add(&wg, 1);
}

static int wg_wait(uint64_t until)
{
    return rill_waitgroup_wait(&wg, until);
}

static void all_done(void)
{
    if (wg.count)
        rill_waitgroup_done(&wg);
}

static int wg_idle(void)
{
    all_done();
    return no_one(&wg.waiters) && !wg.count;
}

static void pass_gate(void *arg)
{
    at_gate(arg);
}

static int do_once(void *arg)
{
    (void)arg;
    return rill_once_do(&once, pass_gate, NULL, RILL_FOREVER);
}

static void one_in_once(void)
{
    once = (struct rill_once){0};
    start(&helper, do_once, NULL);
    settle();
}

static int wait_for_once(uint64_t until)
{
    return rill_once_do(&once, pass_gate, NULL, until);
}

static int once_idle(void)
{
    open_gate();
    rill_join(&helper, RILL_FOREVER, NULL);
    return no_one(&once.waiters) && once.finished;
}

static int at_barrier(uint64_t until)
{
    return rill_barrier_wait(&barrier, until);
}

static int barrier_too(void *arg)
{
    (void)arg;
    return at_barrier(RILL_FOREVER);
}

/* A task that is cancelled on another hart may leave after we have counted it. */
static void come_all(void)
{
    if (!barrier.arrived)
        return;
    do {
        while (barrier.arrived < 3) {
            start(NULL, barrier_too, NULL);
            settle();
        }
    } while (at_barrier(rill_after_ns(10 * RILL_MS)));
}

static int barrier_idle(void)
{
    return no_one(&barrier.waiters) && !barrier.arrived;
}

static int event_wait(uint64_t until)
{
    return rill_event_wait(&event, until);
}

static int event_take(uint64_t until)
{
    return rill_event_take(&event, until);
}

static void set_event(void)
{
    if (event.waiters.head)
        rill_event_set(&event);
}

static int event_idle(void)
{
    rill_event_clear(&event);
    return no_one(&event.waiters);
}

static int trap_event_take(uint64_t until)
{
    return rill_event_take(&trap_event, until);
}

static void set_trap_event(void)
{
    if (trap_event.waiters.head)
        rill_event_set(&trap_event);
}

static int trap_event_idle(void)
{
    return no_one(&trap_event.waiters) && !trap_event.happened;
}

static void start_poll(void)
{
    rill_poll_start(&poll);
}

static int poll_wait(uint64_t until)
{
    return rill_poll_wait(&poll, until);
}

static void signal_poll(void)
{
    if (poll.ready.receivers.head)
        rill_poll_signal(&poll);
}

static int poll_idle(void)
{
    return no_one(&poll.ready.receivers) && !poll.ready.len;
}

static int tick(uint64_t until)
{
    uint64_t at;

    return rill_chan_recv(&timer.ticks, &at, until);
}

static void set_timer(void)
{
    rill_timer_set(&timer, RILL_FOREVER, 0);
}

static void tick_now(void)
{
    if (!timer.ticks.receivers.head)
        return;
    rill_timer_set(&timer, rill_now_ns(), 0);
    rill_sleep_ns(RILL_MS);
}

static int timer_idle(void)
{
    rill_timer_stop(&timer);
    return no_one(&timer.ticks.receivers) && !timer.ticks.len;
}

static int yes(void)
{
    return 1;
}

static void nothing(void)
{
}

/* ONE: a service serves one task at a time; ALL: it serves all at once; ALONE: it lets other
 * tasks run, so a task that is served has run when the service returns. */
enum { ONE, ALL, ALONE };

static const struct point {
    const char *name;
    void (*prepare)(void);
    int (*call)(uint64_t until);
    void (*serve)(void);
    int (*idle)(void);
    int how;
} points[] = {
    {"send", nothing, send, take_one, pipe_idle, ONE},
    {"receive", nothing, recv, give_one, pipe_idle, ONE},
    {"send for ever", nothing, send_ever, take_one, pipe_idle, ONE},
    {"receive for ever", nothing, recv_ever, give_one, pipe_idle, ONE},
    {"send into a full buffer", fill, send_full, drain, full_idle, ONE},
    {"send by value", nothing, send_typed, take_typed, typed_idle, ONE},
    {"receive by value", nothing, recv_typed, give_typed, typed_idle, ONE},
    {"select to receive", nothing, select_recv, give_one, pipe_idle, ONE},
    {"select to send", nothing, select_send, take_one, pipe_idle, ONE},
    {"sleep until", wake_soon, sleep_until, wait_for_it, yes, ALONE},
    {"sleep", wake_soon, sleep_for, wait_for_it, yes, ALONE},
    {"join", three_to_join, join, open_gate, all_joined, ALONE},
    {"mutex", hold, lock, let_go, mutex_idle, ONE},
    {"rwmutex, write", write_it, rw_lock, stop_writing, rw_idle, ONE},
    {"rwmutex, read", write_it, rw_rlock, stop_writing, rw_idle, ALL},
    {"cond", nothing, cond_wait, signal_one, cond_idle, ONE},
    {"semaphore", nothing, sem_get, put_one, sem_idle, ONE},
    {"wait group", add_one, wg_wait, all_done, wg_idle, ALL},
    {"once", one_in_once, wait_for_once, open_gate, once_idle, ALONE},
    {"barrier", nothing, at_barrier, come_all, barrier_idle, ALONE},
    {"event, wait", nothing, event_wait, set_event, event_idle, ALL},
    {"event, take", nothing, event_take, set_event, event_idle, ONE},
    {"event of a trap", nothing, trap_event_take, set_trap_event,
     trap_event_idle, ONE},
    {"poll", start_poll, poll_wait, signal_poll, poll_idle, ONE},
    {"timer", set_timer, tick, tick_now, timer_idle, ALONE},
};

/* ---- the tasks ---- */

static struct actor {
    const struct point *point;
    uint64_t until;
    bool masked;
    char name;
    int result, then;
    uint64_t ended_ns;
    struct rill_job job;
} actors[3];

static char order[4];
static unsigned order_len;

static int act(void *arg)
{
    struct actor *a = arg;

    rill_cancel_mask(a->masked);
    a->result = a->point->call(a->until);
    a->ended_ns = rill_now_ns();
    order[ticket(&order_len)] = a->name;
    rill_cancel_mask(false);
    a->then = rill_sleep_ns(RILL_US);
    return 0;
}

static struct actor *begin_masked(const struct point *p, int i, uint64_t until,
                                  bool masked)
{
    struct actor *a = &actors[i];

    *a = (struct actor){
        .point = p, .until = until, .masked = masked, .name = "PQR"[i]};
    start(&a->job, act, a);
    return a;
}

static struct actor *begin(const struct point *p, int i, uint64_t until)
{
    return begin_masked(p, i, until, false);
}

static void begin_three(const struct point *p, uint64_t until)
{
    order_len = 0;
    memset(order, 0, sizeof order);
    p->prepare();
    for (int i = 0; i < 3; i++) {
        begin(p, i, until);
        in_turn();
    }
    settle();
    settle();
}

/* Serve until all have ended. */
static void finish(const struct point *p, int n)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; actors[i].job.task && k < 6; k++) {
            p->serve();
            settle();
            settle();
            rill_sleep_ns(RILL_MS);
        }
        if (rill_join(&actors[i].job, rill_after_ns(RILL_S), NULL))
            bail("%s: task %c was never served", p->name, "PQR"[i]);
    }
}

static int wrong;

static void expect(const struct point *p, const char *when, int i, int result,
                   int then)
{
    const struct actor *a = &actors[i];

    if (a->result == result && a->then == then)
        return;
    diag("%s, %s: %c got %d, then %d", p->name, when, a->name, a->result,
         a->then);
    wrong++;
}

/* On many harts the task that is served last may run first. */
static bool same_order(const char *expected)
{
    if (RILL_HARTS == 1)
        return !strcmp(order, expected);
    for (const char *name = expected; *name; name++)
        if (!strchr(order, *name))
            return false;
    return strlen(order) == strlen(expected);
}

static void expect_order(const struct point *p, const char *when,
                         const char *expected)
{
    int idle = p->idle();

    if (same_order(expected) && idle)
        return;
    diag("%s, %s: %s, expected %s%s", p->name, when, order, expected,
         idle ? "" : "; a trace is left");
    wrong++;
}

static void parked(const struct point *p)
{
    begin_three(p, RILL_FOREVER);
    rill_job_cancel(&actors[1].job);
    settle();
    finish(p, 3);
    expect(p, "parked", 0, 0, 0);
    expect(p, "parked", 1, -ECANCELED, -ECANCELED);
    expect(p, "parked", 2, 0, 0);
    expect_order(p, "parked", "QPR");
}

static void before(const struct point *p)
{
    order_len = 0;
    memset(order, 0, sizeof order);
    p->prepare();
    rill_job_cancel(&begin(p, 0, RILL_FOREVER)->job);
    settle();
    settle();
    if (actors[0].job.task) {
        diag("%s: a cancelled task waits", p->name);
        wrong++;
    }
    finish(p, 1);
    expect(p, "before", 0, -ECANCELED, -ECANCELED);
    expect_order(p, "before", "P");
}

static void with_deadline(const struct point *p)
{
    uint64_t at = rill_after_ns((RILL_HARTS > 1 ? 250 : 100) * RILL_MS);

    begin_three(p, at);
    for (int i = 0; i < 3; i++)
        rill_job_cancel(&actors[i].job);
    settle();
    settle();
    for (int i = 0; i < 3; i++)
        if (actors[i].ended_ns >= at)
            wrong++;
    rill_sleep_until_ns(at + RILL_MS);
    finish(p, 3);
    for (int i = 0; i < 3; i++)
        expect(p, "deadline", i, -ECANCELED, -ECANCELED);
    expect_order(p, "deadline", "PQR");
}

static void masked(const struct point *p)
{
    order_len = 0;
    memset(order, 0, sizeof order);
    p->prepare();
    begin_masked(p, 0, RILL_FOREVER, true);
    settle();
    rill_job_cancel(&actors[0].job);
    settle();
    if (order_len) {
        diag("%s: a masked task did not wait", p->name);
        wrong++;
    }
    finish(p, 1);
    expect(p, "masked", 0, 0, -ECANCELED);
    expect_order(p, "masked", "P");
}

static void late(const struct point *p)
{
    begin_three(p, RILL_FOREVER);
    p->serve();
    rill_job_cancel(&actors[0].job);
    finish(p, 3);
    /* On many harts P may have run before it was cancelled. */
    expect(p, "late", 0, 0, RILL_HARTS > 1 && !actors[0].then ? 0 : -ECANCELED);
    expect(p, "late", 1, 0, 0);
    expect(p, "late", 2, 0, 0);
    expect_order(p, "late", "PQR");
}

static void early(const struct point *p)
{
    begin_three(p, RILL_FOREVER);
    rill_job_cancel(&actors[0].job);
    p->serve();
    finish(p, 3);
    /* A barrier counts P until P has run, so P has come in time. */
    expect(p, "early", 0,
           p->call == at_barrier && !(RILL_HARTS > 1 && actors[0].result)
               ? 0
               : -ECANCELED,
           -ECANCELED);
    expect(p, "early", 1, 0, 0);
    expect(p, "early", 2, 0, 0);
    expect_order(p, "early", "PQR");
}

static bool all_of(const struct point *p)
{
    size_t tasks = rill_task_count();

    wrong = 0;
    parked(p);
    before(p);
    with_deadline(p);
    masked(p);
    if (p->how != ALONE)
        late(p);
    early(p);
    return !wrong && rill_task_count() == tasks;
}

/* ---- what does not fit the table ---- */

/* A writer that is cancelled lets in the readers behind it. */
static int waits_to_write(void *arg)
{
    (void)arg;
    return rw_lock(RILL_FOREVER);
}

static int reads(void *arg)
{
    (void)arg;
    return rw_rlock(RILL_FOREVER);
}

static void writer_between(void)
{
    struct rill_job writer, reader;
    int result = -1;

    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    start(&writer, waits_to_write, NULL);
    start(&reader, reads, NULL);
    settle();
    rill_job_cancel(&writer);
    is(rill_join(&reader, rill_after_ns(RILL_S), &result), 0,
       "a reader behind a cancelled writer");
    is(result, 0, "reads");
    rill_join(&writer, RILL_FOREVER, &result);
    is(result, -ECANCELED, "the writer");
    rill_rwmutex_runlock(&rw);
    ok(rw_rlock(RILL_POLL) == 0 && rw_lock(RILL_POLL) == 0, "all are out");
}

/* A cancelled rill_cond_wait locks its mutex again, and waits for it as long as need be. */
static void cond_relock(void)
{
    struct rill_job job;
    int result = -1;

    actors[0] = (struct actor){.point = &points[15], .until = RILL_FOREVER};
    order_len = 0;
    start(&job, act, &actors[0]);
    settle();
    rill_mutex_lock(&for_cond, RILL_FOREVER);
    rill_job_cancel(&job);
    is(rill_join(&job, rill_after_ns(10 * RILL_MS), NULL), -ETIMEDOUT,
       "cond: who is cancelled waits for the mutex");
    rill_mutex_unlock(&for_cond);
    is(rill_join(&job, RILL_FOREVER, &result), 0, "and has it");
    is(actors[0].result, -ECANCELED, "and says so");
    is(actors[0].then, -ECANCELED, "and is cancelled still");
}

/* A select without an arm, and a select that is cancelled while each arm is in another
 * queue. */
static void odd_selects(void)
{
    struct rill_context c;

    rill_context_begin(&c, rill_after_ns(RILL_MS));
    is(rill_select(NULL, 0, RILL_FOREVER), -ECANCELED, "a select of nothing");
    is(rill_select(NULL, 0, RILL_POLL), -ETIMEDOUT, "a poll of nothing");
    is(select_recv(RILL_FOREVER), -ECANCELED, "a select");
    ok(pipe_idle(), "in no queue");
    rill_context_end(&c);
}

static int group_waits(void *arg)
{
    struct rill_group g;
    int r;

    rill_group_begin(&g, RILL_FOREVER);
    rill_group_go(&g, &small, at_gate, NULL);
    rill_group_go(&g, &small, at_gate, NULL);
    if (arg) {
        rill_group_limit(&g, 2);
        r = rill_group_go(&g, &small, at_gate, NULL);
        *(int *)arg = r;
    }
    return rill_group_wait(&g, RILL_FOREVER);
}

static void groups(void)
{
    struct rill_job job;
    int result = 0, room = 0;

    start(&job, group_waits, NULL);
    settle();
    settle();
    rill_job_cancel(&job);
    is(rill_join(&job, rill_after_ns(RILL_S), &result), 0,
       "a group is waited for by a cancelled task: its members end");
    is(result, -ECANCELED, "and it says so");
    start(&job, group_waits, &room);
    settle();
    settle();
    rill_job_cancel(&job);
    is(rill_join(&job, rill_after_ns(RILL_S), &result), 0,
       "a task that waits for room in a group");
    is(room, -ECANCELED, "is told");
    is(result, -ECANCELED, "as is its wait for the others");
    ok(no_one(&gate.receivers), "nobody is left at the gate");
}

/* The value of a cancelled sender is not sent. */
static int sends_9(void *arg)
{
    long v = 9;

    (void)arg;
    return rill_chan_send(&tokens, &v, RILL_FOREVER);
}

static void not_sent(void)
{
    struct rill_job job;
    long v = 1, got = 0;

    rill_chan_send(&tokens, &v, RILL_POLL);
    start(&job, sends_9, NULL);
    settle();
    rill_job_cancel(&job);
    rill_chan_recv(&tokens, &got, RILL_POLL);
    is(got, 1, "the value in the buffer");
    is(rill_chan_recv(&tokens, &got, RILL_POLL), -ETIMEDOUT,
       "the cancelled sender's is not there");
    rill_join(&job, RILL_FOREVER, NULL);
}

int main(void)
{
    const unsigned n = sizeof points / sizeof *points;
    size_t tasks = rill_task_count(), blocks;
    unsigned again = 0;

    plan(n + 23);
    for (unsigned i = 0; i < n; i++)
        ok(all_of(&points[i]), "%s", points[i].name);
    blocks = blocks_now();
    for (unsigned i = 0; i < n; i++)
        again += all_of(&points[i]);
    is(again, n, "all of them once more");
    is((long)blocks_now(), (long)blocks, "no block leaked");
    writer_between();
    cond_relock();
    odd_selects();
    groups();
    not_sent();
    ok(rill_task_count() == tasks, "no task leaked");
    return done();
}
