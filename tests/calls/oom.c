// make: APP_LDFLAGS=-Wl,--wrap=rill_block_take,--wrap=rill_heap_move,--wrap=rill_heap_take
/* calls/oom.c -- memory runs out. Each place that asks for memory is refused in turn: in the first
 * run the first place, in the next run the second, until no place is refused. Each time the call
 * gives the documented error, no other task loses anything, and the call succeeds when it is
 * made once more with memory.
 *
 * The kernel and libc ask for memory in three ways, and the linker puts this file's functions in between. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

/* ---- the three ways ---- */

struct rill_task *__real_rill_block_take(uint32_t kind);
struct rill_task *__wrap_rill_block_take(uint32_t kind);
void *__real_rill_heap_move(ptrdiff_t delta);
void *__wrap_rill_heap_move(ptrdiff_t delta);
void *__real_rill_heap_take(size_t bytes);
void *__wrap_rill_heap_take(size_t bytes);
void *rill_image_no_memory(void);

static unsigned asked, refuse; /* which request is refused; 0: none */
static bool refuse_all;

static bool refused(void)
{
    return ++asked == refuse || refuse_all;
}

struct rill_task *__wrap_rill_block_take(uint32_t kind)
{
    return refused() ? NULL : __real_rill_block_take(kind);
}

void *__wrap_rill_heap_move(ptrdiff_t delta)
{
    return delta > 0 && refused() ? NULL : __real_rill_heap_move(delta);
}

void *__wrap_rill_heap_take(size_t bytes)
{
    return refused() ? rill_image_no_memory() : __real_rill_heap_take(bytes);
}

/* ---- what the console gets while we listen ---- */

void rill_default_console_write(const char *bytes, size_t n);
void rill_console_write(const char *bytes, size_t n);

static bool listening;
static char heard[2600];
static size_t heard_len;

void rill_console_write(const char *bytes, size_t n)
{
    if (!listening) {
        rill_default_console_write(bytes, n);
        return;
    }
    if (n > sizeof heard - heard_len)
        n = sizeof heard - heard_len;
    memcpy(heard + heard_len, bytes, n);
    heard_len += n;
}

/* ---- one scenario ---- */

typedef int scenario(void); /* 0, or the error; 1: a check failed */

struct living {
    size_t tasks, bytes;
};

static struct living living(void)
{
    struct rill_stats s;

    rill_stats_read(&s);
    return (struct living){s.tasks, s.block_bytes};
}

static int run(scenario *fn, unsigned n)
{
    int r;

    asked = 0;
    refuse = n;
    r = fn();
    refuse = 0;
    return r;
}

/* least: at least so many places ask for memory. */
static void each_place(const char *name, scenario *fn, unsigned least,
                       int error)
{
    unsigned n, wrong = 0;
    struct living before = living(), after;

    for (n = 1;; n++) {
        int r = run(fn, n);

        if (asked < n) {
            wrong += r != 0;
            break;
        }
        wrong += r != error;
        after = living();
        wrong += after.tasks != before.tasks || after.bytes != before.bytes;
        wrong += run(fn, 0) != 0;
    }
    ok(!wrong && n > least, "%s: %u places, each refused once", name, n - 1);
    if (wrong)
        diag("%u times it went wrong", wrong);
}

/* ---- tasks ---- */

enum { STORM = 8 };

static struct rill_waitgroup group;
static unsigned long sum;

static int add(void *n)
{
    rill_yield();
    sum += (uintptr_t)n;
    rill_waitgroup_done(&group);
    return 0;
}

static int storm(void)
{
    unsigned long expected = 0;
    int r = 0;

    sum = 0;
    for (uintptr_t i = 1; i <= STORM; i++) {
        r = rill_go(add, (void *)i);
        if (r)
            break;
        rill_waitgroup_add(&group, 1);
        expected += i;
    }
    rill_waitgroup_wait(&group, RILL_FOREVER);
    rill_yield();
    return sum == expected ? r : 1;
}

static int twice(void *n)
{
    rill_yield();
    return 2 * (int)(intptr_t)n;
}

/* Stacks of many sizes, also of the last list's size. A spawn that fails leaves its job as it
 * was. */
static int joined(void)
{
    static struct rill_job jobs[5], untouched;
    intptr_t started = 0;
    int r = 0, result, wrong = 0;

    memset(&untouched, 0x5a, sizeof untouched);
    for (; started < 5; started++) {
        struct rill_task_opts opts = {
            .name = "one of many",
            .stack_bytes = RILL_STACK_MIN_BYTES << started,
        };

        jobs[started] = untouched;
        r = rill_spawn(&jobs[started], &opts, twice, (void *)started);
        if (r)
            break;
    }
    if (r)
        wrong += memcmp(&jobs[started], &untouched, sizeof untouched) != 0;
    for (intptr_t i = 0; i < started; i++)
        wrong +=
            rill_join(&jobs[i], RILL_FOREVER, &result) || result != 2 * (int)i;
    return wrong ? 1 : r;
}

static int yields(void *unused)
{
    (void)unused;
    rill_yield();
    return 0;
}

/* The wait also tells of a member that was not started. */
static int members(void)
{
    struct rill_group g;
    int r = 0, waited;

    rill_group_begin(&g, RILL_FOREVER);
    for (int i = 0; i < 3 && !r; i++)
        r = rill_group_go(&g, NULL, yields, NULL);
    waited = rill_group_wait(&g, RILL_FOREVER);
    return waited == r ? r : 1;
}

/* ---- keys and labels ---- */

static int destroyed;

static void destroy(void *value)
{
    destroyed += *(const int *)value;
}

static struct rill_key keys[3] = {
    {.destroy = destroy}, {.destroy = destroy}, {.destroy = destroy}};

/* One block holds the three values: when the block is refused, all three are. */
static int keeps(void *label)
{
    static int ones[3] = {1, 1, 1};
    int r = 0;

    if (strcmp(rill_label(rill_self()), label))
        return 1;
    for (int i = 0; i < 3 && !r; i++) {
        r = rill_key_set(&keys[i], &ones[i]);
        if (rill_key_get(&keys[i]) != (r ? NULL : &ones[i]))
            return 1;
    }
    return r;
}

static int values(void)
{
    static const char label[] = "of many values";
    struct rill_job jobs[3] = {0};
    int r = 0, result, kept = 0, n = 0, wrong = 0;

    destroyed = 0;
    rill_label_set(label);
    for (; n < 3 && !r; n += !r)
        r = rill_spawn(&jobs[n], NULL, keeps, (void *)label);
    for (int i = 0; i < n; i++) {
        wrong += rill_join(&jobs[i], RILL_FOREVER, &result);
        wrong += result != 0 && result != -ENOMEM;
        kept += !result;
        if (result)
            r = result;
    }
    rill_label_set(NULL);
    return wrong || destroyed != 3 * kept ? 1 : r;
}

/* ---- malloc ---- */

/* malloc keeps what is freed, so each time this asks for five times more. */
static int allocates(void)
{
    static size_t n = 100;
    char *a, *b, *c;
    int r = 0;

    n *= 5;
    errno = 0;
    a = malloc(n);
    if (!a)
        return -errno;
    memset(a, 'a', n);
    b = calloc(1, n + 100);
    if (!b)
        r = -errno;
    for (size_t i = 0; b && i < n + 100; i++)
        if (b[i])
            r = 1;
    c = realloc(a, 2 * n);
    if (!c)
        r = -errno;
    else
        a = c;
    for (size_t i = 0; i < n; i++)
        if (a[i] != 'a')
            r = 1;
    free(b);
    free(a);
    return r;
}

/* ---- lines ---- */

static char long_line[2200];

/* A text that fits into a line of `room` bytes, and a text that needs the next size. Whatever
 * is refused, no byte is lost and none is printed twice. */
static int says(void *length)
{
    for (size_t i = 0; i < (uintptr_t)length; i++)
        putchar(long_line[i]);
    putchar('\n');
    return 0;
}

static unsigned say_refused(size_t length, unsigned n)
{
    struct rill_job job = {0};
    bool same;

    heard_len = 0;
    rill_spawn(&job, NULL, says, (void *)length);
    asked = 0;
    refuse = n;
    listening = true;
    rill_join(&job, RILL_FOREVER, NULL);
    listening = false;
    refuse = 0;
    same = heard_len == length + 1 && !memcmp(heard, long_line, length) &&
           heard[length] == '\n';
    return !same;
}

/* Rill keeps a line of each size once it has one. So the test refuses each size before it asks
 * for the next. */
static void lines(void)
{
    unsigned wrong = 0, n = 0;

    for (size_t i = 0; i < sizeof long_line; i++)
        long_line[i] = (char)('!' + i % 90);
    for (size_t length = 20; length < sizeof long_line; length *= 2) {
        wrong += say_refused(length, 1);
        n += asked > 0;
        wrong += say_refused(length, 0);
    }
    ok(!wrong && n >= 4, "lines: %u sizes, each refused once", n);
}

/* ---- calls that ask for no memory ---- */

RILL_CHAN(pipe_, int, 2);
RILL_CHAN(direct, int, 0);

static int echo(void *unused)
{
    int v;

    (void)unused;
    while (!rill_chan_recv(&pipe_, &v, RILL_FOREVER))
        rill_chan_send(&direct, &v, RILL_FOREVER);
    return 0;
}

static int without(void)
{
    static struct rill_timer timer;
    static struct rill_mutex m;
    static struct rill_sem s;
    struct rill_job job = {0};
    int v = 0, wrong = 0;
    uint64_t at;

    if (rill_spawn(&job, NULL, echo, NULL))
        return 1;
    rill_yield();
    refuse_all = true;
    asked = 0;
    for (int i = 0; i < 20; i++) {
        struct rill_arm arms[] = {
            {.op = RILL_RECV, .ch = &direct, .value = &v},
            {.op = RILL_RECV, .ch = &timer.ticks, .value = &at},
        };

        rill_timer_set(&timer, rill_after_ns(RILL_S), RILL_S);
        rill_chan_send(&pipe_, &i, RILL_FOREVER);
        wrong += rill_select(arms, 2, RILL_FOREVER) != 0 || v != i;
        wrong += rill_mutex_lock(&m, RILL_FOREVER);
        wrong += rill_sem_get(&s, rill_after_ns(RILL_US)) != -ETIMEDOUT;
        rill_mutex_unlock(&m);
    }
    rill_timer_stop(&timer);
    rill_chan_close(&pipe_);
    wrong += rill_join(&job, RILL_FOREVER, NULL);
    refuse_all = false;
    return wrong || asked;
}

int main(void)
{
    plan(8);
    each_place("a job", joined, 1, -ENOMEM); /* each size for the first time */
    rill_label_set(NULL); /* from now on each task is made the long way */
    each_place("a storm of tasks", storm, STORM, -ENOMEM);
    each_place("tasks of many sizes", joined, 5, -ENOMEM);
    each_place("members of a group", members, 3, -ENOMEM);
    each_place("keys and labels", values, 6, -ENOMEM);
    each_place("malloc, calloc, realloc", allocates, 2, -ENOMEM);
    lines();
    is(without(), 0, "channels, selects, timers, mutexes ask for nothing");
    return done();
}
