/* sync/harts_sync.c -- mutexes and the like keep their word for tasks on all harts. The tasks
 * count without an atomic where the object under test must guard the count. */
#include "../many.h"

enum { TASKS = 24, EACH = 300 };

static struct rill_mutex mutex;
static struct rill_rwmutex rw;
static struct rill_cond room, filled;
static struct rill_sem sem = {.count = 3};
static struct rill_waitgroup wg;
static struct rill_once once;
static struct rill_barrier barrier = {.parties = TASKS};
static struct rill_event event, ping, pong;

static unsigned long count, one, two;
static unsigned inside, most, in_box, put_in, taken_out, ran, arrived[TASKS];

static int locks(void *arg)
{
    (void)arg;
    for (int i = 0; i < EACH; i++) {
        must(rill_mutex_lock(&mutex, RILL_FOREVER) == 0);
        must(inside++ == 0);
        count++;
        if (count % 16 == 0)
            rill_yield();
        inside--;
        rill_mutex_unlock(&mutex);
    }
    return 0;
}

/* Some tasks give up; the lock has an owner or none, but is never lost. */
static int locks_briefly(void *arg)
{
    int had = 0;

    for (int i = 0; i < EACH; i++) {
        uint64_t at = rill_after_ns(((uintptr_t)arg % 5) * 5 * RILL_US);
        int r = rill_mutex_lock(&mutex, at);

        must(r == 0 || r == -ETIMEDOUT);
        if (r)
            continue;
        must(inside++ == 0);
        count++;
        had++;
        inside--;
        rill_mutex_unlock(&mutex);
    }
    return had;
}

static int takes(void *arg)
{
    (void)arg;
    for (int i = 0; i < EACH; i++) {
        unsigned now;

        must(rill_sem_get(&sem, RILL_FOREVER) == 0);
        now = ticket(&inside) + 1;
        must(now <= 3);
        if (now > most)
            most = now;
        if (i % 8 == 0)
            rill_yield();
        __atomic_fetch_sub(&inside, 1, __ATOMIC_SEQ_CST);
        rill_sem_put(&sem);
    }
    return 0;
}

/* A reader sees the two halves that one writer wrote. */
static int reads_or_writes(void *arg)
{
    for (int i = 0; i < EACH; i++) {
        if (((uintptr_t)arg + (unsigned)i) % 4 == 0) {
            must(rill_rwmutex_lock(&rw, RILL_FOREVER) == 0);
            one++;
            if (i % 16 == 0)
                rill_yield();
            two++;
            rill_rwmutex_unlock(&rw);
        } else {
            must(rill_rwmutex_rlock(&rw, RILL_FOREVER) == 0);
            must(one == two);
            rill_rwmutex_runlock(&rw);
        }
    }
    return 0;
}

/* Half of the tasks put in, half take out, through a box for two. No task polls: if one signal
 * is lost, some tasks wait for ever, and Rill reports the deadlock. */
static int boxes(void *arg)
{
    for (int i = 0; i < EACH; i++) {
        rill_mutex_lock(&mutex, RILL_FOREVER);
        if ((uintptr_t)arg % 2) {
            while (in_box == 2)
                must(rill_cond_wait(&room, &mutex, RILL_FOREVER) == 0);
            in_box++;
            put_in++;
            rill_cond_signal(&filled);
        } else {
            while (!in_box)
                must(rill_cond_wait(&filled, &mutex, RILL_FOREVER) == 0);
            in_box--;
            taken_out++;
            rill_cond_signal(&room);
        }
        must(in_box <= 2);
        rill_mutex_unlock(&mutex);
    }
    return 0;
}

static int does_its_part(void *arg)
{
    (void)arg;
    ticket(&ran);
    rill_waitgroup_done(&wg);
    return 0;
}

static int waits_for_group(void *arg)
{
    (void)arg;
    must(rill_waitgroup_wait(&wg, RILL_FOREVER) == 0);
    must(ran == TASKS);
    return 0;
}

static void group_round(void)
{
    ran = 0;
    rill_waitgroup_add(&wg, TASKS);
    for (unsigned i = 0; i < 4; i++)
        start_one(&many_jobs[TASKS + i], waits_for_group, NULL);
    start_many(TASKS, does_its_part);
    must(rill_waitgroup_wait(&wg, RILL_FOREVER) == 0);
    must(ran == TASKS);
    join_many(TASKS + 4);
}

static void slow(void *arg)
{
    (void)arg;
    ran++;
    rill_yield();
    ran++;
}

static int does_once(void *arg)
{
    (void)arg;
    must(rill_once_do(&once, slow, NULL, RILL_FOREVER) == 0);
    must(ran == 2);
    return 0;
}

static int marches(void *arg)
{
    unsigned me = (unsigned)(uintptr_t)arg;

    for (unsigned i = 1; i <= 40; i++) {
        __atomic_store_n(&arrived[me], i, __ATOMIC_RELEASE);
        must(rill_barrier_wait(&barrier, RILL_FOREVER) == 0);
        for (unsigned k = 0; k < TASKS; k++) {
            unsigned there = __atomic_load_n(&arrived[k], __ATOMIC_ACQUIRE);

            must(there == i || there == i + 1);
        }
    }
    return 0;
}

/* Of many tasks that want the event, each set lets one through. */
static int takes_event(void *arg)
{
    (void)arg;
    must(rill_event_take(&event, RILL_FOREVER) == 0);
    ticket(&ran);
    return 0;
}

static void event_round(void)
{
    ran = 0;
    start_many(TASKS, takes_event);
    for (unsigned i = 0; i < TASKS; i++) {
        rill_event_set(&event);
        while (__atomic_load_n(&ran, __ATOMIC_ACQUIRE) <= i)
            linger();
        must(ran == i + 1);
    }
    join_many(TASKS);
    must(rill_event_take(&event, RILL_POLL) == -ETIMEDOUT);
}

/* Two events go back and forth: if one is lost, that is a deadlock. */
static int plays(void *arg)
{
    unsigned n = 0;

    (void)arg;
    WHILE_TIME(3000, 2 * RILL_S)
    {
        rill_event_set(&ping);
        must(rill_event_take(&pong, RILL_FOREVER) == 0);
        n++;
    }
    rill_event_set(&event); /* enough */
    rill_event_set(&ping);
    return n > 1;
}

static int plays_along(void *arg)
{
    (void)arg;
    for (;;) {
        must(rill_event_take(&ping, RILL_FOREVER) == 0);
        if (rill_event_take(&event, RILL_POLL) == 0)
            return 0;
        rill_event_set(&pong);
    }
}

static int back_and_forth(void *arg)
{
    return arg ? plays_along(arg) : plays(arg);
}

static bool all_free(void)
{
    return !mutex.owner.number && !mutex.waiters.head && !rw.readers &&
           !rw.writer.number && !rw.waiters.head && !room.waiters.head &&
           !filled.waiters.head && !sem.waiters.head && !wg.waiters.head &&
           !wg.count && !once.waiters.head && !barrier.waiters.head &&
           !barrier.arrived && !event.waiters.head;
}

int main(void)
{
    long had;

    plan(13);
    diag("%u harts", harts_ready());
    run_many(TASKS, locks);
    is((long)count, TASKS * EACH, "a mutex excludes");
    count = 0;
    had = run_many(TASKS, locks_briefly);
    is((long)count, had, "also where some give up");
    run_many(TASKS, takes);
    ok(!inside && most <= 3, "a semaphore: at most three, were %u", most);
    run_many(TASKS, reads_or_writes);
    is((long)one, TASKS * EACH / 4, "writers alone, readers see all of it");
    run_many(TASKS, boxes);
    ok(put_in == TASKS / 2 * EACH && taken_out == put_in && !in_box,
       "no signal of a condition is lost");
    WHILE_TIME(100, 2 * RILL_S)
    group_round();
    is(wrong, 0, "wait groups");
    WHILE_TIME(200, 2 * RILL_S)
    {
        once = (struct rill_once){0};
        ran = 0;
        run_many(TASKS, does_once);
        must(ran == 2);
    }
    is(wrong, 0, "once is once, and done when it returns");
    run_many(TASKS, marches);
    is(wrong, 0, "a barrier: nobody goes on before all have come");
    is((long)barrier.round, 40, "forty rounds");
    WHILE_TIME(20, 2 * RILL_S)
    event_round();
    is(wrong, 0, "events: each set lets one through");
    is(run_many(2, back_and_forth), 1, "two events, back and forth");
    is(wrong, 0, "none is lost");
    ok(all_free(), "nobody is left in any queue");
    return done();
}
