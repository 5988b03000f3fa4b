// make: APP_LDFLAGS=-Wl,--wrap=rill_sched_not_in_trap,--wrap=rill_image_not_in_trap,--wrap=rill_ipi_clear
/* calls/trap_calls.c -- a trap handler makes each call of Rill and of libc that only tasks may
 * make. Each call finds that out before it changes anything, and names itself. The panic that
 * follows stops the machine in crash/fault/trap_lock.c; here it goes back to the handler. */
#define _POSIX_TIMERS          1
#define _POSIX_MONOTONIC_CLOCK 1
#include <setjmp.h>
#include <stdio.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../soft_trap.h"
#include "../tap.h"

typedef RILL_CHAN_OF(long) long_chan;

static jmp_buf handler;
static const char *volatile named;

_Noreturn void __wrap_rill_sched_not_in_trap(const char *call);
_Noreturn void __wrap_rill_sched_not_in_trap(const char *call)
{
    named = call;
    longjmp(handler, 1);
}

/* the calls of libc */
_Noreturn void __wrap_rill_image_not_in_trap(const char *call, uintptr_t at);
_Noreturn void __wrap_rill_image_not_in_trap(const char *call, uintptr_t at)
{
    (void)at;
    __wrap_rill_sched_not_in_trap(call);
}

/* Each object is as the short way in its header wants it. (Only an unlock of an object that no
 * task has locked passes: it changes nothing.) */
RILL_TYPED_CHAN(long_chan, typed, 2);
RILL_TYPED_CHAN(long_chan, nothing_in, 2);
static struct rill_mutex m, mine;
static struct rill_rwmutex rw;
static struct rill_cond cond;
static struct rill_sem sem = {.count = 3};
static struct rill_waitgroup wg = {.count = 3};
static struct rill_once once;
static struct rill_barrier barrier = {.parties = 2};
static struct rill_event event;
static struct rill_timer timer, running;
static struct rill_key key;
static struct rill_job job;
static struct rill_hooks hooks;
static struct rill_panic_hook panic_hook;
static struct rill_defer deferred;
static struct rill_stats stats;
static struct rill_irq irq;
static struct rill_fault fault;
static struct rill_inlet inlet;
static struct rill_context context;
static struct rill_value context_value;
static struct rill_group group;
static struct rill_poll poll;
static struct rill_task_info info;
static struct rill_hart_info hart;
static size_t sites;
static long room[2];
static struct rill_arm arm = {.op = RILL_RECV, .ch = &typed.chan};
static volatile uint64_t soon = 5;
static long value = 1;
static uintptr_t low, high;
static struct timeval tv;
static struct timespec ts;

static int task(void *unused)
{
    (void)unused;
    return 0;
}

static void function(void *unused)
{
    (void)unused;
}

#define CALLS(X)                                                         \
    X(rill_yield, rill_yield())                                          \
    X(rill_go, rill_go(task, NULL))                                      \
    X(rill_spawn, rill_spawn(&job, NULL, task, NULL))                    \
    X(rill_join, rill_join(&job, RILL_FOREVER, NULL))                    \
    X(rill_join, rill_join(&job, soon, NULL))                            \
    X(rill_task_exit, rill_task_exit(0))                                 \
    X(rill_sleep_ns, rill_sleep_ns(1))                                   \
    X(rill_sleep_until_ns, rill_sleep_until_ns(1))                       \
    X(rill_chan_send, rill_chan_send(&typed.chan, &value, RILL_FOREVER)) \
    X(rill_chan_send, rill_chan_send(&typed.chan, &value, RILL_POLL))    \
    X(rill_chan_send, rill_chan_send(&typed.chan, &value, soon))         \
    X(rill_chan_send, rill_send(&typed, 1, RILL_FOREVER))                \
    X(rill_chan_inlet, rill_chan_inlet(&typed.chan, &inlet, room))       \
    X(rill_chan_recv, rill_chan_recv(&typed.chan, &value, RILL_FOREVER)) \
    X(rill_chan_recv, rill_chan_recv(&typed.chan, &value, RILL_POLL))    \
    X(rill_chan_recv, rill_chan_recv(&typed.chan, &value, soon))         \
    X(rill_chan_recv, rill_recv(&typed, &value, RILL_FOREVER))           \
    X(rill_chan_recv, rill_recv(&nothing_in, &value, RILL_POLL))         \
    X(rill_chan_close, rill_chan_close(&typed.chan))                     \
    X(rill_chan_destroy, rill_chan_destroy(&typed.chan))                 \
    X(rill_select, rill_select(&arm, 1, RILL_POLL))                      \
    X(rill_mutex_lock, rill_mutex_lock(&m, RILL_FOREVER))                \
    X(rill_mutex_unlock, rill_mutex_unlock(&mine))                       \
    X(rill_rwmutex_lock, rill_rwmutex_lock(&rw, RILL_FOREVER))           \
    X(rill_rwmutex_unlock, rill_rwmutex_unlock(&rw))                     \
    X(rill_rwmutex_rlock, rill_rwmutex_rlock(&rw, RILL_FOREVER))         \
    X(rill_rwmutex_runlock, rill_rwmutex_runlock(&rw))                   \
    X(rill_cond_wait, rill_cond_wait(&cond, &mine, RILL_FOREVER))        \
    X(rill_cond_signal, rill_cond_signal(&cond))                         \
    X(rill_cond_broadcast, rill_cond_broadcast(&cond))                   \
    X(rill_sem_get, rill_sem_get(&sem, RILL_FOREVER))                    \
    X(rill_waitgroup_add, rill_waitgroup_add(&wg, 1))                    \
    X(rill_waitgroup_done, rill_waitgroup_done(&wg))                     \
    X(rill_waitgroup_wait, rill_waitgroup_wait(&wg, RILL_FOREVER))       \
    X(rill_once_do, rill_once_do(&once, function, NULL, RILL_FOREVER))   \
    X(rill_barrier_wait, rill_barrier_wait(&barrier, RILL_FOREVER))      \
    X(rill_event_wait, rill_event_wait(&event, RILL_FOREVER))            \
    X(rill_event_take, rill_event_take(&event, RILL_FOREVER))            \
    X(rill_event_clear, rill_event_clear(&event))                        \
    X(rill_timer_set, rill_timer_set(&timer, 1, 0))                      \
    X(rill_timer_set, rill_timer_set(&running, 1, 0))                    \
    X(rill_timer_stop, rill_timer_stop(&timer))                          \
    X(rill_timer_stop, rill_timer_stop(&running))                        \
    X(rill_self, value = (long)rill_self())                              \
    X(rill_stack_bounds, rill_stack_bounds(&low, &high))                 \
    X(rill_stack_shrink, rill_stack_shrink())                            \
    X(rill_key_set, rill_key_set(&key, NULL))                            \
    X(rill_label_set, rill_label_set(NULL))                              \
    X(rill_hooks_add, rill_hooks_add(&hooks))                            \
    X(rill_hooks_remove, rill_hooks_remove(&hooks))                      \
    X(rill_stats_read, rill_stats_read(&stats))                          \
    X(rill_irq_attach, rill_irq_attach(&irq, 1))                         \
    X(rill_irq_detach, rill_irq_detach(&irq))                            \
    X(rill_irq_unmask, rill_irq_unmask(&irq))                            \
    X(rill_irq_above, rill_irq_above(0))                                 \
    X(rill_irq_next, rill_irq_next(NULL))                                \
    X(rill_panic_hook_add, rill_panic_hook_add(&panic_hook))             \
    X(rill_panic_hook_remove, rill_panic_hook_remove(&panic_hook))       \
    X(rill_defer, rill_defer(&deferred, function, NULL))                 \
    X(rill_defer_run, rill_defer_run(&deferred))                         \
    X(rill_try, rill_try(function, NULL, NULL))                          \
    X(rill_recover, rill_recover(NULL))                                  \
    X(rill_catch_fault, rill_catch_fault(function, NULL, &fault))        \
    X(rill_entropy, rill_entropy(&value, 1))                             \
    X(rill_entropy_source, value = (long)rill_entropy_source())          \
    X(rill_context_begin, rill_context_begin(&context, soon))            \
    X(rill_context_end, rill_context_end(&context))                      \
    X(rill_context_cancel, rill_context_cancel(&context))                \
    X(rill_canceled, rill_context_error())                               \
    X(rill_context_deadline, value = (long)rill_context_deadline())      \
    X(rill_context_set, rill_context_set(&context_value, &value, NULL))  \
    X(rill_context_get, rill_context_get(&value))                        \
    X(rill_canceled, rill_canceled())                                    \
    X(rill_cancel_mask, rill_cancel_mask(true))                          \
    X(rill_job_cancel, rill_job_cancel(&job))                            \
    X(rill_group_begin, rill_group_begin(&group, soon))                  \
    X(rill_group_limit, rill_group_limit(&group, 1))                     \
    X(rill_group_go, rill_group_go(&group, NULL, task, NULL))            \
    X(rill_group_wait, rill_group_wait(&group, RILL_FOREVER))            \
    X(rill_poll_start, rill_poll_start(&poll))                           \
    X(rill_chan_recv, rill_poll_wait(&poll, RILL_FOREVER))               \
    X(rill_poll_start, rill_console_has_room())                          \
    X(rill_poll_start, rill_console_writable())                          \
    X(rill_poll_start, rill_console_readable())                          \
    X(rill_pin, rill_pin(0))                                             \
    X(rill_heap_check, value = rill_heap_check())                        \
    X(rill_heap_leaks, value = rill_heap_leaks())                        \
    X(rill_tasks_read, value = (long)rill_tasks_read(&info, 1))          \
    X(rill_hart_read, rill_hart_read(0, &hart))                          \
    X(rill_stack_census, rill_stack_census(&sites))                      \
    X(rill_panic_ends, rill_panic_ends(RILL_PANIC_ENDS_TASK))            \
    X(rill_defer_run, rill_defer_drop(&deferred))                        \
    X(rill_poll_start, rill_console_getc(RILL_POLL))

/* The calls of libc, by the name that each gives itself. */
#define STDIO(name, X)                                      \
    X(name, printf("x"))                                    \
    X(name, puts("x"))                                      \
    X(name, putchar('x'))                                   \
    X(name, fprintf(stderr, "x"))                           \
    X(name, value = (long)fwrite("x", 1, 1, stdout))        \
    X("getchar, scanf or another call of stdio", getchar()) \
    X("getchar, scanf or another call of stdio", scanf("%ld", &value))

#define LIBC(X)                                                        \
    STDIO("printf, puts or another call of stdio", X)                  \
    X("another call of libc's that locks (getenv, localtime, atexit, " \
      "a FILE)",                                                       \
      value = (long)getenv("x"))                                       \
    X("malloc", value = (long)malloc(1))                               \
    X("free", free(&value))                                            \
    X("malloc", value = (long)calloc(1, 1))                            \
    X("realloc", value = (long)realloc(&value, 1))                     \
    X("aligned_alloc, memalign or posix_memalign",                     \
      value = (long)memalign(64, 1))                                   \
    X("malloc_usable_size", value = (long)malloc_usable_size(&value))  \
    X("mallinfo", value = (long)mallinfo().arena)                      \
    X("malloc_trim", value = malloc_trim(0))                           \
    X("sbrk", value = (long)sbrk(16))                                  \
    X("read", value = read(0, &value, 1))                              \
    X("write", value = write(1, &value, 1))                            \
    X("close", value = close(2))                                       \
    X("fflush", fflush(stdout))                                        \
    X("fflush", fflush(NULL))                                          \
    X("fclose", fclose(stderr))                                        \
    X("setvbuf", setvbuf(stdout, NULL, _IONBF, 0))                     \
    X("freopen", value = (long)freopen("x", "r", stdin))               \
    X("fopen", value = (long)fopen("x", "r"))                          \
    X("gettimeofday or time", value = (long)time(NULL))                \
    X("settimeofday", value = settimeofday(&tv, NULL))                 \
    X("clock_gettime", value = clock_gettime(CLOCK_REALTIME, &ts))     \
    X("clock_settime", value = clock_settime(CLOCK_REALTIME, &ts))     \
    X("nanosleep", value = nanosleep(&ts, NULL))                       \
    X("usleep", value = usleep(1))                                     \
    X("sleep", value = (long)sleep(1))                                 \
    X("getentropy", value = getentropy(&value, 1))

/* Each call is a case here, because these macros could not make a function of it. */
#define CASE(name, call)  \
    case __COUNTER__ - 1: \
        (void)(call, 0);  \
        break;
#define NAME(name, call) #name,
#define SAID(name, call) name,

static const char *const names[] = {CALLS(NAME) LIBC(SAID)};

enum { N = sizeof names / sizeof *names };

_Static_assert(__COUNTER__ == 0, "the first case is 0");

static volatile unsigned which;

static void in_trap(void)
{
    if (setjmp(handler))
        return;
    switch (which) {
        CALLS(CASE)
        LIBC(CASE)
    }
}

int main(void)
{
    plan(N + 1);
    soft_trap_on();
    rill_mutex_lock(&mine, RILL_FOREVER);
    rill_timer_set(&running, RILL_FOREVER, 0);
    for (unsigned i = 0; i < N; i++) {
        which = i;
        named = "nobody";
        soft_trap();
        ok(!strcmp(named, names[i]), "%s: %s", names[i], named);
    }
    ok(!m.owner.number && !rw.readers && sem.count == 3 && wg.count == 3 &&
           !once.runner.number && !barrier.arrived && !event.happened &&
           !typed.chan.len && !typed.chan.closed && rill_task_count() == 1,
       "nothing was done");
    rill_mutex_unlock(&mine);
    return done();
}
