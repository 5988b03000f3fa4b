// args: soak ops=200000
/* calls/soak.c -- random programs on all harts, and what must hold whatever they do.
 *
 *     soak [seed=N] [round=N] [ops=N] [ms=N]
 *
 * A round is WORKERS tasks. Each task does STEPS things at random: it sends, receives, selects,
 * sleeps, locks, takes, sets timers, starts tasks, cancels them, closes their channels, begins
 * contexts and groups. Only seed, round and the task's number decide what it does. So the two
 * numbers start a failed round again; on one thread of QEMU it more likely fails again than on
 * many.
 *
 * After each round:
 *     what was sent into a channel was received from it, or is still in it;
 *     each receiver got the values of each sender in the sender's order;
 *     a task locked only what no other task held, and gave back what it took;
 *     a timer's tick was received or the timer was stopped, not both;
 *     each task that was cancelled says so, and no other task does;
 *     there are as many tasks as before, and their blocks take as many bytes.
 * The test ends after ops operations (calls that returned) or ms milliseconds. */
#include <stdlib.h>

#include "../many.h"

enum { CHANS = 6, WORKERS = 64, STEPS = 400, SEMS = 3 };

static const size_t caps[CHANS] = {0, 0, 1, 3, 16, 64};
static struct rill_chan chans[CHANS];
static uint64_t bufs[CHANS][64];
static struct rill_mutex mutex;
static unsigned inside;
static unsigned long locked; /* counted by the holder, and in the tallies */
static struct rill_sem sem = {.count = SEMS};
static unsigned taken;
RILL_CHAN(never, int, 0);

static struct worker {
    unsigned random, number, seq;
    struct rill_timer timer;
    uint64_t sent[CHANS], received[CHANS]; /* sums of what the values mix to */
    long in[CHANS]; /* values sent less values received */
    unsigned last[CHANS][WORKERS];
    unsigned long locked, ops;
} workers[WORKERS];

/* Mix a number that has the sender in its upper half: splitmix64. */
static uint64_t mixed(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static unsigned below(struct worker *w, unsigned n)
{
    return (random_next(&w->random) >> 8) % n;
}

static uint64_t some_time(struct worker *w)
{
    switch (below(w, 8)) {
    case 0:
        return rill_after_ns(below(w, 500) * RILL_US);
    case 1:
        return rill_after_ns(below(w, 20) * RILL_US);
    default:
        return RILL_POLL;
    }
}

/* A wait ends in time, too late, or cancelled, and in no other way. */
static bool went(struct worker *w, int r)
{
    w->ops++;
    must(r == 0 || r == -ETIMEDOUT || r == -ECANCELED);
    return r == 0;
}

static uint64_t new_value(struct worker *w)
{
    return (uint64_t)w->number << 32 | ++w->seq;
}

static void has_sent(struct worker *w, unsigned c, uint64_t v)
{
    w->sent[c] += mixed(v);
    w->in[c]++;
}

static void has_received(struct worker *w, unsigned c, uint64_t v)
{
    unsigned from = (unsigned)(v >> 32), seq = (unsigned)v;

    w->received[c] += mixed(v);
    w->in[c]--;
    must(from < WORKERS && seq > w->last[c][from]);
    if (from < WORKERS)
        w->last[c][from] = seq;
}

static void send(struct worker *w, uint64_t until)
{
    unsigned c = below(w, CHANS);
    uint64_t v = new_value(w);

    if (went(w, rill_chan_send(&chans[c], &v, until)))
        has_sent(w, c, v);
}

static void receive(struct worker *w, uint64_t until)
{
    unsigned c = below(w, CHANS);
    uint64_t v;

    if (went(w, rill_chan_recv(&chans[c], &v, until)))
        has_received(w, c, v);
}

static void choose(struct worker *w, uint64_t until)
{
    struct rill_arm arms[4];
    unsigned c[4], n = 1 + below(w, 4);
    uint64_t v[4];
    int r;

    for (unsigned i = 0; i < n; i++) {
        c[i] = below(w, CHANS);
        v[i] = new_value(w);
        arms[i] = (struct rill_arm){.op = below(w, 2) ? RILL_SEND : RILL_RECV,
                                    .ch = &chans[c[i]],
                                    .value = &v[i]};
    }
    r = rill_select(arms, (int)n, until);
    if (!went(w, r < 0 ? r : arms[r].result))
        return;
    if (arms[r].op == RILL_SEND)
        has_sent(w, c[r], v[r]);
    else
        has_received(w, c[r], v[r]);
}

static void lock(struct worker *w)
{
    if (!went(w, rill_mutex_lock(&mutex, some_time(w))))
        return;
    must(inside++ == 0);
    locked++;
    w->locked++;
    if (below(w, 4) == 0)
        rill_yield();
    inside--;
    rill_mutex_unlock(&mutex);
    w->ops++;
}

static void take(struct worker *w)
{
    if (!went(w, rill_sem_get(&sem, some_time(w))))
        return;
    must(ticket(&taken) < SEMS);
    if (below(w, 4) == 0)
        rill_yield();
    __atomic_fetch_sub(&taken, 1, __ATOMIC_SEQ_CST);
    rill_sem_put(&sem);
    w->ops++;
}

static void time_it(struct worker *w)
{
    uint64_t at, due = rill_after_ns(below(w, 300) * RILL_US);
    bool ticked, stopped;

    rill_timer_set(&w->timer, due, 0);
    ticked = went(w, rill_chan_recv(&w->timer.ticks, &at, some_time(w)));
    must(!ticked || (at == due && rill_now_ns() >= due));
    stopped = rill_timer_stop(&w->timer);
    must(ticked != stopped);
    must(rill_chan_recv(&w->timer.ticks, &at, RILL_POLL) == -ETIMEDOUT);
    w->ops += 3;
}

/* ---- with tasks of the worker's own ---- */

struct child {
    struct rill_chan pipe;
    int buf[2], sum;
    unsigned lag;
};

static int adds_up(void *arg)
{
    struct child *c = arg;
    int v, r;

    while ((r = rill_chan_recv(&c->pipe, &v, RILL_FOREVER)) == 0) {
        c->sum += v;
        if (c->lag & 1)
            rill_yield();
    }
    return r;
}

static void feed(struct worker *w)
{
    struct child c = {.lag = below(w, 2)};
    struct rill_job job;
    int n = (int)below(w, 6), sum = 0, r;

    rill_chan_init(&c.pipe, c.buf, sizeof(int), below(w, 3));
    start_one(&job, adds_up, &c);
    for (int v = 1; v <= n; v++)
        if (!rill_chan_send(&c.pipe, &v, RILL_FOREVER))
            sum += v;
    must(rill_chan_close(&c.pipe) == 0);
    must(rill_join(&job, RILL_FOREVER, &r) == 0 && r == -EPIPE);
    must(c.sum == sum && sum == n * (n + 1) / 2);
    w->ops += (unsigned)n + 3;
}

static int waits(void *arg)
{
    struct rill_arm arms[2] = {{.op = RILL_RECV, .ch = &never},
                               {.op = RILL_RECV, .ch = &never}};
    int v;

    arms[0].value = arms[1].value = &v;
    switch ((uintptr_t)arg) {
    case 0:
        return rill_chan_recv(&never, &v, RILL_FOREVER);
    case 1:
        return rill_select(arms, 2, RILL_FOREVER);
    case 2:
        return rill_sleep_ns(3600 * RILL_S);
    default:
        return rill_chan_recv(&never, &v, rill_after_ns(3600 * RILL_S));
    }
}

static void cancel(struct worker *w)
{
    struct rill_job job;
    int r = 0;

    start_one(&job, waits, (void *)(uintptr_t)below(w, 4));
    if (below(w, 2))
        rill_yield();
    must(rill_job_cancel(&job) == 0);
    must(rill_join(&job, RILL_FOREVER, &r) == 0 && r == -ECANCELED);
    w->ops += 3;
}

static int hands_over(void *arg)
{
    rill_yield();
    return arg ? -EIO : rill_sleep_ns(RILL_S * 3600);
}

static void group(struct worker *w)
{
    struct rill_group g;
    int n = 1 + (int)below(w, 3);

    rill_group_begin(&g, RILL_FOREVER);
    for (int i = 0; i < n; i++)
        must(rill_group_go(&g, &small, hands_over, NULL) == 0);
    must(rill_group_go(&g, &small, hands_over, &g) == 0);
    must(rill_group_wait(&g, RILL_FOREVER) == -EIO);
    w->ops += (unsigned)n + 3;
}

static void step(struct worker *w, unsigned what)
{
    if (what < 20)
        send(w, some_time(w));
    else if (what < 40)
        receive(w, some_time(w));
    else if (what < 52)
        choose(w, some_time(w));
    else if (what < 54)
        lock(w);
    else if (what < 56)
        take(w);
    else
        rill_yield();
}

/* The context's deadline ends a wait that would last for ever. */
static void bounded(struct worker *w)
{
    struct rill_context c;
    int r;

    rill_context_begin(&c, rill_after_ns(below(w, 200) * RILL_US));
    for (int i = 0; i < 4; i++) {
        send(w, RILL_FOREVER);
        receive(w, RILL_FOREVER);
        choose(w, RILL_FOREVER);
    }
    r = rill_context_end(&c);
    must(r == 0 || r == -ETIMEDOUT);
    w->ops += 2;
}

static int works(void *arg)
{
    struct worker *w = &workers[(uintptr_t)arg];

    for (int i = 0; i < STEPS; i++) {
        unsigned what = below(w, 64);

        if (what == 58)
            rill_sleep_ns(below(w, 100) * RILL_US);
        else if (what == 59)
            time_it(w);
        else if (what == 60)
            feed(w);
        else if (what == 61)
            cancel(w);
        else if (what == 62)
            bounded(w);
        else if (what == 63)
            group(w);
        else
            step(w, what);
        w->ops += what == 58 || (what > 55 && what < 58);
    }
    return 0;
}

/* ---- a round ---- */

static void begin(unsigned long seed, unsigned long round)
{
    memset(workers, 0, sizeof workers);
    for (unsigned i = 0; i < WORKERS; i++) {
        workers[i].number = i;
        workers[i].random = (unsigned)mixed(mixed(mixed(seed) + round) + i) | 1;
    }
    for (unsigned c = 0; c < CHANS; c++)
        rill_chan_init(&chans[c], caps[c] ? bufs[c] : NULL, sizeof(uint64_t),
                       caps[c]);
    locked = 0;
}

static void check_channels(void)
{
    for (unsigned c = 0; c < CHANS; c++) {
        uint64_t sum = 0, v;
        long in = 0;

        while (rill_chan_recv(&chans[c], &v, RILL_POLL) == 0) {
            sum -= mixed(v);
            in--;
        }
        for (unsigned i = 0; i < WORKERS; i++) {
            sum += workers[i].sent[c] - workers[i].received[c];
            in += workers[i].in[c];
        }
        must(sum == 0 && in == 0);
        must(!chans[c].senders.head && !chans[c].receivers.head);
    }
}

static unsigned long check(size_t tasks, size_t bytes)
{
    unsigned long ops = 0, tally = 0;
    size_t tasks_now, bytes_now;

    check_channels();
    for (unsigned i = 0; i < WORKERS; i++) {
        ops += workers[i].ops;
        tally += workers[i].locked;
    }
    must(tally == locked && !inside && !mutex.owner.number);
    must(!taken);
    for (int i = 0; i < SEMS; i++)
        must(rill_sem_get(&sem, RILL_POLL) == 0);
    must(rill_sem_get(&sem, RILL_POLL) == -ETIMEDOUT);
    for (int i = 0; i < SEMS; i++)
        rill_sem_put(&sem);
    must(!never.receivers.head);
    tap_count_(&tasks_now, &bytes_now);
    must(tasks_now == tasks && bytes_now == bytes);
    return ops;
}

static unsigned long argument(int argc, char **argv, const char *name,
                              unsigned long otherwise)
{
    size_t n = strlen(name);

    for (int i = 1; i < argc; i++)
        if (!strncmp(argv[i], name, n) && argv[i][n] == '=')
            return strtoul(argv[i] + n + 1, NULL, 0);
    return otherwise;
}

int main(int argc, char **argv)
{
    unsigned long seed = argument(argc, argv, "seed", 1),
                  round = argument(argc, argv, "round", 0),
                  want = argument(argc, argv, "ops", 0), ops = 0;
    uint64_t until = rill_after_ns(argument(argc, argv, "ms", 0) * RILL_MS),
             begun = rill_now_ns(), said = begun;
    size_t tasks, bytes;

    plan(1);
    diag("seed %lu, %u harts", seed, harts_ready());
    tap_count_(&tasks, &bytes);
    do {
        begin(seed, round);
        must(run_many(WORKERS, works) == 0);
        ops += check(tasks, bytes);
        round++;
        if (rill_now_ns() - said > 10 * RILL_S) {
            said = rill_now_ns();
            diag("round %lu: %lu operations", round, ops);
        }
    } while (!wrong && (ops < want || rill_now_ns() < until));
    diag("%lu operations in %lu ms, %lu rounds", ops,
         (unsigned long)((rill_now_ns() - begun) / RILL_MS), round);
    ok(!wrong, "all is as it must be: seed %lu, to round %lu", seed, round - 1);
    return done();
}
