/* sched/own_stack.c -- a program with stacks of its own, for coroutines, in memory from malloc or
 * in the image. On such a stack the program may print more than the console's ring holds, so that
 * its task parks there; it may sleep and exit there, and compute while the timer interrupts. */
#include <stdio.h>
#include <stdlib.h>

#include <rill/task.h>
#include <rill/time.h>

#include "../tap.h"

static char in_image[4096] __attribute__((aligned(16)));

static void prints(void *what)
{
    for (int i = 0; i < 64; i++)
        printf("# line %2d on a stack of %s, %.2f\n", i, (const char *)what,
               1.5);
    fflush(stdout);
    rill_sleep_ns(RILL_MS);
    rill_yield();
}

/* Call fn(arg) on the stack that ends at top. */
static void on_stack(char *top, void (*fn)(void *), void *arg)
{
    register void *a0 __asm__("a0") = arg;
    register void (*a1)(void *) __asm__("a1") = fn;
    register char *s1 __asm__("s1");

    __asm__ volatile("mv %0, sp\n\t"
                     "mv sp, %3\n\t"
                     "jalr %2\n\t"
                     "mv sp, %0"
                     : "=&r"(s1), "+r"(a0), "+r"(a1)
                     : "r"(top)
                     : "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a2",
                       "a3", "a4", "a5", "a6", "a7", "memory");
}

/* Compute without a call that looks at alarms: the first alarm interrupts, and stays due. */
static void computes(void *until_ns)
{
    while (rill_now_ns() < *(uint64_t *)until_ns) {
    }
}

static int in_task(void *arg)
{
    on_stack(arg, prints, "a task's own");
    return 7;
}

static int sleeps(void *arg)
{
    return rill_sleep_ns(10 * RILL_MS) + (arg != NULL);
}

static void ends(void *unused)
{
    (void)unused;
    exit(done());
}

int main(void)
{
    char *taken = malloc(4096);
    struct rill_job job;
    int result = 0;
    uint64_t until_ns;

    plan(5);
    if (!taken)
        bail("malloc");
    on_stack(taken + 4096, prints, "malloc's");
    ok(true, "a line from a stack of malloc's");
    on_stack(in_image + sizeof in_image, prints, "the image");
    ok(true, "a line from a stack of the image");
    rill_spawn(&job, NULL, in_task, taken + 4096);
    rill_join(&job, RILL_FOREVER, &result);
    is(result, 7, "and of a task's");
    for (int i = 0; i < 2; i++) {
        rill_spawn(&job, NULL, sleeps, NULL);
        rill_yield();
        until_ns = rill_after_ns(30 * RILL_MS);
        on_stack(i ? in_image + sizeof in_image : taken + 4096, computes,
                 &until_ns);
        rill_join(&job, RILL_FOREVER, &result);
        is(result, 0,
           i ? "the timer interrupts what computes in the image's"
             : "the timer interrupts what computes in malloc's");
    }
    on_stack(taken + 4096, ends, NULL);
    return 1;
}
