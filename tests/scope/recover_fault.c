// qemu: -icount shift=0,sleep=off
/* scope/recover_fault.c -- faults of tasks as panics. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

static char said[16];
static size_t at;
static struct rill_panic_info info;

extern char load_at[], illegal_at[];

static void say(void *letter)
{
    said[at++] = *(const char *)letter;
}

static void in_order(const char *expected, const char *name)
{
    said[at] = 0;
    if (!ok(!strcmp(said, expected), "%s", name))
        diag("got %s, expected %s", said, expected);
    at = 0;
}

__attribute__((noinline, noclone)) static void load(void *arg)
{
    __asm__ volatile(".option push\n.option norvc\n.globl load_at\n"
                     "load_at: lw t0, 0(%0)\n.option pop"
                     :
                     : "r"(arg)
                     : "t0", "memory");
}

static void load_null(void *arg)
{
    RILL_DEFER(say, "2");
    RILL_DEFER(say, "1");
    load(arg);
}

__attribute__((noinline, noclone)) static void illegal(void *arg)
{
    (void)arg;
    __asm__ volatile(".globl illegal_at\nillegal_at: .4byte 0");
}

static void jump(void *arg)
{
    void (*to)(void);

    *(void **)&to = arg;
    to();
}

static void ebreak(void *arg)
{
    (void)arg;
    __asm__ volatile("ebreak");
}

static void libc(void *arg)
{
    memcpy(arg, "text", (size_t)at + 4);
    at = 0; /* not a tail call: see in_rill in kernel/scope/defer.c */
}

static void with_interrupts_off(void *arg)
{
    __asm__ volatile("csrc " X "status, %0" : : "r"(XSTATUS_IE));
    load(arg);
}

/* Of rill_try and rill_catch_fault, the innermost takes the fault. */
static void catches(void *arg)
{
    struct rill_fault fault;

    if (rill_catch_fault(load, arg, &fault) == 1 && fault.cause == CAUSE_LOAD)
        say("c");
    load(arg);
}

static void tries(void *arg)
{
    if (rill_try(load, arg, NULL) == 1)
        say("t");
    load(arg);
}

/* A panic leaves a rill_catch_fault, which must not catch a later fault. */
static void panics_in_catch(void *arg)
{
    (void)arg;
    rill_panic("out of it");
}

static void catch_and_panic(void *arg)
{
    rill_catch_fault(panics_in_catch, arg, NULL);
}

static void recover(void *arg)
{
    say(rill_recover(&info) && info.is_fault ? arg : "?");
}

static void recovers(void *arg)
{
    RILL_DEFER(recover, "r");
    load(arg);
}

static int fault_with_little_stack(void *arg)
{
    *(int *)arg = rill_try(load, NULL, NULL);
    return 0;
}

static bool interrupts_on(void)
{
    uintptr_t status;

    __asm__ volatile("csrr %0, " X "status" : "=r"(status));
    return status & XSTATUS_IE;
}

static void check(void (*fn)(void *), uintptr_t cause, const char *name)
{
    info.fault.cause = 99;
    is(rill_try(fn, NULL, &info), 1, name);
    ok(info.is_fault && info.fault.cause == cause, "its cause");
}

int main(void)
{
    struct rill_fault fault = {0};
    struct rill_task_opts opts = {.stack_bytes = 0};
    struct rill_job job = {0};
    int got = 0, wrong = 0;

    plan(29);
    check(load_null, CAUSE_LOAD, "a load through NULL");
    ok(info.pc == (uintptr_t)load_at && info.fault.pc == info.pc, "its pc");
    is((long)info.fault.addr, 0, "its address");
    ok(!strcmp(info.text,
               SUPERVISOR
                   ? "load page fault at address 0x0 (cause 13): a read of "
                     "the null page"
                   : "load access fault at address 0x0 (cause 5): a read "
                     "of the null page"),
       "its sentence: %s", info.text);
    in_order("12", "deferred calls");
    check(illegal, 2, "an illegal instruction");
    ok(info.pc == (uintptr_t)illegal_at, "its pc");
    check(jump, CAUSE_FETCH, "a jump to nowhere");
    check(ebreak, 3, "a breakpoint");
    check(libc, CAUSE_STORE, "a fault in libc");
    check(with_interrupts_off, CAUSE_LOAD, "a fault with interrupts off");
    ok(interrupts_on(), "they are on again");
    is(rill_try(catches, NULL, NULL), 1, "rill_catch_fault inside rill_try");
    in_order("c", "it catches its own");
    is(rill_catch_fault(tries, NULL, &fault), 1,
       "rill_try inside rill_catch_fault");
    in_order("t", "it gets its own");
    is(rill_try(catch_and_panic, NULL, &info), 1, "a panic out of a catch");
    is(rill_try(load, NULL, NULL), 1, "the catch is over");
    is(rill_try(recovers, NULL, NULL), 0, "a deferred call recovers");
    in_order("r", "it is told of a fault");
    for (int i = 0; i < 1000; i++) {
        at = 0;
        wrong += rill_try(load_null, NULL, NULL) != 1;
    }
    is(wrong, 0, "a thousand");
    rill_spawn(&job, &opts, fault_with_little_stack, &got);
    rill_join(&job, RILL_FOREVER, NULL);
    is(got, 1, "in a task with a stack of the board's size");
    rill_sleep_ns(RILL_MS);
    ok(1, "the timer still works");
    return done();
}
