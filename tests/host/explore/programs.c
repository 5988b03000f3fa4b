/* programs.c -- what the tasks do in a schedule. The programs are small, so that few changes of
 * harts can be what breaks them. Each program checks what must be true whatever the schedule:
 * values come once and are the values that were sent; each task that waits is served; results are
 * what the headers allow. The kernel checks that all tasks come to their end (by its deadlock
 * report), and so does the switcher (when all harts wait for ever).
 *
 * Objects are static, and so not on stacks, because only stores to static objects can be late
 * (switcher.c). When a program begins, each object is as in the image. */
#include <errno.h>
#include <string.h>
#include <rill/context.h>
#include <rill/hart.h>
#include <rill/mutex.h>
#include <rill/poll.h>
#include <rill/select.h>
#include <rill/sync.h>
#include <rill/time.h>
#include <rill/timer.h>
#include <image.h>
#include <task.h>
#include "explore.h"

enum { TASKS = 6, CHANS = 3, VALUES = 16, CELLS = 2, STACK = 16 << 10 };

/* This data is not put back before each schedule. */
#define KEPT __attribute__((section("xkept")))
KEPT const char *explore_program = "", *explore_only;

typedef unsigned long value;

static struct rill_job jobs[TASKS];
static int results[TASKS];
static bool joined[TASKS];
static unsigned n_jobs;
static struct rill_chan chans[CHANS];
static struct cell {
    value v[2];
} cells[CHANS][CELLS];
static unsigned char sent[VALUES], seen[VALUES];
static unsigned n_values, n_chans;
static struct rill_mutex mutex;
static struct rill_cond cond;
static struct rill_rwmutex rw;
static struct rill_sem sem;
static struct rill_waitgroup group;
static struct rill_once once;
static struct rill_barrier barrier;
static struct rill_event event;
static struct rill_timer timer;
static struct rill_context context;
static unsigned counter, turns[TASKS];

#define CHECK(true_)                                                          \
    do {                                                                      \
        if (!(true_))                                                         \
            explore_fail("%s: not so: %s (line %d)", explore_program, #true_, \
                         __LINE__);                                           \
    } while (0)

/* ---- tasks ---- */

static char memory[1][24 << 10]
    __attribute__((aligned(16), section("xmemory")));

/* Spawn a task in our own memory, which is ours again after the join. */
static void spawn_in_memory(rill_task_fn *fn, intptr_t arg)
{
    struct rill_task_opts opts = {.memory = memory[0],
                                  .memory_bytes = sizeof(memory[0])};

    CHECK(rill_spawn(&jobs[n_jobs++], &opts, fn, (void *)arg) == 0);
}

static void fill_memory(void)
{
    memset(memory[0], 0x5a, sizeof(memory[0]));
}

static void check_memory(void)
{
    CHECK(memory[0][0] == 0x5a &&
          !memcmp(memory[0], memory[0] + 1, sizeof(memory[0]) - 1));
}

static void spawn(rill_task_fn *fn, intptr_t arg)
{
    static const struct rill_task_opts opts = {.stack_bytes = STACK};

    CHECK(rill_spawn(&jobs[n_jobs], explore_below(2) ? &opts : NULL, fn,
                     (void *)arg) == 0);
    n_jobs++;
}

static void join_all(void)
{
    for (unsigned i = 0; i < n_jobs; i++)
        if (!joined[i])
            CHECK(rill_join(&jobs[i], RILL_FOREVER, &results[i]) == 0);
}

/* No task is left. A task that was joined may still be on its way out. */
static void all_gone(void)
{
    for (int i = 0; rill_task_count() > 1; i++) {
        CHECK(i < 1000);
        rill_pause();
        rill_yield();
    }
}

static uint64_t soon(void)
{
    return rill_after_ns(explore_below(12) * EXPLORE_TICK_NS);
}

/* RILL_FOREVER, or some ticks from now. */
static uint64_t some_time(void)
{
    return explore_below(2) ? RILL_FOREVER : soon();
}

static void maybe_yield(void)
{
    switch (explore_below(6)) {
    case 0:
        rill_yield();
        break;
    case 1:
        CHECK(rill_sleep_ns(explore_below(5) * EXPLORE_TICK_NS) == 0);
        break;
    default:
        break;
    }
}

/* ---- channels of values of one word or of two words ---- */

static void open_chan(unsigned i, unsigned cap, bool words)
{
    rill_chan_init(&chans[i], cap ? cells[i] : NULL,
                   words ? sizeof(value) : sizeof(struct cell), cap);
    chans[i].words = words;
}

static void open_chans(unsigned n)
{
    n_chans = n;
    for (unsigned i = 0; i < n; i++)
        open_chan(i, explore_below(3), explore_below(3));
}

static void got(const struct cell *c, const struct rill_chan *ch)
{
    explore_say("task %u: has got %lu from c%d", (unsigned)rill_here(), c->v[0],
                (int)(ch - chans));
    CHECK(c->v[0] && c->v[0] < VALUES);
    CHECK(ch->words || c->v[1] == ~c->v[0]);
    CHECK(!seen[c->v[0]]);
    seen[c->v[0]] = 1;
}

static int put(struct rill_chan *ch, value v, uint64_t deadline)
{
    struct cell c = {{v, ~v}};
    int r;

    if (deadline == RILL_FOREVER)
        r = rill_chan_send(ch, &c, RILL_FOREVER);
    else
        r = rill_chan_send(ch, &c, deadline);
    explore_say("task %u: send %lu on c%d: %d", (unsigned)rill_here(), v,
                (int)(ch - chans), r);
    if (!r)
        sent[v] = 1;
    return r;
}

static int get(struct rill_chan *ch, uint64_t deadline)
{
    struct cell c = {{0, 0}};
    int r;

    if (deadline == RILL_FOREVER)
        r = rill_chan_recv(ch, &c, RILL_FOREVER);
    else
        r = rill_chan_recv(ch, &c, deadline);
    if (!r)
        got(&c, ch);
    else
        explore_say("task %u: receive from c%d: %d", (unsigned)rill_here(),
                    (int)(ch - chans), r);
    return r;
}

/* Take one value from any channel. The arms lie on the stack, and not in the order of the
 * channels. */
static int get_any(unsigned n, uint64_t deadline)
{
    struct rill_arm arms[CHANS + 1];
    struct cell c[CHANS + 1];
    unsigned twice = explore_below(n); /* a channel may be in two arms */
    int r;

    memset(arms, 0, sizeof(arms));
    for (unsigned i = 0; i <= n; i++)
        arms[i] = (struct rill_arm){.op = RILL_RECV,
                                    .ch = &chans[(n + n + twice - i) % n],
                                    .value = &c[i]};
    r = rill_select(arms, (int)n + 1, deadline);
    explore_say("task %u: select: %d", (unsigned)rill_here(), r);
    if (r < 0)
        return r;
    if (!arms[r].result)
        got(&c[r], arms[r].ch);
    return arms[r].result;
}

static int put_any(unsigned n, value v, uint64_t deadline)
{
    struct rill_arm arms[CHANS];
    struct cell c = {{v, ~v}};
    int r;

    for (unsigned i = 0; i < n; i++)
        arms[i] =
            (struct rill_arm){.op = RILL_SEND, .ch = &chans[i], .value = &c};
    r = rill_select(arms, (int)n, deadline);
    explore_say("task %u: select to send %lu: %d", (unsigned)rill_here(), v, r);
    if (r < 0)
        return r;
    if (!arms[r].result)
        sent[v] = 1;
    return arms[r].result;
}

static void surely_put(unsigned ch, value v)
{
    int r;

    do
        r = ch < n_chans ? put(&chans[ch], v, some_time())
                         : put_any(n_chans, v, some_time());
    while (r == -ETIMEDOUT);
    CHECK(r == 0);
}

static void surely_get(unsigned ch)
{
    int r;

    do
        r = ch < n_chans ? get(&chans[ch], some_time())
                         : get_any(n_chans, some_time());
    while (r == -ETIMEDOUT);
    CHECK(r == 0);
}

/* Take what is left in the buffers; then all values must have come. */
static void check_values(void)
{
    for (unsigned i = 0; i < n_chans; i++)
        while (!get(&chans[i], RILL_POLL)) {
        }
    for (unsigned v = 1; v < VALUES; v++)
        if (sent[v] != seen[v])
            explore_fail("%s: value %u was %s", explore_program, v,
                         sent[v] ? "lost" : "received and not sent");
}

/* ---- pipe: one channel, one or two tasks at each end ---- */

static int pipe_sends(void *arg)
{
    value v = (value)(intptr_t)arg;

    surely_put(0, v);
    maybe_yield();
    surely_put(0, v + 1);
    return 0;
}

static int pipe_receives(void *arg)
{
    (void)arg;
    surely_get(0);
    maybe_yield();
    surely_get(0);
    return 0;
}

static void pipe(void)
{
    unsigned pairs = 1 + explore_below(2);

    open_chans(1);
    for (unsigned i = 0; i < pairs; i++) {
        spawn(pipe_sends, 1 + 2 * i);
        spawn(pipe_receives, 0);
    }
    join_all();
    check_values();
}

/* ---- pool: senders to some channels, takers from all of them ---- */

static unsigned quota[TASKS];
static value first_of[TASKS];

static int pool_sends(void *arg)
{
    intptr_t me = (intptr_t)arg;

    for (value v = first_of[me]; v < first_of[me] + quota[me]; v++) {
        maybe_yield();
        surely_put(explore_below(n_chans + 1), v);
    }
    return 0;
}

static int pool_takes(void *arg)
{
    intptr_t me = (intptr_t)arg;

    for (unsigned i = 0; i < quota[me]; i++) {
        maybe_yield();
        surely_get(n_chans);
    }
    return 0;
}

/* Take values until this task is cancelled.   returns  how many it took. */
static int pool_victim(void *arg)
{
    intptr_t me = (intptr_t)arg;
    int r = 0;

    for (unsigned i = 0; i < quota[me]; i++) {
        r = explore_below(2) ? get_any(n_chans, some_time())
                             : get(&chans[explore_below(n_chans)], some_time());
        if (r == -ECANCELED)
            return (int)i;
        CHECK(!r || r == -ETIMEDOUT);
        i -= r == -ETIMEDOUT;
    }
    return (int)quota[me];
}

static void pool(void)
{
    unsigned senders = 1 + explore_below(3), takers = 1 + explore_below(2);
    unsigned left, me = 0;
    bool victim = explore_below(3) == 0;

    open_chans(1 + explore_below(CHANS));
    n_values = senders + explore_below(4);
    left = n_values;
    for (unsigned i = 0; i < senders; i++, me++) {
        quota[me] = i + 1 < senders ? explore_below(left + 1) : left;
        first_of[me] = 1 + n_values - left;
        left -= quota[me];
        spawn(pool_sends, me);
    }
    left = n_values;
    if (victim) {
        quota[me] = 1 + explore_below(left);
        left -= quota[me];
        spawn(pool_victim, me++);
    }
    for (unsigned i = 0; i < takers; i++, me++) {
        quota[me] = i + 1 < takers ? explore_below(left + 1) : left;
        left -= quota[me];
        spawn(pool_takes, me);
    }
    if (victim) {
        struct rill_job *job = &jobs[senders];
        int took, r;

        maybe_yield();
        r = rill_job_cancel(job);
        CHECK(!r || r == -ESRCH);
        CHECK(!rill_join(job, RILL_FOREVER, &took));
        for (unsigned i = (unsigned)took; i < quota[senders]; i++)
            surely_get(n_chans);
        joined[senders] = true;
    }
    join_all();
    check_values();
}

/* ---- meet: two selects that can only meet each other ---- */

static int meets(void *arg)
{
    bool other = arg;
    value out = other ? 2 : 1;
    struct cell in = {{0, 0}}, c = {{out, ~out}};
    struct rill_arm arms[2] = {
        {.op = other ? RILL_RECV : RILL_SEND, .ch = &chans[0]},
        {.op = other ? RILL_SEND : RILL_RECV, .ch = &chans[1]},
    };
    int r;

    for (int i = 0; i < 2; i++)
        arms[i].value = arms[i].op == RILL_SEND ? &c : &in;
    do
        r = rill_select(arms, 2, some_time());
    while (r == -ETIMEDOUT);
    CHECK(r >= 0 && !arms[r].result);
    if (arms[r].op == RILL_SEND)
        sent[out] = 1;
    else
        got(&in, arms[r].ch);
    return r;
}

static void meet(void)
{
    n_chans = 2;
    open_chan(0, 0, explore_below(2));
    open_chan(1, 0, explore_below(2));
    spawn(meets, 0);
    spawn(meets, 1);
    join_all();
    CHECK(results[0] == results[1]);
    check_values();
}

/* ---- late: one value, with a deadline, a cancellation and a close meanwhile ---- */

static int late_sends(void *arg)
{
    value v = (value)(intptr_t)arg;
    int r = explore_below(2) ? put(&chans[0], v, soon())
                             : put_any(n_chans, v, soon());

    CHECK(!r || r == -ETIMEDOUT || r == -EPIPE || r == -ECANCELED);
    return r;
}

static int late_receives(void *arg)
{
    uint64_t ns = arg ? RILL_FOREVER : soon();
    int r = explore_below(2) ? get(&chans[0], ns) : get_any(n_chans, ns);

    CHECK(!r || r == -ETIMEDOUT || r == -EPIPE || r == -ECANCELED);
    return r;
}

static void late(void)
{
    bool shut = explore_below(2);

    open_chans(2);
    spawn(late_sends, 1);
    spawn(late_receives, explore_below(2));
    if (explore_below(2))
        spawn(late_sends, 2);
    if (explore_below(2))
        spawn(late_receives, 1);
    maybe_yield();
    for (unsigned i = 0; i < n_chans && shut; i++)
        CHECK(rill_chan_close(&chans[i]) == 0);
    for (unsigned i = 0; i < n_jobs; i++) {
        int r = rill_job_cancel(&jobs[i]);

        CHECK(!r || r == -ESRCH);
    }
    join_all();
    for (unsigned i = 0; i < n_jobs; i++)
        CHECK(shut || results[i] != -EPIPE);
    check_values();
}

/* ---- locks: a counter that is right only if the locks exclude ---- */

static void count(void)
{
    unsigned was = *(volatile unsigned *)&counter;

    if (explore_below(4) == 0)
        rill_yield();
    *(volatile unsigned *)&counter = was + 1;
}

static unsigned count_kind;

static int counts(void *arg)
{
    for (unsigned i = 0; i < 2; i++) {
        int r;

        do
            r = count_kind == 0   ? rill_mutex_lock(&mutex, some_time())
                : count_kind == 1 ? rill_sem_get(&sem, some_time())
                                  : rill_rwmutex_lock(&rw, some_time());
        while (r == -ETIMEDOUT);
        CHECK(!r);
        count();
        if (count_kind == 0)
            rill_mutex_unlock(&mutex);
        else if (count_kind == 1)
            rill_sem_put(&sem);
        else
            rill_rwmutex_unlock(&rw);
    }
    (void)arg;
    return 0;
}

static int looks(void *arg)
{
    unsigned was;
    int r;

    (void)arg;
    do
        r = rill_rwmutex_rlock(&rw, some_time());
    while (r == -ETIMEDOUT);
    CHECK(!r);
    was = *(volatile unsigned *)&counter;
    maybe_yield();
    CHECK(was == *(volatile unsigned *)&counter);
    rill_rwmutex_runlock(&rw);
    return 0;
}

static void locks(void)
{
    unsigned n = 2 + explore_below(2);

    count_kind = explore_below(3);
    sem.count = 1;
    for (unsigned i = 0; i < n; i++)
        spawn(counts, 0);
    if (count_kind == 2) {
        spawn(looks, 0);
        spawn(looks, 0);
    }
    join_all();
    CHECK(counter == 2 * n);
    CHECK(!rill_mutex_held(&mutex) && mutex.waiters.head == NULL);
}

/* ---- condition: tokens under a mutex ---- */

static int cond_takes(void *arg)
{
    (void)arg;
    CHECK(!rill_mutex_lock(&mutex, RILL_FOREVER));
    while (!counter) {
        int r = rill_cond_wait(&cond, &mutex, some_time());

        CHECK(!r || r == -ETIMEDOUT);
    }
    counter--;
    rill_mutex_unlock(&mutex);
    return 0;
}

static int cond_gives(void *arg)
{
    for (intptr_t i = 0; i < (intptr_t)arg; i++) {
        CHECK(!rill_mutex_lock(&mutex, RILL_FOREVER));
        counter++;
        if (explore_below(2))
            rill_cond_signal(&cond);
        else
            rill_cond_broadcast(&cond);
        rill_mutex_unlock(&mutex);
        maybe_yield();
    }
    return 0;
}

static void condition(void)
{
    unsigned n = 1 + explore_below(3);

    for (unsigned i = 0; i < n; i++)
        spawn(cond_takes, 0);
    spawn(cond_gives, n);
    join_all();
    CHECK(counter == 0);
}

/* ---- heirs: a holder ends, and the tasks that wait for its lock are told ---- */

bool explore_panics_end_tasks;
static unsigned heirs_kind; /* a mutex, the right to write, a once */
static struct rill_mutex unwanted;

static void ends_inside(void *arg)
{
    maybe_yield();
    if (explore_below(2))
        rill_task_exit(0);
    (void)arg;
}

static int inherit(uint64_t deadline)
{
    switch (heirs_kind) {
    case 0:
        return rill_mutex_lock(&mutex, deadline);
    case 1:
        return explore_below(2) ? rill_rwmutex_lock(&rw, deadline) : -ETIMEDOUT;
    default:
        return rill_once_do(&once, ends_inside, NULL, deadline);
    }
}

static void give_up_what_is_inherited(void)
{
    if (heirs_kind == 0)
        rill_mutex_unlock(&mutex);
    else if (heirs_kind == 1)
        rill_rwmutex_unlock(&rw);
}

/* An heir may give up what it has, or end with it. When its time is up, it waits for another
 * object, so that its task names that object; and then it tries again. */
static int heir(void *arg)
{
    int r;

    (void)arg;
    while ((r = inherit(some_time())) == -ETIMEDOUT)
        if (!rill_mutex_lock(&unwanted, soon()))
            rill_mutex_unlock(&unwanted);
    CHECK(!r);
    maybe_yield();
    if (explore_below(2))
        give_up_what_is_inherited();
    return 0;
}

/* A reader has no deadline of its own, and is told nevertheless. */
static int heir_reads(void *arg)
{
    (void)arg;
    CHECK(!rill_rwmutex_rlock(&rw, RILL_FOREVER));
    rill_rwmutex_runlock(&rw);
    return 0;
}

static void heirs(void)
{
    unsigned n = 2 + explore_below(3);
    bool own = explore_below(2);

    explore_panics_end_tasks = true;
    heirs_kind = explore_below(3);
    if (own)
        spawn_in_memory(heir, 0);
    for (unsigned i = own; i < n; i++)
        spawn(heir, 0);
    if (heirs_kind == 1)
        spawn(heir_reads, 0);
    if (own) {
        joined[0] = true;
        CHECK(!rill_join(&jobs[0], RILL_FOREVER, &results[0]));
        fill_memory();
    }
    join_all();
    if (own)
        check_memory();
    for (unsigned i = 0; i < n_jobs; i++)
        CHECK(!results[i] ||
              (results[i] == EXPLORE_PANICKED && heirs_kind != 2));
    CHECK(heirs_kind != 2 || once.finished);
}

/* ---- together: wait groups, barriers, once, events ---- */

static void run_once(void *arg)
{
    (void)arg;
    count();
}

static int together_worker(void *arg)
{
    intptr_t i = (intptr_t)arg;
    int r;

    CHECK(!rill_once_do(&once, run_once, NULL, RILL_FOREVER));
    CHECK(counter == 1);
    turns[i] = 1;
    do
        r = rill_barrier_wait(&barrier, some_time());
    while (r == -ETIMEDOUT);
    CHECK(!r);
    for (unsigned k = 0; k < barrier.parties; k++)
        CHECK(turns[k]);
    do
        r = rill_event_wait(&event, some_time());
    while (r == -ETIMEDOUT);
    CHECK(!r);
    turns[i] = 2;
    rill_waitgroup_done(&group);
    return 0;
}

static void together(void)
{
    unsigned n = 2 + explore_below(2);
    int r;

    barrier.parties = n;
    rill_waitgroup_add(&group, n);
    for (unsigned i = 0; i < n; i++)
        spawn(together_worker, i);
    maybe_yield();
    rill_event_set(&event);
    do
        r = rill_waitgroup_wait(&group, some_time());
    while (r == -ETIMEDOUT);
    CHECK(!r);
    for (unsigned i = 0; i < n; i++)
        CHECK(turns[i] == 2);
    join_all();
}

/* ---- jobs: join against end; children of children ---- */

static int leaf(void *arg)
{
    maybe_yield();
    return (int)(intptr_t)arg;
}

static int branch(void *arg)
{
    struct rill_job job;
    int result, r;

    CHECK(!rill_spawn(&job, NULL, leaf, arg));
    do
        r = rill_join(&job, some_time(), &result);
    while (r == -ETIMEDOUT);
    CHECK(!r && result == (int)(intptr_t)arg);
    return result;
}

static void jobs_end(void)
{
    unsigned n = 1 + explore_below(3);
    int r;

    for (unsigned i = 0; i < n; i++)
        spawn(explore_below(2) ? branch : leaf, 5 + i);
    if (explore_below(2))
        spawn_in_memory(leaf, 5 + n);
    for (unsigned i = 0; i < n_jobs; i++) {
        do
            r = rill_join(&jobs[i], some_time(), &results[i]);
        while (r == -ETIMEDOUT);
        CHECK(!r && results[i] == 5 + (int)i);
        if (i == n) /* all of the memory is ours again */
            fill_memory();
    }
}

/* ---- sleepers: each sleeps for its time, and one is cancelled ---- */

static int sleeps(void *arg)
{
    uint64_t ns = (uint64_t)(intptr_t)arg;

    for (unsigned i = explore_below(3);; i--) {
        uint64_t begun = rill_now_ns();

        CHECK(!rill_sleep_ns(ns));
        CHECK(rill_now_ns() - begun >= ns);
        if (!i)
            return 0;
    }
}

static int sleeps_long(void *arg)
{
    (void)arg;
    return rill_sleep_until_ns(explore_below(2) ? RILL_FOREVER
                                                : rill_after_ns(RILL_S));
}

static void sleepers(void)
{
    unsigned n = 1 + explore_below(3);
    int r;

    for (unsigned i = 0; i < n; i++)
        spawn(sleeps, explore_below(30) * 50);
    spawn(sleeps_long, 0);
    maybe_yield();
    r = rill_job_cancel(&jobs[n]);
    CHECK(!r || r == -ESRCH);
    join_all();
    CHECK(r || results[n] == -ECANCELED || results[n] == 0);
    for (unsigned i = 0; i < n; i++)
        CHECK(!results[i]);
}

/* ---- spin: a task that computes and keeps its hart waits for tasks that were made ready
 * there. Another hart must fetch them. ---- */

static int answers(void *arg)
{
    __atomic_fetch_add(&counter, 1, __ATOMIC_RELEASE);
    (void)arg;
    return 0;
}

static int hears(void *arg)
{
    (void)arg;
    CHECK(!get(&chans[0], RILL_FOREVER));
    return answers(NULL);
}

static void await_count(unsigned n)
{
    while (__atomic_load_n(&counter, __ATOMIC_ACQUIRE) < n)
        rill_pause();
}

static int awaits(void *arg)
{
    await_count((unsigned)(intptr_t)arg);
    return 0;
}

static void spin(void)
{
    bool by_wake = explore_below(2);

    open_chans(1);
    if (by_wake) {
        spawn(hears, 0);
        if (explore_below(2))
            rill_yield();
        surely_put(0, 1);
        await_count(1);
    }
    if (rill_hart_count() >
        2) /* the task that was fetched needs the next one */
        spawn(awaits, by_wake ? 2 : 1);
    spawn(answers, 0);
    await_count(by_wake ? 2 : 1);
    join_all();
}

/* ---- meeting: as many tasks as harts compute until all have come. Before and meanwhile one hart
 * switches, and takes over what waits elsewhere: what it takes is not lost to a hart that lies
 * down. ---- */

static int comes(void *arg)
{
    answers(NULL);
    await_count((unsigned)(intptr_t)arg);
    return 0;
}

static void meeting(void)
{
    unsigned n = rill_hart_count();

    for (unsigned i = explore_below(RILL_LOOK_EACH + 8); i-- > 0;)
        rill_yield();
    for (unsigned i = 0; i < n; i++) {
        spawn(comes, n);
        if (explore_below(2))
            rill_yield();
    }
    join_all();
}

/* ---- ticks: a timer that is set, heard, and stopped ---- */

static int hears_ticks(void *arg)
{
    uint64_t tick;
    int r;

    for (intptr_t i = 0; i < (intptr_t)arg; i++) {
        r = rill_chan_recv(&timer.ticks, &tick, RILL_FOREVER);
        CHECK(!r || r == -EPIPE);
        if (r)
            return r;
        CHECK(tick <= rill_now_ns());
    }
    return 0;
}

static void ticks(void)
{
    unsigned period = explore_below(2) ? 4000 + explore_below(5) * 1000 : 0;

    CHECK(!rill_timer_set(&timer, soon() + 1, period));
    spawn(hears_ticks, period ? 2 : 1);
    maybe_yield();
    if (explore_below(2) && !rill_timer_stop(&timer) && !period) {
        join_all(); /* the receiver has the tick */
    } else {
        rill_timer_set(&timer, soon() + 1, period ? period : 300);
        if (explore_below(2))
            join_all();
    }
    rill_timer_stop(&timer);
    CHECK(rill_chan_close(&timer.ticks) == 0);
    for (unsigned i = 0; i < n_jobs && !results[i]; i++)
        if (jobs[i].state != RILL_JOB_JOINED)
            CHECK(!rill_join(&jobs[i], RILL_FOREVER, &results[i]));
}

/* ---- scarce: memory of tasks that have ended goes to others, and comes back ---- */

static int comes_and_goes(void *arg)
{
    for (unsigned i = 0; i < 2; i++) {
        struct rill_job job;
        int result;

        while ((result = rill_spawn(&job, NULL, leaf, arg))) {
            CHECK(result == -ENOMEM); /* all is eaten */
            rill_pause();
            rill_yield();
        }
        CHECK(!rill_join(&job, RILL_FOREVER, &result));
        CHECK(result == (int)(intptr_t)arg);
        maybe_yield();
    }
    return 0;
}

/* Ask for more than there is, so that Rill joins free blocks. If the joined memory is enough,
 * use it. */
static int eats(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < 3; i++) {
        ptrdiff_t more = (ptrdiff_t)(rill_heap_floor - rill_heap_brk) + 64;
        char *got = rill_heap_move(more);

        if (got) {
            memset(got + more - 64, 0x5a, 64);
            maybe_yield();
            CHECK(rill_heap_move(-more) == got + more);
        }
        maybe_yield();
    }
    return 0;
}

/* Other tasks may still look for an owner in the blocks that Rill joins, or walk over these
 * blocks. */
static void scarce(void)
{
    unsigned n = 1 + explore_below(2);
    bool wanted = explore_below(2);

    explore_panics_end_tasks = wanted;
    for (unsigned i = 0; i < n; i++)
        spawn(comes_and_goes, i);
    if (wanted) {
        spawn(heir, 0);
        spawn(heir, 0);
    }
    spawn(eats, 0);
    if (explore_below(2)) {
        rill_context_begin(&context, RILL_FOREVER);
        CHECK(!rill_context_cancel(&context));
        CHECK(rill_context_end(&context) == -ECANCELED);
    }
    join_all();
}

/* ---- gone: a task that was woken may use the object's memory for something else ---- */

static int gone_sends(void *arg)
{
    if (arg)
        CHECK(!put_any(1, 1, RILL_FOREVER));
    else
        CHECK(!put(&chans[0], 1, RILL_FOREVER));
    return 0;
}

static int gone_receives(void *arg)
{
    if (arg)
        CHECK(!get_any(1, RILL_FOREVER));
    else
        CHECK(!get(&chans[0], RILL_FOREVER));
    rill_chan_destroy(&chans[0]);
    return 0;
}

static void gone(void)
{
    n_chans = 1;
    open_chan(0, 0, explore_below(2));
    spawn(gone_receives, explore_below(2));
    if (explore_below(2))
        rill_yield();
    spawn(gone_sends, explore_below(2));
    join_all();
    CHECK(sent[1] && seen[1]);
}

/* ---- contexts: tasks that wait in one, or are born in it, are cancelled with it ---- */

static int waits_in_context(void *arg)
{
    struct rill_job job;
    bool deeper = arg;
    int r;

    if (deeper)
        CHECK(!rill_spawn(&job, NULL, waits_in_context, NULL));
    switch (explore_below(3)) {
    case 0:
        r = get(&chans[0], RILL_FOREVER);
        break;
    case 1:
        r = get_any(n_chans,
                    explore_below(2) ? RILL_FOREVER : rill_after_ns(RILL_S));
        break;
    default:
        r = rill_sleep_until_ns(RILL_FOREVER);
    }
    CHECK(r == -ECANCELED);
    CHECK(rill_context_error());
    if (deeper) {
        rill_cancel_mask(true);
        CHECK(!rill_join(&job, RILL_FOREVER, NULL));
    }
    return r;
}

static int cancels_context(void *arg)
{
    (void)arg;
    if (explore_below(2))
        rill_yield();
    CHECK(!rill_context_cancel(&context));
    return 0;
}

/* Stands for whatever the memory of a context holds once that has ended. */
static void not_a_timer(struct rill_timer *t, uint64_t now_ticks)
{
    (void)t, (void)now_ticks;
    CHECK(!"a context's memory is read after its end");
}

static void overwrite_context(void)
{
    memset(&context, 0x5a, sizeof context);
    context.fire = not_a_timer;
}

/* Its deadline comes, or not: perhaps just when it ends. */
static void begins_and_ends(void)
{
    int r;

    rill_context_begin(&context, soon());
    for (int i = (int)explore_below(3); i; i--)
        rill_yield();
    r = rill_context_end(&context);
    CHECK(!r || r == -ETIMEDOUT);
    overwrite_context();
}

static void contexts(void)
{
    bool late = explore_below(2);
    int r;

    open_chans(2);
    rill_context_begin(&context, late ? soon() : RILL_FOREVER);
    spawn(waits_in_context, explore_below(2));
    if (explore_below(2))
        spawn(waits_in_context, 0);
    if (!late || explore_below(2))
        spawn(cancels_context, 0);
    rill_cancel_mask(true);
    join_all();
    rill_cancel_mask(false);
    r = rill_context_end(&context);
    CHECK(r == -ECANCELED || (late && r == -ETIMEDOUT));
    CHECK(!rill_canceled());
    overwrite_context();
    for (int i = 0; i < 4; i++)
        begins_and_ends();
}

/* ---- yields: nothing but the queues of ready tasks, and thieves ---- */

static int yields(void *arg)
{
    for (intptr_t i = 0; i < (intptr_t)arg; i++) {
        counter += 0;
        rill_yield();
    }
    turns[0]++;
    return 0;
}

static void yielders(void)
{
    for (unsigned i = 0; i < 4; i++)
        spawn(yields, 1 + explore_below(4));
    for (unsigned i = explore_below(3); i-- > 0;)
        CHECK(!rill_go(leaf, NULL));
    join_all();
}

/* ---- devices: a trap signals an event and a poll, once for each ring ---- */

enum { EVENT, POLL_, BELLS };

static struct rill_event rung = {.by_trap = true};
static struct rill_poll moved;
static unsigned ring[BELLS], heard[BELLS];

/* Each bell may have been told to ring. The handler finds out which, as a driver does. */
void explore_handler(void)
{
    if (__atomic_exchange_n(&ring[EVENT], 0, __ATOMIC_SEQ_CST))
        rill_event_set(&rung);
    if (__atomic_exchange_n(&ring[POLL_], 0, __ATOMIC_SEQ_CST))
        rill_poll_signal(&moved);
}

static int hears_bell(void *arg)
{
    intptr_t rings = (intptr_t)arg / BELLS, bell = (intptr_t)arg % BELLS;

    for (intptr_t i = 0; i < rings; i++) {
        int r;

        do
            r = bell == EVENT ? rill_event_take(&rung, some_time())
                              : rill_poll_wait(&moved, some_time());
        while (r == -ETIMEDOUT);
        CHECK(!r);
        __atomic_fetch_add(&heard[bell], 1, __ATOMIC_SEQ_CST);
    }
    return 0;
}

/* The task that rings spins, or lets other tasks run. While it spins its hart delivers nothing,
 * and another hart must deliver. */
static int rings(void *arg)
{
    intptr_t times = (intptr_t)arg / BELLS, bell = (intptr_t)arg % BELLS;

    for (unsigned i = 0; i < times; i++) {
        bool computes = explore_below(2);

        __atomic_store_n(&ring[bell], 1, __ATOMIC_SEQ_CST);
        explore_device(explore_below(EXPLORE_HARTS));
        while (__atomic_load_n(&heard[bell], __ATOMIC_SEQ_CST) != i + 1) {
            if (!computes)
                rill_yield();
            rill_pause();
        }
    }
    return 0;
}

static void devices(void)
{
    unsigned long token;

    rill_poll_start(&moved);
    for (int bell = 0; bell < BELLS; bell++) {
        intptr_t arg = (intptr_t)(1 + explore_below(3)) * BELLS + bell;

        spawn(hears_bell, arg);
        spawn(rings, arg);
    }
    join_all();
    CHECK(rill_event_take(&rung, RILL_POLL) == -ETIMEDOUT);
    CHECK(rill_chan_recv(&moved.ready, &token, RILL_POLL) == -ETIMEDOUT);
}

/* ---- run one of the programs ---- */

static const struct {
    const char *name;
    void (*run)(void);
    unsigned least_harts, weight;
} programs[] = {
    {"pipe", pipe, 2, 3},         {"pool", pool, 2, 6},
    {"meet", meet, 2, 2},         {"late", late, 2, 4},
    {"locks", locks, 2, 3},       {"condition", condition, 2, 2},
    {"together", together, 2, 2}, {"jobs", jobs_end, 2, 3},
    {"sleepers", sleepers, 2, 2}, {"spin", spin, 2, 2},
    {"ticks", ticks, 2, 2},       {"gone", gone, 2, 2},
    {"yields", yielders, 2, 1},   {"contexts", contexts, 2, 3},
    {"devices", devices, 3, 3},   {"heirs", heirs, 2, 3},
    {"scarce", scarce, 2, 2},     {"meeting", meeting, 3, 2},
};
#define PROGRAMS (sizeof(programs) / sizeof(programs[0]))

static KEPT unsigned chosen = 0;

bool explore_known(const char *name)
{
    for (unsigned i = 0; i < PROGRAMS; i++)
        if (!strcmp(programs[i].name, name))
            return true;
    return false;
}

static unsigned choose(void)
{
    unsigned sum = 0, i = 0, n;

    for (i = 0; i < PROGRAMS; i++)
        if (explore_only && !strcmp(programs[i].name, explore_only))
            return i;
    for (i = 0; i < PROGRAMS; i++)
        sum += programs[i].weight;
    n = explore_below(sum);
    for (i = 0; n >= programs[i].weight; i++)
        n -= programs[i].weight;
    return i;
}

unsigned explore_choose(void)
{
    chosen = choose();
    explore_program = programs[chosen].name;
    return programs[chosen].least_harts;
}

int explore_main(void *unused)
{
    (void)unused;
    programs[chosen].run();
    all_gone();
    return 0;
}
