/* machine.c -- what boot/, board/ and libc-shim/ are on the target: a hart made
 * of variables, a timer that jumps, memory, and an end.
 *
 * ASan is told of every switch. A block whose task has ended is poisoned once the
 * hart has left its stack, but for the two words that the kernel's free list
 * keeps there; whoever still looks at a dead task or its waiters is found.
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
#include "machine.h"

/* sanitizer/asan_interface.h and common_interface_defs.h, as much as is needed */
void __asan_poison_memory_region(const volatile void *at, size_t n);
void __asan_unpoison_memory_region(const volatile void *at, size_t n);
void __sanitizer_start_switch_fiber(void **fake, const void *low, size_t n);
void __sanitizer_finish_switch_fiber(void *fake, const void **low, size_t *n);

#define MEMORY_BYTES (64u << 20)
#define IDLE_BYTES   (256u << 10)

/* ---- linker/sections.ld ---- */

extern char rill_host_memory[];
char rill_host_memory[MEMORY_BYTES] __attribute__((aligned(4096)));
char __rill_idle_stack[IDLE_BYTES] __attribute__((aligned(16)));
char __tdata_source[16] = "first values...";

#define NUMBER(name, value) __asm__(".globl " #name "\n.set " #name ", " #value)
NUMBER(__heap_start, rill_host_memory);
NUMBER(__heap_end, rill_host_memory + 0x4000000);
NUMBER(__tdata_size, 16);
NUMBER(__tbss_offset, 16);
NUMBER(__tbss_size, 32);
NUMBER(__tls_size, 48);
NUMBER(__tls_align, 64);
NUMBER(__tls_skew, 0);
NUMBER(__rill_main_stack_size, 0x40000);
NUMBER(__rill_task_stack_size, 0x8000);

_Static_assert(MEMORY_BYTES == 0x4000000, "__heap_end");
_Static_assert(RILL_HOST_TLS_BYTES == 48, "__tls_size");
_Static_assert(RILL_HOST_TDATA_BYTES == 16, "__tdata_size");

/* ---- kernel/main.c ---- */

struct rill_hart rill_harts[1];
struct rill_task rill_idle_tasks[1];
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
    rill_panic("task \"%s\" has overflowed its stack", t->name);
}

_Noreturn void rill_panic_deadlock(void)
{
    fprintf(stderr, "rill: deadlock\n");
    for (const struct rill_task *t = rill_task_list; t; t = t->all_next)
        fprintf(stderr, "  task \"%s\" waits: %s\n", t->name, t->waits_for);
    rill_stop(STATUS_PANIC);
}

/* ---- time and interrupts ---- */

static uint64_t now = 1000; /* 0 would be RILL_POLL */
static uint64_t armed = UINT64_MAX;
static bool interrupts_on, timer_accepted;

/* As boot/trap.S does it: word is left, and the timer shut out. */
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

/* ---- the board ---- */

static void console_putc(const struct rill_console *c, char byte)
{
    (void)c;
    fputc(byte, stderr);
}

static int console_getc(const struct rill_console *c)
{
    (void)c;
    return -1;
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

static const struct rill_console_ops console_ops = {
    console_nothing, console_putc, console_getc, console_nothing};
static const struct rill_power_ops power_ops = {power_off};

const struct rill_board rill_board = {
    .name = "host",
    .console.ops = &console_ops,
    .timer.hz = RILL_HOST_HZ,
    .power.ops = &power_ops,
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

static uintptr_t host_sp, first_sp; /* while the other one runs */
static const void *host_low;        /* the stack that main() came on */
static size_t host_bytes;
static const struct rill_task *buried;
static void (*job)(void *);
static void *job_arg;

/* Blocks that are poisoned, by their number of 64 bytes: how far. */
static uint32_t poisoned[MEMORY_BYTES / 64];

static uint32_t *poisoned_at(uintptr_t low)
{
    return &poisoned[(low - (uintptr_t)rill_host_memory) / 64];
}

static void arrived(void *fake, const void **low, size_t *bytes)
{
    const struct rill_task *t = buried;

    __sanitizer_finish_switch_fiber(fake, low, bytes);
    buried = NULL;
    if (t) {
        uintptr_t a = t->stack_low + 2 * sizeof(uintptr_t);
        uintptr_t end = (uintptr_t)t + RILL_TASK_BYTES + RILL_HOST_TLS_BYTES;

        *poisoned_at(t->stack_low) = (uint32_t)(end - t->stack_low);
        __asan_poison_memory_region((void *)a, end - a);
    }
}

void *__real_rill_block_take(size_t bytes, rill_block_kind *kind);
void *__wrap_rill_block_take(size_t bytes, rill_block_kind *kind);
void *__wrap_rill_block_take(size_t bytes, rill_block_kind *kind)
{
    void *block = __real_rill_block_take(bytes, kind);

    if (block) {
        __asan_unpoison_memory_region(block, *poisoned_at((uintptr_t)block));
        *poisoned_at((uintptr_t)block) = 0;
    }
    return block;
}

void rill_switch(struct rill_task *to)
{
    struct rill_task *self = rill_task_self();
    bool dead = self->state == TASK_DEAD;
    uintptr_t high = to == rill_idle_tasks
                         ? (uintptr_t)__rill_idle_stack + IDLE_BYTES
                         : (uintptr_t)to;
    void *fake = NULL;

    if (!rill_sched_lock.held)
        rill_host_wrong("a switch without the scheduler's lock");
    if (dead)
        buried = self;
    __sanitizer_start_switch_fiber(dead ? NULL : &fake, (void *)to->stack_low,
                                   high - to->stack_low);
    rill_host_tp = (char *)to + RILL_TASK_BYTES;
    rill_host_swap(&self->sp, to->sp);
    arrived(fake, NULL, NULL);
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

/* kernel/main.c's rill_main, from where the idle loop's stack is there. */
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
    rill_task_main(fn, arg);
}

void rill_host_run(void (*fn)(void *), void *arg)
{
    void *fake = NULL;
    uintptr_t high = (uintptr_t)__rill_idle_stack + IDLE_BYTES;
    uintptr_t *frame = (uintptr_t *)(high - SWITCH_BYTES);

    job = fn;
    job_arg = arg;
    if (first_sp) {
        const struct rill_task *t = rill_task_list;

        __sanitizer_start_switch_fiber(&fake, (void *)t->stack_low,
                                       (uintptr_t)t - t->stack_low);
    } else {
        frame[0] = (uintptr_t)rill_task_entry;
        first_sp = (uintptr_t)frame;
        __sanitizer_start_switch_fiber(&fake, __rill_idle_stack, IDLE_BYTES);
    }
    rill_host_swap(&host_sp, first_sp);
    arrived(fake, NULL, NULL);
}
