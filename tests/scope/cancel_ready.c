/* scope/cancel_ready.c -- each call that may wait, when it need not wait. A cancelled task learns
 * so in at least one of RILL_CANCEL_CALLS such calls, also when a deadline cancelled it that no
 * other task looked at. A poll never says so, and no call says so to a masked task.
 *
 *   twice     cancelled: the task makes calls until one tells it, and then once more
 *   deadline  in a context whose deadline comes while the task makes only such calls, so that its
 *             hart never switches
 *   masked    cancelled and masked: no call tells it
 *   polls     cancelled: no poll tells it
 *
 * Also two stages of a pipeline that keep pace; and a select with ready arms, which are as likely
 * as the cancellation. */
#include <errno.h>
#include <stddef.h>

#include <rill/rill.h>

#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "worker",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

#define MANY_CALLS (4 * RILL_CANCEL_CALLS)

typedef RILL_CHAN_OF(long) longs;
RILL_CHAN(roomy, int, 1);
RILL_CHAN(words, long, 1);
RILL_CHAN(handed, int, 0);
RILL_CHAN(shut, int, 1);
RILL_CHAN(never, int, 0);
RILL_TYPED_CHAN(longs, typed, 1);

static struct rill_mutex mutex;
static struct rill_rwmutex rw;
static struct rill_sem sem;
static struct rill_waitgroup wg;
static struct rill_once once;
static struct rill_barrier barrier = {.parties = 1};
static struct rill_event event;
static struct rill_poll poll;
static struct rill_job joined, partner;
static struct rill_group group;

static void start(struct rill_job *job, rill_task_fn *fn, void *arg)
{
    if (rill_spawn(job, &small, fn, arg))
        bail("no memory for a task");
}

static void nothing(void)
{
}

/* ---- for each call: what makes it ready, the call, and what undoes it ---- */

static void fill(void)
{
    int v = 1;

    rill_chan_send(&roomy, &v, RILL_POLL);
}

static void drain(void)
{
    int v;

    rill_chan_recv(&roomy, &v, RILL_POLL);
}

static int send(uint64_t until)
{
    int v = 1;

    return rill_chan_send(&roomy, &v, until);
}

static int recv(uint64_t until)
{
    int v;

    return rill_chan_recv(&roomy, &v, until);
}

static int send_ever(uint64_t until)
{
    int v = 1;

    return until == RILL_FOREVER ? rill_chan_send(&roomy, &v, RILL_FOREVER)
                                 : send(until);
}

static int recv_ever(uint64_t until)
{
    int v;

    return until == RILL_FOREVER ? rill_chan_recv(&roomy, &v, RILL_FOREVER)
                                 : recv(until);
}

static void fill_word(void)
{
    long v = 1;

    rill_chan_send(&words, &v, RILL_POLL);
}

static void drain_word(void)
{
    long v;

    rill_chan_recv(&words, &v, RILL_POLL);
}

static int send_word(uint64_t until)
{
    long v = 1;

    return rill_chan_send(&words, &v, until);
}

static int recv_word(uint64_t until)
{
    long v;

    return rill_chan_recv(&words, &v, until);
}

static void fill_typed(void)
{
    rill_send(&typed, 1, RILL_POLL);
}

static void drain_typed(void)
{
    long v;

    rill_recv(&typed, &v, RILL_POLL);
}

static int send_typed(uint64_t until)
{
    return rill_send(&typed, 1, until);
}

static int send_typed_ever(uint64_t until)
{
    return until == RILL_FOREVER ? rill_send(&typed, 1, RILL_FOREVER)
                                 : send_typed(until);
}

static int recv_typed(uint64_t until)
{
    long v;

    return rill_recv(&typed, &v, until);
}

static int recv_typed_ever(uint64_t until)
{
    long v;

    return until == RILL_FOREVER ? rill_recv(&typed, &v, RILL_FOREVER)
                                 : recv_typed(until);
}

static int receives_one(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&handed, &v, RILL_FOREVER);
}

static int sends_one(void *arg)
{
    int v = 1;

    (void)arg;
    return rill_chan_send(&handed, &v, RILL_FOREVER);
}

static void wait_for(const struct rill_waitq *q)
{
    while (!__atomic_load_n(&q->head, __ATOMIC_RELAXED))
        rill_yield();
}

static void receiver_waits(void)
{
    start(&partner, receives_one, NULL);
    wait_for(&handed.receivers);
}

static void sender_waits(void)
{
    start(&partner, sends_one, NULL);
    wait_for(&handed.senders);
}

static int hand(uint64_t until)
{
    int v = 1;

    return rill_chan_send(&handed, &v, until);
}

static int take_handed(uint64_t until)
{
    int v;

    return rill_chan_recv(&handed, &v, until);
}

/* The tasks that still wait are served, and end. */
static void part(void)
{
    bool masked = rill_cancel_mask(true);
    int v = 1;

    rill_chan_send(&handed, &v, RILL_POLL);
    rill_chan_recv(&handed, &v, RILL_POLL);
    rill_join(&partner, RILL_FOREVER, NULL);
    rill_cancel_mask(masked);
}

static int send_shut(uint64_t until)
{
    int v = 1, r = rill_chan_send(&shut, &v, until);

    return r == -EPIPE ? 0 : r;
}

static int recv_shut(uint64_t until)
{
    int v, r = rill_chan_recv(&shut, &v, until);

    return r == -EPIPE ? 0 : r;
}

static int select_one(uint64_t until)
{
    int v;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &never, .value = &v},
        {.op = RILL_RECV, .ch = &roomy, .value = &v},
    };
    int r = rill_select(arms, 2, until);

    return r == 1 ? arms[1].result : r;
}

static int select_many(uint64_t until)
{
    int v = 1;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &shut, .value = &v},
        {.op = RILL_SEND, .ch = &roomy, .value = &v},
        {.op = RILL_SEND, .ch = &never, .value = &v},
    };
    int r = rill_select(arms, 3, until);

    return r < 0 ? r : 0;
}

static int lock(uint64_t until)
{
    return rill_mutex_lock(&mutex, until);
}

static void unlock(void)
{
    if (rill_mutex_held(&mutex))
        rill_mutex_unlock(&mutex);
}

static int rw_lock(uint64_t until)
{
    return rill_rwmutex_lock(&rw, until);
}

static void rw_unlock(void)
{
    if (rw.writer.number)
        rill_rwmutex_unlock(&rw);
}

static int rw_rlock(uint64_t until)
{
    return rill_rwmutex_rlock(&rw, until);
}

static void rw_runlock(void)
{
    if (rw.readers)
        rill_rwmutex_runlock(&rw);
}

static void sem_fill(void)
{
    if (sem.count <= 0)
        rill_sem_put(&sem);
}

static int sem_get(uint64_t until)
{
    return rill_sem_get(&sem, until);
}

static int wg_wait(uint64_t until)
{
    return rill_waitgroup_wait(&wg, until);
}

static void do_nothing(void *arg)
{
    (void)arg;
}

static int do_once(uint64_t until)
{
    return rill_once_do(&once, do_nothing, NULL, until);
}

static int at_barrier(uint64_t until)
{
    return rill_barrier_wait(&barrier, until);
}

static void set_event(void)
{
    rill_event_set(&event);
}

static int event_wait(uint64_t until)
{
    return rill_event_wait(&event, until);
}

static int event_take(uint64_t until)
{
    return rill_event_take(&event, until);
}

static void signal_poll(void)
{
    rill_poll_signal(&poll);
}

static int poll_wait(uint64_t until)
{
    return rill_poll_wait(&poll, until);
}

static int ends(void *arg)
{
    (void)arg;
    return 0;
}

static void one_to_join(void)
{
    joined = (struct rill_job){0};
    start(&joined, ends, NULL);
    while (__atomic_load_n(&joined.task, __ATOMIC_RELAXED))
        rill_yield();
}

static int join(uint64_t until)
{
    return rill_join(&joined, until, NULL);
}

static int join_ever(uint64_t until)
{
    return until == RILL_FOREVER ? rill_join(&joined, RILL_FOREVER, NULL)
                                 : join(until);
}

static int sleep_none(uint64_t until)
{
    return until == RILL_POLL ? 0 : rill_sleep_ns(0);
}

static int sleep_past(uint64_t until)
{
    return until == RILL_POLL ? 0 : rill_sleep_until_ns(1);
}

/* Starts a member in the caller's own group, which has room. */
static void begin_group(void)
{
    rill_group_begin(&group, RILL_FOREVER);
    rill_group_limit(&group, 2);
}

static int group_go(uint64_t until)
{
    return until == RILL_POLL ? 0 : rill_group_go(&group, &small, ends, NULL);
}

static void end_group(void)
{
    bool masked = rill_cancel_mask(true);

    rill_group_wait(&group, RILL_FOREVER);
    rill_cancel_mask(masked);
}

enum { SWITCHES = 1 }; /* the call lets its hart run other tasks */

static const struct point {
    const char *name;
    void (*before)(void);
    int (*call)(uint64_t until);
    void (*after)(void);
    int how;
} points[] = {
    {"send", nothing, send, drain, 0},
    {"receive", fill, recv, drain, 0},
    {"send for ever", nothing, send_ever, drain, 0},
    {"receive for ever", fill, recv_ever, drain, 0},
    {"send a word", nothing, send_word, drain_word, 0},
    {"receive a word", fill_word, recv_word, drain_word, 0},
    {"send by value", nothing, send_typed, drain_typed, 0},
    {"receive by value", fill_typed, recv_typed, drain_typed, 0},
    {"send by value, for ever", nothing, send_typed_ever, drain_typed, 0},
    {"receive by value, for ever", fill_typed, recv_typed_ever, drain_typed, 0},
    {"send to one that waits", receiver_waits, hand, part, SWITCHES},
    {"receive from one that waits", sender_waits, take_handed, part, SWITCHES},
    {"send when closed", nothing, send_shut, nothing, 0},
    {"receive when closed", nothing, recv_shut, nothing, 0},
    {"select, an arm ready", fill, select_one, drain, 0},
    {"select, two arms ready", nothing, select_many, drain, 0},
    {"mutex", nothing, lock, unlock, 0},
    {"rwmutex, write", nothing, rw_lock, rw_unlock, 0},
    {"rwmutex, read", nothing, rw_rlock, rw_runlock, 0},
    {"semaphore", sem_fill, sem_get, nothing, 0},
    {"wait group", nothing, wg_wait, nothing, 0},
    {"once", nothing, do_once, nothing, 0},
    {"barrier", nothing, at_barrier, nothing, 0},
    {"event, wait", set_event, event_wait, nothing, 0},
    {"event, take", set_event, event_take, nothing, 0},
    {"poll", signal_poll, poll_wait, nothing, 0},
    {"join", one_to_join, join, nothing, SWITCHES},
    {"join for ever", one_to_join, join_ever, nothing, SWITCHES},
    {"sleep for no time", nothing, sleep_none, nothing, SWITCHES},
    {"sleep until what has passed", nothing, sleep_past, nothing, SWITCHES},
    {"start in a group", begin_group, group_go, end_group, SWITCHES},
};

/* ---- the tasks ---- */

static struct actor {
    const struct point *p;
    uint64_t until;
    unsigned first, second; /* calls until one told the task */
    unsigned wrong, unmasked;
} actor;

/* Make calls until one tells the task, at most MANY_CALLS. */
static unsigned until_told(struct actor *a, uint64_t until)
{
    for (unsigned n = 1;; n++) {
        int r;

        a->p->before();
        r = a->p->call(until);
        a->p->after();
        if (r == -ECANCELED || n == MANY_CALLS)
            return n;
        a->wrong += r != 0;
    }
}

static int acts(void *arg)
{
    struct actor *a = arg;

    while (!rill_canceled())
        rill_yield();
    a->first = until_told(a, a->until);
    a->second = until_told(a, a->until);
    rill_cancel_mask(true);
    a->unmasked = until_told(a, a->until);
    rill_cancel_mask(false);
    return 0;
}

static int polls(void *arg)
{
    struct actor *a = arg;

    while (!rill_canceled())
        rill_yield();
    a->first = until_told(a, RILL_POLL);
    return 0;
}

static unsigned failed;

static void expect(bool good, const struct actor *a, const char *when)
{
    if (good && !a->wrong)
        return;
    diag("%s, %s: told after %u calls, then after %u, masked after %u; "
         "wrong answers %u",
         a->p->name, when, a->first, a->second, a->unmasked, a->wrong);
    failed++;
}

static void canceled(rill_task_fn *fn, const struct point *p, uint64_t until)
{
    struct rill_job job;

    actor = (struct actor){.p = p, .until = until};
    start(&job, fn, &actor);
    rill_job_cancel(&job);
    rill_join(&job, RILL_FOREVER, NULL);
}

static bool in_time(unsigned calls)
{
    return calls <= RILL_CANCEL_CALLS;
}

static void twice(const struct point *p, uint64_t until)
{
    const struct actor *a = &actor;

    canceled(acts, p, until);
    expect(in_time(a->first) && in_time(a->second) && a->unmasked == MANY_CALLS,
           a, until == RILL_FOREVER ? "for ever" : "until a time");
}

/* This hart has the alarm, and looks at alarms only when it switches. The test counts the calls
 * that begin after the deadline. */
static void deadline(const struct point *p)
{
    uint64_t at_ns = rill_after_ns(2 * RILL_MS);
    struct rill_context c;
    struct actor a = {.p = p};
    int r = 0;

    rill_context_begin(&c, at_ns);
    while (r != -ECANCELED && a.first < MANY_CALLS) {
        p->before();
        a.first += rill_now_ns() >= at_ns;
        r = p->call(RILL_FOREVER);
        p->after();
        a.wrong += r && r != -ECANCELED;
    }
    a.wrong += rill_context_end(&c) != -ETIMEDOUT;
    expect(in_time(a.first), &a, "a deadline");
}

static bool all_of(const struct point *p)
{
    failed = 0;
    twice(p, RILL_FOREVER);
    twice(p, rill_after_ns(1000 * RILL_S));
    canceled(polls, p, RILL_POLL);
    expect(actor.first == MANY_CALLS, &actor, "polls");
    if (p->how != SWITCHES)
        deadline(p);
    return !failed;
}

/* ---- a pipeline ---- */

static bool ended_early;

static int produces(void *arg)
{
    int v = 0, r;

    (void)arg;
    while ((r = rill_chan_send(&roomy, &v, RILL_FOREVER)) == 0)
        rill_yield();
    return r;
}

static int consumes(void *arg)
{
    int v, r;

    (void)arg;
    while ((r = rill_chan_recv(&roomy, &v, RILL_FOREVER)) == 0)
        rill_yield();
    return r;
}

static void pipeline(void)
{
    static struct rill_group g;
    int r;

    rill_group_begin(&g, RILL_FOREVER);
    rill_group_go(&g, &small, produces, NULL);
    rill_group_go(&g, &small, consumes, NULL);
    for (int i = 0; i < 10; i++)
        rill_yield();
    ended_early = g.running != 2;
    rill_context_cancel(&g.context);
    r = rill_group_wait(&g, rill_after_ns(5 * RILL_S));
    ok(!ended_early && r == -ECANCELED, "two stages that keep pace end");
    if (r == -ETIMEDOUT)
        bail("the pipeline goes on");
    drain();
}

/* ---- as fair as an arm ---- */

enum { ARMS = 3, ROUNDS = 400 };

static unsigned drawn[ARMS + 1];

static int selects(void *arg)
{
    static longs ready[ARMS];
    long v, room[ARMS];
    struct rill_arm arms[ARMS];

    (void)arg;
    while (!rill_canceled())
        rill_yield();
    for (int i = 0; i < ARMS; i++) {
        rill_typed_init(&ready[i], &room[i], 1);
        arms[i] = (struct rill_arm)RILL_RECV_ARM(&ready[i], &v);
    }
    for (int n = 0; n < ROUNDS; n++) {
        int r;

        for (int i = 0; i < ARMS; i++)
            rill_send(&ready[i], 1, RILL_POLL);
        r = rill_select(arms, ARMS, RILL_FOREVER);
        drawn[r == -ECANCELED ? ARMS : r]++;
    }
    return 0;
}

/* We expect 100 of each; the standard deviation is below 9. */
static void fairness(void)
{
    struct rill_job job;
    bool fair = true;

    start(&job, selects, NULL);
    rill_job_cancel(&job);
    rill_join(&job, RILL_FOREVER, NULL);
    for (int i = 0; i <= ARMS; i++)
        fair &= drawn[i] > 50 && drawn[i] < 150;
    if (!fair)
        diag("arms %u %u %u, canceled %u", drawn[0], drawn[1], drawn[2],
             drawn[3]);
    ok(fair, "a select: each of 3 arms, and the cancellation");
}

int main(void)
{
    const unsigned n = sizeof points / sizeof *points;

    plan(n + 2);
    rill_chan_close(&shut);
    rill_poll_start(&poll);
    for (unsigned i = 0; i < n; i++)
        ok(all_of(&points[i]), "%s", points[i].name);
    pipeline();
    fairness();
    return done();
}
