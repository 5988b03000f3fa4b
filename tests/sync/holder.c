// qemu: -icount shift=0,sleep=off
/* sync/holder.c -- a task ends while it holds what other tasks want: those that wait learn it, and
 * those that come later. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

enum { TOLD = 1, WAITERS = 3 };

static const struct rill_task_opts few = {
    .name = "holder",
    .stack_bytes = RILL_STACK_MIN_BYTES + 64, /* no printf, no panic */
};

static struct rill_mutex m, other;
static struct rill_rwmutex rw;
static struct rill_cond c;
static struct rill_event go;
static struct rill_panic_info info;
static uint32_t holder_number;
static bool ready_to_wait;

/* ---- tasks that wait ---- */

struct wish {
    int (*lock)(void *of, uint64_t deadline_ns);
    void *of;
    uint64_t ns; /* 0: for ever */
    int r;
};

static void lock(void *wish)
{
    struct wish *w = wish;

    w->r = w->lock(w->of, w->ns ? rill_after_ns(w->ns) : RILL_FOREVER);
}

/* Returns TOLD, or the call's answer. */
static int wants(void *wish)
{
    struct wish *w = wish;

    return rill_try(lock, w, &info) ? TOLD : w->r;
}

static int lock_mutex(void *of, uint64_t deadline_ns)
{
    return rill_mutex_lock(of, deadline_ns);
}

static int lock_to_write(void *of, uint64_t deadline_ns)
{
    return rill_rwmutex_lock(of, deadline_ns);
}

static int lock_to_read(void *of, uint64_t deadline_ns)
{
    return rill_rwmutex_rlock(of, deadline_ns);
}

/* Waits for the condition, and so gives the mutex to a task that waits for it; then, signalled
 * or not, wants the mutex again. */
static int wait_for_cond(void *of, uint64_t deadline_ns)
{
    rill_mutex_lock(of, RILL_FOREVER);
    ready_to_wait = true;
    rill_event_wait(&go, RILL_FOREVER);
    if (deadline_ns != RILL_FOREVER)
        deadline_ns = rill_after_ns(2 * RILL_MS);
    return rill_cond_wait(&c, of, deadline_ns);
}

static struct wish for_mutex = {lock_mutex, &m, 0, 0};

/* ---- tasks that end ---- */

static void begin(void)
{
    holder_number = rill_task_number(rill_self());
    rill_mutex_lock(&m, RILL_FOREVER);
    rill_rwmutex_lock(&rw, RILL_FOREVER);
}

static int returns(void *arg)
{
    (void)arg;
    begin();
    rill_event_wait(&go, RILL_FOREVER);
    return 0;
}

static int exits(void *arg)
{
    begin();
    rill_event_wait(&go, RILL_FOREVER);
    rill_task_exit(arg ? 1 : 0);
}

static void recover(void *arg)
{
    (void)arg;
    rill_recover(NULL);
}

static int is_recovered(void *arg)
{
    RILL_DEFER(recover, arg);
    begin();
    rill_event_wait(&go, RILL_FOREVER);
    rill_panic("recovered as it ends");
}

static int is_cancelled(void *arg)
{
    (void)arg;
    begin();
    return rill_sleep_ns(100 * RILL_S);
}

/* Unlocks as late as a task can: after all other deferred calls, or in a key's destroyer. */
static void unlock(void *arg)
{
    (void)arg;
    rill_sleep_ns(RILL_MS);
    rill_mutex_unlock(&m);
}

static void unlock_rw(void *arg)
{
    (void)arg;
    rill_sleep_ns(RILL_MS);
    rill_rwmutex_unlock(&rw);
}

static struct rill_key key = {.destroy = unlock_rw};

static int unlocks_late(void *arg)
{
    RILL_DEFER(unlock, arg);
    rill_key_set(&key, "any");
    begin();
    rill_event_wait(&go, RILL_FOREVER);
    rill_task_exit(0);
}

static void lock_again(void *arg)
{
    rill_mutex_lock(arg, RILL_FOREVER);
    rill_rwmutex_lock(&rw, RILL_FOREVER);
    holder_number = rill_task_number(rill_self());
    rill_event_wait(&go, RILL_FOREVER);
}

static struct rill_key locks = {.destroy = lock_again};

/* A value's destroyer locks this when the task has nothing left to do. */
static int locks_late(void *arg)
{
    (void)arg;
    return rill_key_set(&locks, &m);
}

/* ---- one task that ends, and all tasks that want what it has ---- */

static void fresh(void)
{
    memset(&m, 0, sizeof m);
    memset(&rw, 0, sizeof rw);
    rill_event_clear(&go);
    info.text[0] = 0;
    holder_number = 0;
}

/* Check the sentence of the task that was told last: the call, the holder, how the holder
 * ended. */
static void told(const char *call, const char *did, const char *name)
{
    char *rest;
    size_t n = strlen(call);
    bool good = !strncmp(info.text, call, n) &&
                strtoul(info.text + n, &rest, 10) == holder_number &&
                !strncmp(rest, did, strlen(did));

    if (!ok(good, "%s", name))
        diag("got %s of task %u", info.text, (unsigned)holder_number);
}

/* The results of the waiters. */
static int ends(const struct rill_task_opts *opts, rill_task_fn *fn,
                struct wish wishes[WAITERS])
{
    struct rill_job holder = {0}, jobs[WAITERS] = {0};
    int sum = 0, result;

    fresh();
    if (rill_spawn(&holder, opts, fn, NULL))
        bail("no memory");
    while (!holder_number)
        settle();
    for (int i = 0; i < WAITERS; i++)
        if (rill_spawn(&jobs[i], NULL, wants, &wishes[i]))
            bail("no memory for waiter %d", i);
    settle();
    rill_event_set(&go);
    if (fn == is_cancelled)
        rill_job_cancel(&holder);
    rill_join(&holder, RILL_FOREVER, NULL);
    for (int i = 0; i < WAITERS; i++) {
        result = rill_join(&jobs[i], rill_after_ns(20 * RILL_S), &result)
                     ? -1
                     : result;
        if (result == -1)
            bail("waiter %d was not told", i);
        sum = sum * 10 + result;
    }
    return sum;
}

static struct wish mutexes[] = {{lock_mutex, &m, 0, 0},
                                {lock_mutex, &m, 100 * RILL_S, 0},
                                {lock_mutex, &m, 0, 0}};
static struct wish readers[] = {{lock_to_read, &rw, 0, 0},
                                {lock_to_read, &rw, 100 * RILL_S, 0},
                                {lock_to_read, &rw, 0, 0}};
static struct wish writers[] = {{lock_to_write, &rw, 100 * RILL_S, 0},
                                {lock_to_write, &rw, 0, 0},
                                {lock_to_write, &rw, 0, 0}};
static struct wish mixed[] = {{lock_to_write, &rw, 0, 0},
                              {lock_mutex, &m, 0, 0},
                              {lock_to_read, &rw, 0, 0}};

static void each_end(void)
{
    const char held[] = " held this mutex and has ended";
    const char wrote[] = " locked this for writing and has ended";

    is(ends(&few, returns, mutexes), 111, "a return: all that wait are told");
    told("rill_mutex_lock: task ", held, "who it was");
    is(wants(&for_mutex), TOLD, "who comes later is told the same");
    told("rill_mutex_lock: task ", held, "by the same words");
    is(ends(&few, exits, readers), 111, "an exit: readers are told");
    told("rill_rwmutex_rlock: task ", wrote, "who it was");
    is(ends(&few, exits, writers), 111, "and writers");
    told("rill_rwmutex_lock: task ", wrote, "who it was");
    is(ends(NULL, is_recovered, mixed), 111,
       "a panic that is recovered as the task ends");
    is(ends(&few, is_cancelled, mixed), 111, "a cancellation");
    is(ends(NULL, locks_late, mixed), 111,
       "what a destroyer of a value has locked");
}

/* ---- what is no end, or not the end of what a task wants ---- */

static void unlocked(void)
{
    struct wish brief[] = {{lock_mutex, &m, RILL_MS, 0},
                           {lock_mutex, &m, RILL_MS, 0},
                           {lock_to_read, &rw, RILL_MS, 0}};
    struct rill_job holder = {0};
    int late = 0;

    is(ends(NULL, unlocks_late,
            (struct wish[]){{lock_mutex, &m, 0, 0},
                            {lock_to_read, &rw, 0, 0},
                            {lock_to_read, &rw, 0, 0}}),
       0, "unlocked by a deferred call and a destroyer: nobody is told");

    /* All waiters give up. No task is left to be told, and that breaks nothing. */
    fresh();
    rill_spawn(&holder, &few, returns, NULL);
    while (!holder_number)
        settle();
    for (int i = 0; i < WAITERS; i++)
        late += wants(&brief[i]) == -ETIMEDOUT;
    is(late, 3, "a deadline comes first");
    rill_event_set(&go);
    is(rill_join(&holder, RILL_FOREVER, NULL), 0,
       "the holder ends all the same");
    is(wants(&for_mutex), TOLD, "and who comes then is told");
}

/* The holder hands the mutex to this task, which ends with it: the tasks that wait behind this
 * task must be told. */
static int takes_and_ends(void *arg)
{
    (void)arg;
    rill_mutex_lock(&m, RILL_FOREVER);
    rill_mutex_lock(&other, RILL_FOREVER);
    rill_mutex_unlock(&other);
    return 0;
}

static void handed_over(void)
{
    struct rill_job heir = {0}, jobs[2] = {0};
    int results[2];

    fresh();
    rill_mutex_lock(&m, RILL_FOREVER);
    rill_spawn(&heir, &few, takes_and_ends, NULL);
    in_turn();
    settle();
    for (int i = 0; i < 2; i++)
        rill_spawn(&jobs[i], NULL, wants, &mutexes[i]);
    settle();
    rill_mutex_unlock(&m);
    rill_join(&heir, RILL_FOREVER, NULL);
    for (int i = 0; i < 2; i++)
        if (rill_join(&jobs[i], rill_after_ns(20 * RILL_S), &results[i]))
            bail("waiter %d was not told", i);
    is(results[0] * 10 + results[1], 11, "it was handed over, and ends");
}

static int signals_and_ends(void *arg)
{
    rill_mutex_lock(&m, RILL_FOREVER);
    holder_number = rill_task_number(rill_self());
    if (arg)
        rill_cond_signal(&c);
    rill_sleep_ns(5 * RILL_MS);
    return 0;
}

/* A task that waits for a condition wants the mutex when it is signalled, or when its time is
 * up. */
static int cond_told(bool signalled)
{
    struct wish w = {wait_for_cond, &m, signalled ? 0 : 2 * RILL_MS, 0};
    struct rill_job waits = {0};
    int result;

    fresh();
    ready_to_wait = false;
    rill_spawn(&waits, NULL, wants, &w);
    while (!ready_to_wait)
        settle();
    rill_go(signals_and_ends, signalled ? &m : NULL);
    settle();
    rill_event_set(&go);
    if (rill_join(&waits, rill_after_ns(20 * RILL_S), &result))
        bail("not told");
    return result;
}

/* ---- kinds of tasks ---- */

static char memory[sizeof(void *) * 256] __attribute__((aligned(16)));

static int member(void *arg)
{
    return wants(arg) == TOLD ? -EOWNERDEAD : 0;
}

static void kinds(void)
{
    struct rill_task_opts in_own = {.memory = memory,
                                    .memory_bytes = sizeof memory};
    struct rill_group g;

    is(ends(&in_own, returns, mixed), 111, "in memory of its caller's");
    memset(memory, 0x5a, sizeof memory);
    is(wants(&for_mutex), TOLD, "which is the caller's again");

    fresh();
    rill_group_begin(&g, RILL_FOREVER);
    rill_group_go(&g, &few, returns, NULL);
    while (!holder_number)
        settle();
    rill_group_go(&g, NULL, member, &for_mutex);
    settle();
    rill_event_set(&go);
    is(rill_group_wait(&g, RILL_FOREVER), -EOWNERDEAD, "members of a group");
}

static int locks_and_ends(void *arg)
{
    return rill_mutex_lock(arg, RILL_POLL);
}

/* On many harts it may lock the mutex before the holder does. Then it must not end with it, or the
 * holder is told. */
static int wants_briefly(void *wish)
{
    int r = wants(wish);

    if (!r)
        rill_mutex_unlock(&m);
    return r;
}

static void many(void)
{
    enum { ROUNDS = 50 };
    int told = 0;

    for (int i = 0; i < ROUNDS; i++) {
        struct rill_job job = {0}, holder = {0};
        int result = 0;

        memset(&m, 0, sizeof m);
        rill_spawn(&holder, &few, locks_and_ends, &m);
        if (i % 2)
            rill_yield();
        rill_spawn(&job, NULL, wants_briefly, &for_mutex);
        rill_join(&holder, RILL_FOREVER, NULL);
        if (rill_join(&job, rill_after_ns(20 * RILL_S), &result))
            bail("round %d: not told", i);
        /* on many harts the waiter may have been first */
        told += result == TOLD || (RILL_HARTS > 1 && !result);
    }
    is(told, ROUNDS, "a race of an end and a wait, fifty times");
}

int main(void)
{
    plan(22);
    each_end();
    unlocked();
    handed_over();
    is(cond_told(true), TOLD, "signalled, and the mutex's holder ends");
    is(cond_told(false), TOLD, "in time, and the mutex's holder ends");
    kinds();
    many();
    return done();
}
