// qemu: -icount shift=0,sleep=off
/* calls/bad_input.c -- wrong arguments that have an answer: sizes, memory, deadlines that have
 * passed. The wrong arguments that panic are in crash/ and in trap_calls.c. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

enum { MEMORY = 4096 };

static char memory[MEMORY] __attribute__((aligned(16)));
static int ran;

static int run(void *result)
{
    ran++;
    rill_yield();
    return (int)(intptr_t)result;
}

static int spawned(size_t stack_bytes, void *at, size_t bytes)
{
    struct rill_task_opts opts = {
        .stack_bytes = stack_bytes, .memory = at, .memory_bytes = bytes};
    struct rill_job job, before;
    int r, result = -1;

    memset(&job, 0xa5, sizeof job);
    before = job;
    r = rill_spawn(&job, &opts, run, (void *)7);
    if (r)
        return memcmp(&job, &before, sizeof job) ? 1 : r;
    rill_join(&job, RILL_FOREVER, &result);
    return result;
}

static void test_spawn(void)
{
    static const size_t sizes[] = {1,
                                   RILL_STACK_MIN_BYTES - 1,
                                   SIZE_MAX,
                                   SIZE_MAX - 15,
                                   SIZE_MAX / 2,
                                   SIZE_MAX / 8,
                                   (size_t)1 << 30,
                                   (size_t)1 << 29};

    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
        is(spawned(sizes[i], NULL, 0), i < 2 ? -EINVAL : -ENOMEM,
           i < 2 ? "a stack too small" : "larger than what there is");
    is(spawned(0, NULL, 100), 7, "no memory, however many bytes: the heap's");
    is(spawned(0, memory, 0), -EINVAL, "memory of no bytes");
    is(spawned(0, memory, RILL_STACK_MIN_BYTES), -EINVAL, "of too few");
    is(spawned(0, memory, SIZE_MAX), -EINVAL, "of more than can be");
    is(spawned(0, memory + 8, MEMORY - 8), -EINVAL, "not aligned");
    is(ran, 1, "nothing of that ran");
    is(spawned(1, memory, MEMORY), 7, "in memory stack_bytes says nothing");
    is(spawned(0, memory, MEMORY), 7, "enough");
    is(spawned(0, memory, MEMORY), 7, "and again");
}

/* ---- deadlines ---- */

static unsigned turns;
static bool enough;

static int count(void *unused)
{
    (void)unused;
    while (!enough) {
        turns++;
        rill_yield();
    }
    return 0;
}

RILL_CHAN(empty, int, 0);
RILL_CHAN(full, int, 1);
static struct rill_mutex m, other;
static struct rill_rwmutex rw;
static struct rill_cond cond;
static struct rill_sem sem;
static struct rill_waitgroup wg = {.count = 1};
static struct rill_once once;
static struct rill_barrier barrier = {.parties = 2};
static struct rill_event event;
static struct rill_poll poll;
static struct rill_group group;
static struct rill_job counter;
static struct rill_arm arm = {.op = RILL_RECV, .ch = &empty};
static int value;

static void wait_inside(void *unused)
{
    (void)unused;
    rill_chan_recv(&empty, &value, RILL_FOREVER);
}

static int inside(void *unused)
{
    (void)unused;
    rill_mutex_lock(&m, RILL_FOREVER);
    rill_rwmutex_lock(&rw, RILL_FOREVER);
    rill_once_do(&once, wait_inside, NULL, RILL_FOREVER);
    rill_rwmutex_unlock(&rw);
    rill_mutex_unlock(&m);
    return 0;
}

static int timed_recv(uint64_t d)
{
    return rill_chan_recv(&empty, &value, d);
}

static int timed_send(uint64_t d)
{
    return rill_chan_send(&full, &value, d);
}

static int timed_select(uint64_t d)
{
    return rill_select(&arm, 1, d);
}

static int timed_select_none(uint64_t d)
{
    return rill_select(NULL, 0, d);
}

static int timed_lock(uint64_t d)
{
    return rill_mutex_lock(&m, d);
}

static int timed_write(uint64_t d)
{
    return rill_rwmutex_lock(&rw, d);
}

static int timed_read(uint64_t d)
{
    return rill_rwmutex_rlock(&rw, d);
}

static int timed_cond(uint64_t d)
{
    int r = rill_cond_wait(&cond, &other, d);

    return rill_mutex_held(&other) ? r : 1;
}

static int timed_sem(uint64_t d)
{
    return rill_sem_get(&sem, d);
}

static int timed_group(uint64_t d)
{
    return rill_waitgroup_wait(&wg, d);
}

static int timed_once(uint64_t d)
{
    return rill_once_do(&once, wait_inside, NULL, d);
}

static int timed_barrier(uint64_t d)
{
    return rill_barrier_wait(&barrier, d);
}

static int timed_event(uint64_t d)
{
    return rill_event_wait(&event, d);
}

static int timed_take(uint64_t d)
{
    return rill_event_take(&event, d);
}

static int timed_join(uint64_t d)
{
    return rill_join(&counter, d, NULL);
}

static int timed_poll(uint64_t d)
{
    return rill_poll_wait(&poll, d);
}

static int timed_members(uint64_t d)
{
    return rill_group_wait(&group, d);
}

static int member(void *unused)
{
    wait_inside(unused);
    return 0;
}

static const struct {
    const char *name;
    int (*call)(uint64_t deadline_ns);
} calls[] = {
    {"receive", timed_recv},
    {"send", timed_send},
    {"select", timed_select},
    {"select of none", timed_select_none},
    {"lock", timed_lock},
    {"lock for writing", timed_write},
    {"lock for reading", timed_read},
    {"condition", timed_cond},
    {"semaphore", timed_sem},
    {"group", timed_group},
    {"once", timed_once},
    {"barrier", timed_barrier},
    {"event", timed_event},
    {"take", timed_take},
    {"join", timed_join},
    {"poll", timed_poll},
    {"members of a group", timed_members},
};

enum { CALLS = sizeof calls / sizeof *calls };

/* A poll lets no other task run. A deadline in the past lets other tasks run, and then the call
 * answers. */
static void test_deadlines(void)
{
    struct rill_job holder = {0};
    struct rill_timer timer = {0};
    uint64_t at;

    rill_chan_send(&full, &value, RILL_FOREVER);
    rill_spawn(&counter, NULL, count, NULL);
    rill_spawn(&holder, NULL, inside, NULL);
    rill_poll_start(&poll);
    rill_group_begin(&group, RILL_FOREVER);
    rill_group_go(&group, NULL, member, NULL);
    rill_mutex_lock(&other, RILL_FOREVER);
    settle();
    for (unsigned i = 0; i < CALLS; i++) {
        unsigned before = turns;
        int r = calls[i].call(RILL_POLL);

        ok(r == -ETIMEDOUT && (turns == before || RILL_STRESS), "%s: a poll",
           calls[i].name);
        before = turns;
        r = calls[i].call(1);
        ok(r == -ETIMEDOUT && turns > before && turns <= before + 4,
           "%s: a deadline in the past", calls[i].name);
    }
    rill_mutex_unlock(&other);
    ok(!full.senders.head && !m.waiters.head && !rw.waiters.head &&
           !cond.waiters.head && !sem.waiters.head && !wg.waiters.head &&
           !once.waiters.head && !event.waiters.head &&
           !poll.ready.receivers.head,
       "no trace is left");
    is(rill_chan_recv(&full, &value, 1), 0, "what can be done is done");
    is(rill_sleep_until_ns(1), 0, "so is a sleep");
    rill_timer_set(&timer, 1, 0);
    is(rill_chan_recv(&timer.ticks, &at, RILL_FOREVER), 0, "and a timer");
    enough = true;
    rill_chan_send(&empty, &value, RILL_FOREVER);
    rill_chan_send(&empty, &value, RILL_FOREVER);
    is(rill_group_wait(&group, RILL_FOREVER), 0, "the group ends");
    rill_join(&holder, RILL_FOREVER, NULL);
    rill_join(&counter, RILL_FOREVER, NULL);
}

static void test_destroy(void)
{
    struct rill_chan ch;
    int cells[2], v = 3;

    rill_chan_init(&ch, cells, sizeof v, 2);
    rill_chan_send(&ch, &v, RILL_FOREVER);
    rill_chan_destroy(&ch);
    is(rill_chan_send(&ch, &v, RILL_POLL), -EPIPE, "nobody sends into it");
    is(rill_chan_recv(&ch, &v, 1), -EPIPE, "what was in it is forgotten");
    is(rill_chan_close(&ch), -EPIPE, "it is closed");
    rill_chan_destroy(&ch);
    rill_chan_init(&ch, cells, sizeof v, 2);
    is(rill_chan_send(&ch, &v, RILL_POLL), 0, "it may begin anew");
    rill_chan_init(&ch, cells, sizeof v, 2);
    is((long)rill_chan_len(&ch), 0, "or without: a beginning is a beginning");
}

int main(void)
{
    plan(17 + 2 * CALLS + 5 + 5);
    test_spawn();
    test_deadlines();
    test_destroy();
    return done();
}
