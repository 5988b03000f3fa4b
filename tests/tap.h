/* tap.h -- the Test Anything Protocol, for programs that run on the target.
 *
 *     int main(void) { plan(2); ok(x > 0, "x is %d", x); is(y, 3, "y");
 *                      return done(); }
 *
 * At the end as many tasks must live as at plan(), and their blocks take as much:
 * done() looks, and a difference is a failure. leaves() says why there is one.
 *
 * Include it in one file of a program. It keeps six words of RAM; output
 * goes through printf and needs no heap of its own. Call it from one task at a
 * time: printf may switch tasks, and a number must not be taken twice.
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

/* What tasks there are, and what they take. */
static inline void tap_count_(size_t *tasks, size_t *block_bytes)
{
    struct rill_stats now;

    rill_stats_read(&now);
    *tasks = now.tasks;
    *block_bytes = now.block_bytes;
}

/* Equal before and after, or a block has leaked: the bytes of blocks that are in use. (How
 * many are free changes: on many harts each keeps some, and when memory runs out free
 * ones are joined.) */
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

/* One test: cond holds. Returns it, so that a caller may stop there. */
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

/* One test: two integers are equal; when not, both are shown. long holds every
 * int and size here; for 64 bits on rv32 compare by ok(). */
static inline int is(long got, long expected, const char *name)
{
    ok(got == expected, "%s", name);
    if (got != expected)
        diag("got %ld, expected %ld", got, expected);
    return got == expected;
}

/* Is the order in which ready tasks run promised? With STRESS=1 it is another one;
 * on many harts who is woken last may run first, or elsewhere at the same time. Who is
 * served first is promised always: look at what he was given. */
#define RUN_IN_ORDER (!RILL_STRESS && RILL_HARTS == 1)

/* One test of such an order: where it is not promised the test is skipped aloud. */
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

/* n tests that make no sense here. */
static inline void skip(unsigned n, const char *why)
{
    while (n--) {
        tap_result_(1);
        printf("# SKIP %s\n", why);
    }
}

/* Does anybody run or want to, but the caller? Harts that are many say so one after
 * another, so it is asked twice. */
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

/* Let the others run for a while. With STRESS=1 every call is a yield. On many harts
 * a yield alone may find nobody; and on QEMU's one thread a hart that does not
 * sleep keeps the others waiting. */
static inline void linger(void)
{
    for (int i = 0; i < (RILL_STRESS ? 40 : 1); i++)
        rill_yield();
    if (RILL_HARTS > 1)
        rill_sleep_ns(20 * RILL_US);
}

/* Until the others have come to where they wait: a yield, if none of them calls
 * anything before. On many harts: until nobody else runs, or for five seconds; one
 * task at a time may wait for that, and it sleeps. */
static inline void settle(void)
{
    linger();
    if (RILL_HARTS > 1)
        for (uint64_t until = rill_now_ns() + 5 * RILL_S;
             tap_stirs_() && rill_now_ns() < until;)
            linger();
}

/* Those who were started one after another come so to where they wait, on one hart.
 * On many, after this in between. */
static inline void in_turn(void)
{
    if (RILL_HARTS > 1)
        settle();
}

/* What *n is, and one more: where tasks on many harts count together. */
#define ticket(n) __atomic_fetch_add(n, 1, __ATOMIC_SEQ_CST)

/* Tasks or their memory will be there that were not at plan(). */
static inline void leaves(const char *why)
{
    tap_.leaves = why;
}

/* Those that are about to end may. */
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

/* The exit status: 0 when all passed, as many ran as were planned, and nothing
 * is left behind. */
static inline int done(void)
{
    int left = tap_left_();

    if (tap_.ran != tap_.planned)
        diag("planned %u tests but ran %u", tap_.planned, tap_.ran);
    if (tap_.failed)
        diag("failed %u of %u tests", tap_.failed, tap_.ran);
    return tap_.failed || left || tap_.ran != tap_.planned;
}

/* No use in going on: say why and end the program as failed. */
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
