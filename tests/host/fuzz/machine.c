/* machine.c -- does on the host what boot/, board/ and libc-shim/ do on the target: a hart made of
 * variables, a timer that jumps, memory, and an end.
 *
 * ASan hears of each switch. Once the hart has left the stack of a task that has ended, the task's
 * block is poisoned, except for the two words in which the kernel's free list keeps it. So ASan
 * finds code that still looks at a dead task or its waiters.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rill/panic.h>
#include <board.h>
#include <heap.h>
#include <image.h>
#include <panic.h>
#include <task.h>
#include <timer.h>
#include <trap.h>
#include "machine.h"
#include "no_malloc.h"

/* what we need of sanitizer/asan_interface.h and common_interface_defs.h */
void __asan_poison_memory_region(const volatile void *at, size_t n);
void __asan_unpoison_memory_region(const volatile void *at, size_t n);
void __sanitizer_start_switch_fiber(void **fake, const void *low, size_t n);
void __sanitizer_finish_switch_fiber(void *fake, const void **low, size_t *n);

#define MEMORY_BYTES (64u << 20)
#define IDLE_BYTES   (256u << 10)

/* ---- linker/sections.ld; the sizes of .tdata and .tbss are given by run ---- */

extern char rill_host_memory[];
char rill_host_memory[MEMORY_BYTES] __attribute__((aligned(4096)));
char __rill_idle_stack[IDLE_BYTES] __attribute__((aligned(16)));
char __tdata_source[16] = "first values...";

#define NUMBER(name, value) __asm__(".globl " #name "\n.set " #name ", " #value)
NUMBER(__heap_start, rill_host_memory);
NUMBER(__heap_end, rill_host_memory + 0x4000000);
NUMBER(__tls_size, 48);
NUMBER(__tls_align, 64);
NUMBER(__tls_skew, 0);
NUMBER(__rill_main_stack_size, 0x40000);
NUMBER(__rill_task_stack_size, 0x8000);

_Static_assert(MEMORY_BYTES == 0x4000000, "__heap_end");
_Static_assert(RILL_HOST_TLS_BYTES == 48, "__tls_size");

/* gcc assumes that no object lies at 0. */
size_t rill_host_tdata_bytes(void)
{
    uintptr_t bytes = (uintptr_t)__tdata_size;

    __asm__("" : "+r"(bytes));
    return bytes;
}

/* ---- kernel/main.c ---- */

struct rill_hart *rill_host_hart = &rill_harts[0];
char *rill_host_tp = (char *)rill_idle_tasks + RILL_TASK_BYTES;

/* ---- the end ---- */

void (*rill_host_last_words)(void);

_Noreturn void rill_stop(int status)
{
    if (rill_host_last_words)
        rill_host_last_words();
    fflush(NULL);
    _exit(status);
}

_Noreturn void rill_host_wrong(const char *what)
{
    fprintf(stderr, "host: %s\n", what);
    rill_stop(STATUS_PANIC);
}

/* Locks that check their use: port/lock.h. */
void rill_host_take(struct rill_lock *l)
{
    if (l->holder)
        rill_host_wrong("a lock is taken by who has it");
    l->holder = 1;
}

void rill_host_drop(struct rill_lock *l)
{
    if (!l->holder)
        rill_host_wrong("a lock is dropped by who has it not");
    l->holder = 0;
}

_Noreturn void(rill_panic)(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fprintf(stderr, "rill: panic: ");
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\n");
    va_end(ap);
    rill_stop(STATUS_PANIC);
}

_Noreturn void rill_wrong(const char *sentence)
{
    rill_panic("rill itself is wrong: %s", sentence);
}

_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp)
{
    (void)sp;
    rill_panic("task \"%s\" has overflowed its stack", rill_task_name(t));
}

void rill_deadlock(void)
{
    rill_poll_deadlock();
}

_Noreturn void rill_panic_deadlock(void)
{
    fprintf(stderr, "rill: deadlock\n");
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        fprintf(stderr, "  task \"%s\" waits: %s\n", rill_task_name(t),
                t->waits_for);
    rill_stop(STATUS_PANIC);
}

/* ---- time and interrupts ---- */

static uint64_t now = 36000000000; /* hours: as after other programs */
static uint64_t armed = UINT64_MAX;
static bool interrupts_on, timer_accepted;

/* Do as boot/trap.S does: note that the timer is due, and shut the timer out. */
static void interrupt(void)
{
    if (!interrupts_on || !rill_host_hart || !timer_accepted || armed > now)
        return;
    rill_host_hart->timer_due = 1;
    timer_accepted = false;
}

uintptr_t rill_host_irq(bool on)
{
    bool were_on = interrupts_on;

    interrupts_on = on;
    interrupt();
    return were_on;
}

void rill_host_wait(void)
{
    if (armed == UINT64_MAX || !timer_accepted)
        rill_host_wrong("the hart sleeps and nothing will wake it");
    if (now < armed)
        now = armed;
}

uint64_t rill_host_ticks(void)
{
    return now;
}

void rill_host_advance(uint64_t ticks)
{
    now += ticks;
    interrupt();
}

uint32_t rill_host_random(void)
{
    return rill_hart_self()->random;
}

uint32_t rill_clock_hz(void)
{
    return rill_board.timer.hz;
}

uint64_t rill_clock_ticks(void)
{
    return now;
}

void rill_clock_arm(uint64_t when)
{
    armed = when;
    timer_accepted = true;
    interrupt();
}

void rill_host_trap(void (*fn)(void *), void *arg)
{
    struct rill_hart *h = rill_host_hart;
    char *tp = rill_host_tp;

    rill_host_hart = NULL;
    rill_host_tp = (char *)h; /* as in boot/trap.S */
    fn(arg);
    rill_host_tp = tp;
    rill_host_hart = h;
}

/* ---- kernel/fault/trap.c: the idle loop finds no interrupt pending (port/hart.h) ---- */

void rill_trap_interrupt(uintptr_t cause, struct rill_hart *h)
{
    (void)cause, (void)h;
    abort();
}

void rill_irqs_came(uintptr_t cause, struct rill_hart *h)
{
    rill_trap_interrupt(cause, h);
}

void rill_trap_at_idle(uintptr_t cause, rill_trap_fn *fn)
{
    fn(cause, NULL);
}

/* ---- the board ---- */

static size_t console_put(const struct rill_console *c, const char *bytes,
                          size_t n)
{
    (void)c;
    return fwrite(bytes, 1, n, stderr);
}

static size_t console_get(const struct rill_console *c, char *to, size_t n,
                          unsigned *wrong)
{
    (void)c, (void)to, (void)n, (void)wrong;
    return 0;
}

static void console_nothing(const struct rill_console *c)
{
    (void)c;
}

static void power_off(const struct rill_power *p, int status)
{
    (void)p;
    rill_stop(status);
}

static const struct rill_console_ops console_ops = {.init = console_nothing,
                                                    .put = console_put,
                                                    .get = console_get,
                                                    .drain = console_nothing};
static const struct rill_console console = {.ops = &console_ops};
static const struct rill_power_ops power_ops = {.off = power_off};
static const struct rill_power powers[] = {{.ops = &power_ops}, {0}};

struct rill_board rill_board = {
    .name = "host",
    .console = &console,
    .consoles = &console,
    .timer.hz = RILL_HOST_HZ,
    .powers = powers,
};

/* ---- libc-shim/ ---- */

void rill_image_flush(void)
{
    fflush(NULL);
}

void rill_image_task_exit(void)
{
}

_Noreturn void rill_image_first_exit(int result)
{
    rill_stop(result);
}

/* ---- from one stack to the next ---- */

static uintptr_t host_sp, first_sp; /* saved while the other runs */
static const void *host_low;        /* the stack that main() came on */
static size_t host_bytes;
static const struct rill_task *buried;
static bool watched; /* the next first frame is a watched task's */
static void (*job)(void *);
static void *job_arg;

/* Poison a dead task's block, except for the words that the free list, a look at an owner's
 * number, and the walk over all blocks may still read. */
static void poison(struct rill_block *b, const struct rill_task *t, bool on)
{
    char *low = (char *)(b + 1);
    char *tp = (char *)t + RILL_TASK_BYTES;
    void (*set)(const volatile void *, size_t) =
        on ? __asan_poison_memory_region : __asan_unpoison_memory_region;

    set(low, (size_t)((char *)&t->stack_low - low));
    set(&t->stack_low + 1, (size_t)(tp - 16 - (char *)(&t->stack_low + 1)));
    set(tp, RILL_HOST_TLS_BYTES);
}

static void arrived(void *fake, const void **low, size_t *bytes)
{
    __sanitizer_finish_switch_fiber(fake, low, bytes);
    if (buried)
        poison(rill_task_block(buried), buried, true);
    buried = NULL;
}

/* A spawn takes a block off its list in the midst of other steps. So we unpoison the first
 * block of each list before it, and poison the block again if it is still there. */
static void open_lists(struct rill_block **first)
{
    for (int i = 0; i < RILL_BLOCK_LISTS; i++) {
        first[i] = rill_blocks[i];
        if (first[i])
            poison(first[i], first[i]->task, false);
    }
}

static void shut_lists(struct rill_block *const *first)
{
    for (int i = 0; i < RILL_BLOCK_LISTS; i++)
        if (first[i] && first[i] == rill_blocks[i])
            poison(first[i], first[i]->task, true);
}

int __real_rill_spawn(struct rill_job *job, const struct rill_task_opts *opts,
                      rill_task_fn *fn, void *arg);
int __wrap_rill_spawn(struct rill_job *job, const struct rill_task_opts *opts,
                      rill_task_fn *fn, void *arg);
int __wrap_rill_spawn(struct rill_job *of, const struct rill_task_opts *opts,
                      rill_task_fn *fn, void *arg)
{
    struct rill_block *first[RILL_BLOCK_LISTS];
    int r;

    open_lists(first);
    r = __real_rill_spawn(of, opts, fn, arg);
    shut_lists(first);
    return r;
}

int __real_rill_go(rill_task_fn *fn, void *arg);
int __wrap_rill_go(rill_task_fn *fn, void *arg);
int __wrap_rill_go(rill_task_fn *fn, void *arg)
{
    struct rill_block *first[RILL_BLOCK_LISTS];
    int r;

    open_lists(first);
    r = __real_rill_go(fn, arg);
    shut_lists(first);
    return r;
}

/* Only marks for a new task's pc: no code ever calls them. */
void rill_task_entry(void)
{
    rill_host_wrong("rill_task_entry was called");
}

void rill_task_entry_watched(void)
{
    rill_host_wrong("rill_task_entry_watched was called");
}

/* The kernel has put the function and its argument on a new task's stack. Below them this puts
 * what the host's switch wants, and then it is a task like any other. */
static void lay_first_frame(struct rill_task *t)
{
    uintptr_t *given = (uintptr_t *)t->sp;
    uintptr_t *frame = given - SWITCH_BYTES / sizeof(*frame);

    if (!t->pc)
        return;
    frame[0] = (uintptr_t)rill_host_entry;
    frame[1] = given[FIRST_FN / XLEN_BYTES];
    frame[2] = given[FIRST_ARG / XLEN_BYTES];
    watched = t->pc == (uintptr_t)rill_task_entry_watched;
    t->sp = (uintptr_t)frame;
    t->pc = 0;
}

static void leave(struct rill_task *to, struct rill_lock *held, void **fake)
{
    uintptr_t high = to == rill_idle_tasks
                         ? (uintptr_t)__rill_idle_stack + IDLE_BYTES
                         : (uintptr_t)to;
    struct rill_task *self = rill_task_self();

    rill_lock_drop(held); /* no other hart comes in between */
    lay_first_frame(to);
    __sanitizer_start_switch_fiber(fake, (void *)to->stack_low,
                                   high - to->stack_low);
    rill_host_tp = (char *)to + RILL_TASK_BYTES;
    rill_host_swap(&self->sp, to->sp);
}

void rill_switch(struct rill_task *to, struct rill_lock *held)
{
    void *fake = NULL;

    if (to == rill_task_self()) {
        rill_lock_drop(held);
        return;
    }
    leave(to, held, &fake);
    arrived(fake, NULL, NULL);
}

_Noreturn void rill_switch_last(struct rill_task *to, struct rill_lock *held)
{
    struct rill_task *self = rill_task_self();

    if ((self->kind & 63) != RILL_BLOCK_CALLERS)
        buried = self;
    leave(to, held, NULL);
    rill_host_wrong("a task that has ended was switched to");
}

static void to_host(void)
{
    void *fake = NULL;

    __sanitizer_start_switch_fiber(&fake, host_low, host_bytes);
    rill_host_swap(&first_sp, host_sp);
    arrived(fake, NULL, NULL);
}

int rill_image_main(void *unused)
{
    (void)unused;
    for (;;) {
        job(job_arg);
        to_host();
    }
    return 0;
}

/* As rill_main of kernel/main.c, from the step on at which the idle stack exists. */
static _Noreturn void bring_up(void)
{
    const struct rill_task_opts opts = {.name = "main", .stack_bytes = 0x40000};

    rill_sched_init(&rill_harts[0]);
    rill_heap_init((uintptr_t)rill_host_memory + MEMORY_BYTES);
    if (rill_spawn(NULL, &opts, rill_image_main, NULL))
        rill_host_wrong("no memory for the first task");
    memset(rill_alarm_levels, 0xa5, sizeof(rill_alarm_levels)); /* .noinit */
    rill_timer_init();
    rill_irq_on();
    rill_sched_run();
}

_Noreturn void rill_task_main(rill_task_fn *fn, void *arg);
_Noreturn void rill_host_first(rill_task_fn *fn, void *arg)
{
    if (!fn) { /* the idle loop is no task */
        arrived(NULL, &host_low, &host_bytes);
        bring_up();
    }
    arrived(NULL, NULL, NULL);
    if (watched)
        rill_task_main(fn, arg);
    rill_task_exit(fn(arg));
}

void rill_host_run(void (*fn)(void *), void *arg)
{
    void *fake = NULL;
    uintptr_t high = (uintptr_t)__rill_idle_stack + IDLE_BYTES;
    uintptr_t *frame = (uintptr_t *)(high - SWITCH_BYTES);

    job = fn;
    job_arg = arg;
    if (first_sp) {
        const struct rill_task *t = rill_task_next(NULL);

        __sanitizer_start_switch_fiber(&fake, (void *)t->stack_low,
                                       (uintptr_t)t - t->stack_low);
    } else {
        frame[0] = (uintptr_t)rill_host_entry;
        first_sp = (uintptr_t)frame;
        __sanitizer_start_switch_fiber(&fake, __rill_idle_stack, IDLE_BYTES);
    }
    rill_host_swap(&host_sp, first_sp);
    arrived(fake, NULL, NULL);
}
