/* tap.h -- the Test Anything Protocol, for programs that run on the target.
 *
 *     int main(void) { plan(2); ok(x > 0, "x is %d", x); is(y, 3, "y");
 *                      return done(); }
 *
 * done() counts the tasks that live and the bytes of their blocks: these counts must be as at
 * plan(), or the program fails. A program that leaves more behind says why, by leaves().
 *
 * Include this header in one file of a program. It keeps six words of RAM; its output goes
 * through printf and needs no heap of its own. Call it from one task at a time: printf may
 * switch tasks, and two tests must not take one number.
 */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <rill/stats.h>
#include <rill/task.h>
#include <rill/time.h>

static struct {
    unsigned planned, ran, failed;
    size_t tasks, block_bytes;
    const char *leaves;
} tap_;

/* How many tasks there are, and the bytes that their blocks take. */
static inline void tap_count_(size_t *tasks, size_t *block_bytes)
{
    struct rill_stats now;

    rill_stats_read(&now);
    *tasks = now.tasks;
    *block_bytes = now.block_bytes;
}

/* The bytes of the blocks in use. When a test finds more after than before, a block has leaked.
 * (The free blocks change: on many harts each hart keeps some, and when memory runs out Rill
 * joins free ones.) */
static inline size_t blocks_now(void)
{
    size_t tasks, bytes;

    tap_count_(&tasks, &bytes);
    return bytes;
}

static inline void plan(unsigned tests)
{
    tap_.planned = tests;
    tap_count_(&tap_.tasks, &tap_.block_bytes);
    printf("1..%u\n", tests);
}

/* A line for the reader, never a result. */
__attribute__((format(printf, 1, 2))) static inline void diag(const char *fmt,
                                                              ...)
{
    va_list ap;

    va_start(ap, fmt);
    fputs("# ", stdout);
    vprintf(fmt, ap);
    putchar('\n');
    va_end(ap);
}

static inline void tap_result_(int good)
{
    tap_.ran++;
    tap_.failed += !good;
    printf("%s %u - ", good ? "ok" : "not ok", tap_.ran);
}

/* One test: cond holds.   returns  whether it holds, so that a caller may stop there. */
__attribute__((format(printf, 2, 3))) static inline int ok(int cond,
                                                           const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    tap_result_(cond != 0);
    vprintf(fmt, ap);
    putchar('\n');
    va_end(ap);
    return cond != 0;
}

/* One test: two integers are equal; if they are not, it prints the two. long holds every int and
 * size here; to compare 64 bits on rv32, use ok(). */
static inline int is(long got, long expected, const char *name)
{
    ok(got == expected, "%s", name);
    if (got != expected)
        diag("got %ld, expected %ld", got, expected);
    return got == expected;
}

/* Does Rill promise the order in which ready tasks run? With STRESS=1 the order is another one;
 * on many harts the task that was woken last may run first, or two tasks at once. Rill always
 * promises which task is served first: a test of that looks at what each task was given. */
#define RUN_IN_ORDER (!RILL_STRESS && RILL_HARTS == 1)

/* One test of the order in which tasks run. Where Rill does not promise the order, the test
 * prints that it is skipped. */
__attribute__((format(printf, 2, 3))) static inline void
ok_in_order(int cond, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    tap_result_(cond != 0 || !RUN_IN_ORDER);
    vprintf(fmt, ap);
    puts(RUN_IN_ORDER  ? ""
         : RILL_STRESS ? " # SKIP STRESS=1 runs them in another order"
                       : " # SKIP many harts run them in any order");
    va_end(ap);
}

/* Skip n tests, which make no sense here. */
static inline void skip(unsigned n, const char *why)
{
    while (n--) {
        tap_result_(1);
        printf("# SKIP %s\n", why);
    }
}

/* Does a task other than the caller run, or is one ready? rill_stats_read asks many harts one
 * after another, and may miss a task that moves, so we ask twice. */
static inline int tap_stirs_(void)
{
    struct rill_stats now;

    for (int i = 0; i < 2; i++) {
        rill_stats_read(&now);
        if (now.ready || now.running > 1)
            return 1;
    }
    return 0;
}

/* Let the other tasks run for a while. With STRESS=1 every call is a yield, so one yield is not
 * enough. On many harts a yield may find no ready task; and in QEMU's one thread a hart that
 * does not sleep keeps the other harts from running. */
static inline void linger(void)
{
    for (int i = 0; i < (RILL_STRESS ? 40 : 1); i++)
        rill_yield();
    if (RILL_HARTS > 1)
        rill_sleep_ns(20 * RILL_US);
}

/* Wait until the other tasks have come to where they wait. On one hart one yield is enough, if
 * no other task makes a call before it waits. On many harts the caller sleeps until no other
 * task runs, or for five seconds; only one task at a time may do this. */
static inline void settle(void)
{
    linger();
    if (RILL_HARTS > 1)
        for (uint64_t until = rill_now_ns() + 5 * RILL_S;
             tap_stirs_() && rill_now_ns() < until;)
            linger();
}

/* Call this between two spawns, when the new tasks must come to where they wait in the order of
 * their spawns. On one hart they do so by themselves. */
static inline void in_turn(void)
{
    if (RILL_HARTS > 1)
        settle();
}

/* Add one to *n, which tasks on many harts count.   returns  the old *n. */
#define ticket(n) __atomic_fetch_add(n, 1, __ATOMIC_SEQ_CST)

/* Say why the program leaves tasks or their memory behind that were not there at plan(). */
static inline void leaves(const char *why)
{
    tap_.leaves = why;
}

/* Let tasks end that are about to.   returns  whether something is left behind. */
static inline int tap_left_(void)
{
    size_t tasks, block_bytes;

    for (int i = 0; i < 100 && rill_task_count() > tap_.tasks; i++)
        linger();
    tap_count_(&tasks, &block_bytes);
    if (tasks == tap_.tasks && block_bytes == tap_.block_bytes)
        return 0;
    if (tap_.leaves) {
        diag("leaves something behind: %s", tap_.leaves);
        return 0;
    }
    diag("%lu tasks and %lu bytes of blocks at plan(), now %lu and %lu",
         (unsigned long)tap_.tasks, (unsigned long)tap_.block_bytes,
         (unsigned long)tasks, (unsigned long)block_bytes);
    return 1;
}

/* The exit status: 0 when all tests passed, as many ran as were planned, and the program leaves
 * nothing behind. */
static inline int done(void)
{
    int left = tap_left_();

    if (tap_.ran != tap_.planned)
        diag("planned %u tests but ran %u", tap_.planned, tap_.ran);
    if (tap_.failed)
        diag("failed %u of %u tests", tap_.failed, tap_.ran);
    return tap_.failed || left || tap_.ran != tap_.planned;
}

/* The test cannot go on: say why, and end the program as failed. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void
bail(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fputs("Bail out! ", stdout);
    vprintf(fmt, ap);
    putchar('\n');
    va_end(ap);
    exit(255);
}

#endif
