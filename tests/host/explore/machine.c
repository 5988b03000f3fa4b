/* machine.c -- does on the host what boot/, board/, libc-shim/ and kernel/irq/many/harts.c do on
 * the target, for harts that are stack pointers (switcher.c).
 *
 *    explore_memory                                     explore_memory_end
 *    | idle stacks | explore_blocks ...   task, task, task (from above) |
 *
 * Before each schedule the explorer puts back all that the kernel and the programs have written:
 * their .data and .bss lie in sections of their own (run), and no code reads what an earlier
 * schedule left in the heap's blocks.
 *
 * The target's switch keeps a task's pc in the task. Here that field says what stands on the
 * task's stack: nothing (KEPT), or a hart (STOOD_ON); or that the task has ended. So the switch
 * finds a task that two harts run, or that a hart runs after its end.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <board.h>
#include <heap.h>
#include <image.h>
#include <panic.h>
#include <task.h>
#include <timer.h>
#include <trap.h>
#include <harts.h>
#include "explore.h"
#include "stacks.h"
#include "../fuzz/no_malloc.h"

#define IDLE_BYTES   (32u << 10)
#define TASK_STACK   (16u << 10)
#define MEMORY_BYTES (1u << 20)

enum { KEPT, STOOD_ON, ENDED };

/* ---- linker/sections.ld ---- */

extern char explore_memory[];
char explore_memory[MEMORY_BYTES] __attribute__((aligned(4096)));
char __tdata_source[16];

#define NUMBER(name, value) __asm__(".globl " #name "\n.set " #name ", " #value)
NUMBER(explore_blocks, explore_memory + 4 * 0x8000);
NUMBER(explore_memory_end, explore_memory + 0x100000);
NUMBER(__heap_start, explore_memory + 4 * 0x8000);
NUMBER(__heap_end, explore_memory + 0x100000);
NUMBER(__tls_size, 16);
NUMBER(__tls_align, 16);
NUMBER(__tls_skew, 0);
NUMBER(__rill_main_stack_size, 0x4000);
NUMBER(__rill_task_stack_size, 0x4000);
NUMBER(__rill_idle_room, 0x8000);

_Static_assert(MEMORY_BYTES == 0x100000 && IDLE_BYTES == 0x8000 &&
                   TASK_STACK == 0x4000 && EXPLORE_HARTS == 4 &&
                   RILL_HARTS == EXPLORE_HARTS,
               "the numbers above");

/* ---- the end ---- */

_Noreturn void rill_stop(int status)
{
    explore_fail("the machine stops with status %d", status);
}

_Noreturn void(rill_panic)(const char *fmt, ...)
{
    static char said[300];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(said, sizeof(said), fmt, ap);
    va_end(ap);
    if (explore_panics_end_tasks && rill_task_self()->number != 1)
        rill_task_exit(EXPLORE_PANICKED);
    explore_fail("panic: %s", said);
}

_Noreturn void rill_wrong(const char *sentence)
{
    explore_fail("rill itself is wrong: %s", sentence);
}

_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp)
{
    (void)sp;
    explore_fail("task \"%s\" has overflowed its stack", rill_task_name(t));
}

void rill_deadlock(void)
{
    rill_poll_deadlock();
}

bool rill_polls_await(void)
{
    return rill_poll_awaited();
}

_Noreturn void rill_panic_deadlock(void)
{
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        explore_say("task %u waits: %s", (unsigned)t->number,
                    t->waits_for ? t->waits_for : "(nothing)");
    explore_fail("the kernel reports a deadlock");
}

/* ---- time and interrupts ---- */

uint32_t rill_clock_hz(void)
{
    return rill_board.timer.hz;
}

uint64_t rill_clock_ticks(void)
{
    return explore_now;
}

void rill_clock_arm(uint64_t when)
{
    explore_arm(when);
}

/* Do as boot/trap.S and kernel/irq/many/harts.c do. */
void explore_trap(struct rill_hart *h, bool timer, bool ipi, bool device)
{
    uint32_t asked = ipi ? h->asked[0] : 0;
    char *tp = rill_host_tp;

    explore_say("interrupt:%s%s%s", timer ? " timer" : "", ipi ? " IPI" : "",
                device ? " device" : "");
    rill_host_tp = (char *)h;
    rill_host_hart =
        NULL; /* in a trap, during which other harts may also go on */
    if (ipi)
        h->asked[0] = 0;
    if (timer)
        rill_wheel_came_due(h);
    if (asked & RILL_ASKED_TIMER)
        rill_wheel_arm_again(h);
    if (device)
        explore_handler();
    rill_host_hart = h;
    rill_host_tp = tp;
}

void rill_hart_ask(struct rill_hart *h, uint32_t bit)
{
    if (__atomic_fetch_or(h->asked, bit, __ATOMIC_RELEASE) & bit)
        return;
    explore_say("IPI to hart %d", (int)(h - rill_harts));
    explore_ipi((unsigned)(h - rill_harts));
}

unsigned rill_hart_place(void)
{
    return (unsigned)rill_hart_id();
}

uint32_t rill_harts_called;
uint32_t rill_harts_count;
uint32_t rill_harts_here[2];
uint32_t rill_harts_stopping;

bool rill_harts_obey(void)
{
    return true;
}

bool rill_harts_own_end(void)
{
    return true;
}

/* ---- kernel/fault/trap.c: the idle loop finds no interrupt pending (port/hart.h) ---- */

void rill_trap_interrupt(uintptr_t cause, struct rill_hart *h)
{
    (void)cause, (void)h;
    explore_fail("an interrupt is pending");
}

void rill_irqs_came(uintptr_t cause, struct rill_hart *h)
{
    rill_trap_interrupt(cause, h);
}

void rill_trap_at_idle(uintptr_t cause, rill_trap_fn *fn)
{
    fn(cause, NULL);
}

/* ---- the board and libc-shim/ ---- */

static size_t console_put(const struct rill_console *c, const char *bytes,
                          size_t n)
{
    (void)c;
    (void)bytes;
    return n;
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

static const struct rill_console_ops console_ops = {.init = console_nothing,
                                                    .put = console_put,
                                                    .get = console_get,
                                                    .drain = console_nothing};
static const struct rill_console console = {.ops = &console_ops};

struct rill_board rill_board = {
    .name = "explorer",
    .console = &console,
    .consoles = &console,
    .timer.hz = EXPLORE_HZ,
};

void rill_image_flush(void)
{
}

void rill_image_task_exit(void)
{
}

_Noreturn void rill_image_first_exit(int result)
{
    (void)result;
    explore_over();
}

int rill_image_main(void *unused)
{
    return explore_main(unused);
}

/* ---- from one stack to the next ---- */

/* Only marks for a new task's pc: no code ever calls them. */
void rill_task_entry(void)
{
    explore_fail("rill_task_entry was called");
}

void rill_task_entry_watched(void)
{
    explore_fail("rill_task_entry_watched was called");
}

_Noreturn void rill_host_wrong(const char *what);
_Noreturn void rill_host_wrong(const char *what)
{
    explore_fail("%s", what);
}

static bool watched[EXPLORE_HARTS]; /* the next first frame is watched */

/* The kernel has put the function and its argument on a new task's stack. Below them this puts
 * what the host's switch wants. */
static void lay_first_frame(struct rill_task *t)
{
    uintptr_t *given = (uintptr_t *)t->sp;
    uintptr_t *frame = given - SWITCH_BYTES / sizeof(*frame);

    if (t->pc != (uintptr_t)rill_task_entry &&
        t->pc != (uintptr_t)rill_task_entry_watched)
        return;
    frame[0] = (uintptr_t)rill_host_entry;
    frame[1] = given[FIRST_FN / XLEN_BYTES];
    frame[2] = given[FIRST_ARG / XLEN_BYTES];
    watched[rill_hart_id()] = t->pc == (uintptr_t)rill_task_entry_watched;
    t->sp = (uintptr_t)frame;
    t->pc = KEPT;
}

/* For the other harts all of this is one step. On the target other harts may do things in
 * between, but none that matters, because no other hart has one of the two tasks. */
static void leave(struct rill_task *to, struct rill_lock *held, uintptr_t pc)
{
    struct rill_task *self = rill_task_self();

    explore_say("task %u goes (%s), task %u comes", (unsigned)self->number,
                pc == ENDED       ? "ended"
                : self->waits_for ? self->waits_for
                                  : "",
                (unsigned)to->number);
    if (self->pc != STOOD_ON)
        explore_fail("a block is given to a new task while its last one stands "
                     "on it");
    lay_first_frame(to);
    if (to->pc != KEPT)
        explore_fail(to->pc == ENDED ? "a task that has ended is run"
                                     : "a task is run by two harts");
    self->pc = pc;
    to->pc = STOOD_ON;
    rill_host_tp = (char *)to + RILL_TASK_BYTES;
    explore_drop_quietly(held);
    if (explore_held())
        explore_fail("a task leaves its hart with %u locks held",
                     explore_held());
    rill_host_swap(&self->sp, to->sp);
}

void rill_switch(struct rill_task *to, struct rill_lock *held)
{
    leave(to, held, KEPT);
}

_Noreturn void rill_switch_last(struct rill_task *to, struct rill_lock *held)
{
    leave(to, held, ENDED);
    explore_fail("a task that has ended is run");
}

_Noreturn void rill_task_main(rill_task_fn *fn, void *arg);
void explore_entered(void);

/* A hart's first step, or a task's. */
_Noreturn void rill_host_first(rill_task_fn *fn, void *arg)
{
    if (!fn) {
        explore_entered();
        rill_irq_on();
        rill_sched_run();
    }
    if (watched[rill_hart_id()])
        rill_task_main(fn, arg);
    rill_task_exit(fn(arg));
}

/* ---- start, and start again ---- */

/* The sections into which run puts the data of the kernel and the programs. */
extern char __start_xdata[], __stop_xdata[], __start_xbss[], __stop_xbss[];
static char data_then[64 << 10], bss_then[256 << 10];

static size_t data_bytes(void)
{
    return (size_t)(__stop_xdata - __start_xdata);
}

static size_t bss_bytes(void)
{
    return (size_t)(__stop_xbss - __start_xbss);
}

static void be_hart(unsigned i)
{
    rill_host_hart = &rill_harts[i];
    rill_host_hart_id = i;
    rill_host_tp = (char *)&rill_idle_tasks[i] + RILL_TASK_BYTES;
}

void explore_bring_up(void)
{
    for (unsigned i = EXPLORE_HARTS; i-- > 0;) {
        be_hart(i);
        rill_harts[i].fault_sp =
            (uintptr_t)explore_memory + (i + 1) * IDLE_BYTES;
        rill_harts[i].id = i;
        rill_sched_init(&rill_harts[i]);
        rill_idle_tasks[i].pc = STOOD_ON;
    }
    rill_heap_init((uintptr_t)explore_memory_end);
    rill_timer_init();
    rill_ticks_of_any_ns(1);
    if (RILL_BLOCK_BYTES(rill_task_kind(TASK_STACK)) != EXPLORE_BLOCK_BYTES)
        rill_host_wrong("a task's block has another size than stacks.h says");
    if (data_bytes() > sizeof(data_then) || bss_bytes() > sizeof(bss_then))
        rill_host_wrong("the kernel's data have grown");
    memcpy(data_then, __start_xdata, data_bytes());
    memcpy(bss_then, __start_xbss, bss_bytes());
}

void explore_prepare(const struct explore_way *way)
{
    static const struct rill_task_opts opts = {.name = "main",
                                               .stack_bytes = TASK_STACK};

    memcpy(__start_xdata, data_then, data_bytes());
    memcpy(__start_xbss, bss_then, bss_bytes());
    rill_harts_called = rill_harts_count = way->harts;
    rill_harts_here[0] = (1u << way->harts) - 1;
    be_hart(0);
    if (rill_spawn(NULL, &opts, explore_main, NULL))
        rill_host_wrong("no memory for the first task");
    for (unsigned i = 0; i < way->harts; i++) {
        uintptr_t high = (uintptr_t)explore_memory + (i + 1) * IDLE_BYTES;
        uintptr_t *frame = (uintptr_t *)(high - SWITCH_BYTES);

        frame[0] = (uintptr_t)rill_host_entry;
        frame[1] = 0;
        explore_start_hart(i, (uintptr_t)frame,
                           (char *)&rill_idle_tasks[i] + RILL_TASK_BYTES,
                           &rill_harts[i]);
        rill_harts[i].random = (uint32_t)explore_random() | 1;
    }
}
