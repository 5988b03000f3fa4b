// one-hart: many let the others run at any time
/* calls/stress.c -- what STRESS=1 does (port/stress.h), and that a build without STRESS=1 does
 * none of it: each call lets other tasks run, and a task that is made ready runs first.
 *
 * Another task counts its turns. When it counted during a call, the call let it run. */
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "worker",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

typedef RILL_CHAN_OF(long) long_chan;

static unsigned turns;
static bool enough;
RILL_TYPED_CHAN(long_chan, room, 2);
static struct rill_chan scratch;
static struct rill_mutex m;
static struct rill_rwmutex rw;
static struct rill_cond cond;
static struct rill_sem sem = {.count = 1};
static struct rill_waitgroup wg;
static struct rill_once once;
static struct rill_barrier barrier = {.parties = 1};
static struct rill_event event;
static struct rill_timer timer;
static struct rill_key key;
static struct rill_job job, joined;
static struct rill_context context;
static struct rill_value in_context;
static struct rill_group group;
static struct rill_poll poll;
static struct rill_hooks hooks;
static struct rill_panic_hook panic_hook;
static struct rill_stats stats;
static struct rill_task_info info;
static struct rill_hart_info hart;
static bool handle(void *unused)
{
    (void)unused;
    return true;
}

static struct rill_irq irq = {.fn = handle};
static struct rill_fault fault;
RILL_CHAN(destroyed, long, 1);
RILL_CHAN(fed, long, 1);
static struct rill_inlet inlet;
static long fed_room[1];
static size_t sites;
static struct rill_arm arm = {.op = RILL_RECV, .ch = &scratch};
static long value;

static int count(void *unused)
{
    (void)unused;
    while (!enough) {
        turns++;
        rill_yield();
    }
    return 0;
}

static int nothing(void *unused)
{
    (void)unused;
    return 0;
}

static void nothing_once(void *unused)
{
    (void)unused;
}

/* In this order: each call leaves things as the next call needs them. The headers have a short
 * way for each. */
#define CALLS(X)                                                   \
    X(rill_send, rill_send(&room, 1, RILL_FOREVER))                \
    X(rill_recv, rill_recv(&room, &value, RILL_FOREVER))           \
    X(recv_poll, rill_recv(&room, &value, RILL_POLL))              \
    X(chan_send, rill_chan_send(&room.chan, &value, RILL_FOREVER)) \
    X(send_past, rill_chan_send(&room.chan, &value, 1))            \
    X(send_poll, rill_chan_send(&room.chan, &value, RILL_POLL))    \
    X(chan_recv, rill_chan_recv(&room.chan, &value, RILL_FOREVER)) \
    X(recv_past, rill_chan_recv(&room.chan, &value, 1))            \
    X(select, rill_select(&arm, 1, RILL_POLL))                     \
    X(close, rill_chan_close(&scratch))                            \
    X(lock, rill_mutex_lock(&m, RILL_FOREVER))                     \
    X(cond_wait, rill_cond_wait(&cond, &m, RILL_POLL))             \
    X(unlock, rill_mutex_unlock(&m))                               \
    X(signal, rill_cond_signal(&cond))                             \
    X(broadcast, rill_cond_broadcast(&cond))                       \
    X(rw_lock, rill_rwmutex_lock(&rw, RILL_FOREVER))               \
    X(rw_unlock, rill_rwmutex_unlock(&rw))                         \
    X(rlock, rill_rwmutex_rlock(&rw, RILL_FOREVER))                \
    X(runlock, rill_rwmutex_runlock(&rw))                          \
    X(sem_get, rill_sem_get(&sem, RILL_FOREVER))                   \
    X(sem_put, rill_sem_put(&sem))                                 \
    X(wg_add, rill_waitgroup_add(&wg, 2))                          \
    X(wg_done, rill_waitgroup_done(&wg))                           \
    X(wg_wait, rill_waitgroup_wait(&wg, RILL_POLL))                \
    X(once_do, rill_once_do(&once, nothing_once, NULL, RILL_POLL)) \
    X(barrier, rill_barrier_wait(&barrier, RILL_FOREVER))          \
    X(event_set, rill_event_set(&event))                           \
    X(event_wait, rill_event_wait(&event, RILL_FOREVER))           \
    X(event_take, rill_event_take(&event, RILL_FOREVER))           \
    X(event_clear, rill_event_clear(&event))                       \
    X(timer_first, rill_timer_set(&timer, RILL_FOREVER, 0))        \
    X(timer_set, rill_timer_set(&timer, rill_after_ns(RILL_S), 0)) \
    X(timer_stop, rill_timer_stop(&timer))                         \
    X(timer_idle, rill_timer_stop(&timer))                         \
    X(go, rill_go(nothing, NULL))                                  \
    X(spawn, rill_spawn(&job, &small, nothing, NULL))              \
    X(spawn_two, rill_spawn(&joined, &small, nothing, NULL))       \
    X(join, rill_join(&joined, RILL_POLL, NULL))                   \
    X(entropy, rill_entropy(&value, 4))                            \
    X(key_set, rill_key_set(&key, NULL))                           \
    X(catch_fault, rill_catch_fault(nothing_once, NULL, &fault))   \
    X(chan_destroy, rill_chan_destroy(&destroyed))                 \
    X(chan_inlet, rill_chan_inlet(&fed, &inlet, fed_room))         \
    X(mask, rill_cancel_mask(false))                               \
    X(canceled, rill_canceled())                                   \
    X(context_begin, rill_context_begin(&context, RILL_FOREVER))   \
    X(context_error, rill_context_error())                         \
    X(context_set, rill_context_set(&in_context, &value, NULL))    \
    X(context_get, rill_context_get(&value))                       \
    X(context_deadline, value = (long)rill_context_deadline())     \
    X(context_cancel, rill_context_cancel(&context))               \
    X(context_end, rill_context_end(&context))                     \
    X(group_begin, rill_group_begin(&group, RILL_FOREVER))         \
    X(group_limit, rill_group_limit(&group, 2))                    \
    X(group_go, rill_group_go(&group, &small, nothing, NULL))      \
    X(group_wait, rill_group_wait(&group, RILL_POLL))              \
    X(job_cancel, rill_job_cancel(&job))                           \
    X(poll_start, rill_poll_start(&poll))                          \
    X(poll_wait, rill_poll_wait(&poll, RILL_POLL))                 \
    X(has_room, rill_console_has_room())                           \
    X(writable, rill_console_writable())                           \
    X(readable, rill_console_readable())                           \
    X(stats, rill_stats_read(&stats))                              \
    X(heap_check, value = rill_heap_check())                       \
    X(heap_leaks, value = rill_heap_leaks())                       \
    X(tasks, value = (long)rill_tasks_read(&info, 1))              \
    X(hart, rill_hart_read(0, &hart))                              \
    X(census, rill_stack_census(&sites))                           \
    X(source, rill_entropy_source())                               \
    X(label, rill_label_set(NULL))                                 \
    X(hook_add, rill_panic_hook_add(&panic_hook))                  \
    X(hook_remove, rill_panic_hook_remove(&panic_hook))            \
    X(hooks_add, rill_hooks_add(&hooks))                           \
    X(hooks_remove, rill_hooks_remove(&hooks))                     \
    X(pin, rill_pin(0))                                            \
    X(shrink, rill_stack_shrink())                                 \
    X(irq_above, rill_irq_above(0))                                \
    X(irq_attach, rill_irq_attach(&irq, 1))                        \
    X(irq_unmask, rill_irq_unmask(&irq))                           \
    X(irq_next, rill_irq_next(NULL))                               \
    X(irq_detach, rill_irq_detach(&irq))

#define FUNCTION(name, call)      \
    static void call_##name(void) \
    {                             \
        (void)(call, 0);          \
    }
CALLS(FUNCTION)

#define ROW(name, call) {#name, call_##name},
static const struct {
    const char *name;
    void (*call)(void);
} calls[] = {CALLS(ROW)};

enum { N = sizeof calls / sizeof *calls };

static void test_chances(void)
{
    struct rill_job counter = {0};

    rill_spawn(&counter, &small, count, NULL);
    rill_yield();
    for (unsigned i = 0; i < N; i++) {
        unsigned before = turns;

        calls[i].call();
        ok((turns != before) == RILL_STRESS, "%s lets the others run: %s",
           calls[i].name, RILL_STRESS ? "yes" : "no");
    }
    rill_join(&job, RILL_FOREVER, NULL);
    enough = true;
    rill_join(&counter, RILL_FOREVER, NULL);
}

static char order[4];
static unsigned order_len;

static int receive(void *who)
{
    char c;

    rill_chan_recv(&scratch, &c, RILL_FOREVER);
    order[order_len++] = *(const char *)who;
    return 0;
}

/* One call makes the three tasks ready. */
static void test_order(void)
{
    struct rill_job jobs[3] = {0};

    rill_chan_init(&scratch, NULL, 1, 0);
    for (unsigned i = 0; i < 3; i++) {
        rill_spawn(&jobs[i], &small, receive, &"abc"[i]);
        settle();
    }
    rill_chan_close(&scratch);
    for (unsigned i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    ok(strcmp(order, RILL_STRESS ? "cba" : "abc") == 0, "they run as %s",
       order);
}

/* ---- other tasks run in the midst of a call ---- */

static struct rill_timer shared;
static unsigned set, taken_back, received;

static int sets(void *unused)
{
    (void)unused;
    for (int i = 0; i < 1000; i++) {
        taken_back += rill_timer_set(
            &shared, i % 3 ? rill_now_ns() : rill_after_ns(RILL_S), 0);
        set++;
        for (int k = 0; k < i % 4; k++)
            rill_yield();
    }
    enough = true;
    return 0;
}

static int receives(void *unused)
{
    uint64_t at;

    (void)unused;
    while (!enough) {
        received += !rill_chan_recv(&shared.ticks, &at, RILL_POLL);
        rill_yield();
    }
    return 0;
}

/* One task sets a timer, one receives its ticks, one stops it: exactly one task learns of each
 * setting. */
static void test_timer(void)
{
    struct rill_job jobs[2] = {0};

    enough = false;
    rill_timer_set(&shared, RILL_FOREVER, 0);
    rill_spawn(&jobs[0], &small, sets, NULL);
    rill_spawn(&jobs[1], &small, receives, NULL);
    while (!enough) {
        taken_back += rill_timer_stop(&shared);
        rill_yield();
    }
    rill_join(&jobs[0], RILL_FOREVER, NULL);
    rill_join(&jobs[1], RILL_FOREVER, NULL);
    taken_back += rill_timer_stop(&shared);
    is((long)(taken_back + received), (long)set,
       "received or taken back, once");
    diag("%u settings, %u received", set, received);
}

int main(void)
{
    plan(N + 2);
    rill_chan_init(&scratch, NULL, 1, 0);
    test_timer();
    enough = false;
    test_chances();
    test_order();
    return done();
}
