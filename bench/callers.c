/* bench/callers.c -- what a call costs its caller, in instructions an operation, loop
 * included, warm. The loops of sched.c and sync.c have nothing alive in registers across a
 * call, and the short ways are inline: they measure the least that a call costs. Here are
 *
 *   _call    such a loop in an ordinary function, which is called: it must save the
 *            registers that a call which may park loses (include/port/call.h). Of a call
 *            that never parks, the function itself instead of the header's inline code
 *   _live9   such a loop with nine values alive across the call: the caller keeps them
 *            on its stack
 *
 * Where there are two tasks, each is such a caller. */
#include <rill/rill.h>
#include "bench.h"

#define N 2000u

#define ORDINARY __attribute__((noinline))

/* Not static: otherwise the compiler would assume that a function which only parks does
 * not change it. */
extern unsigned left;
unsigned left;

/* All nine values are in registers here, and come from before. */
#define NINE                                                                  \
    uintptr_t v0 = 0, v1 = 1, v2 = 2, v3 = 3, v4 = 4, v5 = 5, v6 = 6, v7 = 7, \
              v8 = 8
#define ALIVE()                                                          \
    __asm__ volatile(""                                                  \
                     : "+r"(v0), "+r"(v1), "+r"(v2), "+r"(v3), "+r"(v4), \
                       "+r"(v5), "+r"(v6), "+r"(v7), "+r"(v8))

/* ---- yields, of two tasks ---- */

ORDINARY static void give_way(void)
{
    rill_yield();
}

static void yields_by_call(void)
{
    while (left) {
        left--;
        give_way();
    }
}

static void yields_with_nine(void)
{
    NINE;

    while (left) {
        left--;
        ALIVE();
        rill_yield();
        ALIVE();
    }
}

static int runs(void *fn)
{
    ((void (*)(void))fn)();
    return 0;
}

static void yields(const char *name, void (*fn)(void))
{
    uintptr_t t0 = 0;

    for (int warm = 0; warm < 2; warm++) {
        left = UINT32_MAX;
        rill_go(runs, (void *)fn);
        rill_yield(); /* the other task is in its loop */
        left = N;
        t0 = bench_now();
        fn();
        t0 = bench_now() - t0;
        rill_yield(); /* the other task sees 0 and ends */
    }
    bench_row(name, t0, N);
}

/* ---- messages ---- */

RILL_CHAN(hand_over, uintptr_t, 0);
RILL_CHAN(buffered, uintptr_t, 8);

ORDINARY static int put(struct rill_chan *c, uintptr_t v)
{
    return rill_chan_send(c, &v, RILL_FOREVER);
}

ORDINARY static uintptr_t get(struct rill_chan *c)
{
    uintptr_t v = 0;

    rill_chan_recv(c, &v, RILL_FOREVER);
    return v;
}

static int puts_by_call(void *unused)
{
    for (unsigned i = 0; i < 2 * N; i++)
        put(&hand_over, i);
    (void)unused;
    return 0;
}

static void gets_by_call(void)
{
    for (unsigned i = 0; i < N; i++)
        get(&hand_over);
}

static int puts_with_nine(void *unused)
{
    NINE;

    for (uintptr_t i = 0; i < 2 * N; i++) {
        ALIVE();
        rill_chan_send(&hand_over, &i, RILL_FOREVER);
        ALIVE();
    }
    (void)unused;
    return 0;
}

static void gets_with_nine(void)
{
    uintptr_t v;
    NINE;

    for (unsigned i = 0; i < N; i++) {
        ALIVE();
        rill_chan_recv(&hand_over, &v, RILL_FOREVER);
        ALIVE();
    }
}

static void messages(const char *name, rill_task_fn *sender, void (*fn)(void))
{
    uintptr_t t0;

    rill_go(sender, NULL);
    fn();
    t0 = bench_now();
    fn();
    bench_row(name, bench_now() - t0, N);
}

static void buffer(void)
{
    uintptr_t t0 = 0;

    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            put(&buffered, i);
            get(&buffered);
        }
        t0 = bench_now() - t0;
    }
    bench_row("chan_buffered_call", t0, N);
}

/* ---- what never parks here ---- */

static void mutexes(void)
{
    static struct rill_mutex m;
    int (*lock)(struct rill_mutex *, uint64_t) = rill_mutex_lock;
    void (*unlock)(struct rill_mutex *) = rill_mutex_unlock;
    uintptr_t t0 = 0;

    __asm__("" : "+r"(lock), "+r"(unlock)); /* not in line */
    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            lock(&m, RILL_FOREVER);
            unlock(&m);
        }
        t0 = bench_now() - t0;
    }
    bench_row("mutex_call", t0, N);
}

static void semaphores(void)
{
    static struct rill_sem s = {.count = 1};
    int (*get_one)(struct rill_sem *, uint64_t) = rill_sem_get;
    void (*put_one)(struct rill_sem *) = rill_sem_put;
    uintptr_t t0 = 0;

    __asm__("" : "+r"(get_one), "+r"(put_one));
    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            get_one(&s, RILL_FOREVER);
            put_one(&s);
        }
        t0 = bench_now() - t0;
    }
    bench_row("semaphore_call", t0, N);
}

static void waitgroups(void)
{
    static struct rill_waitgroup wg;
    void (*add)(struct rill_waitgroup *, uint32_t) = rill_waitgroup_add;
    void (*done)(struct rill_waitgroup *) = rill_waitgroup_done;
    uintptr_t t0 = 0;

    __asm__("" : "+r"(add), "+r"(done));
    rill_waitgroup_add(&wg, 1); /* so that no done is the last */
    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            add(&wg, 1);
            done(&wg);
        }
        t0 = bench_now() - t0;
    }
    bench_row("waitgroup_call", t0, N);
}

int main(void)
{
    yields("yield_2_call", yields_by_call);
    yields("yield_2_live9", yields_with_nine);
    messages("chan_unbuffered_call", puts_by_call, gets_by_call);
    messages("chan_unbuffered_live9", puts_with_nine, gets_with_nine);
    buffer();
    mutexes();
    semaphores();
    waitgroups();
    return 0;
}
