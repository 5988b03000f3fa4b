/* kernel/panic.c -- saying what broke and where, and stopping the machine.
 *
 * Everything here may run when anything is broken: no lock, no memory, no libc.
 * Only the console's polled output, and reads that stay inside the heap region
 * and the image.
 *
 * Return addresses are found by looking, not by following: every word of the
 * stack that points behind a call instruction. It needs no frame pointers, so
 * programs pay nothing and picolibc's functions are seen through as well; it may
 * show a call that has returned already. (Refused: frame pointers, which
 * picolibc does not keep, so that the chain broke at the first qsort.)
 */
#include <stdbool.h>
#include <rill/bind.h>
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include "extras.h"
#include "panic.h"
#include "print.h"
#include "task.h"

#define MOST_CALLS 24
#define FAR_OFF    65536u /* below the heap: the guard stops stacks long before */

static int reporting;

_Noreturn void rill_default_stop(int status)
{
    rill_irq_off();
    rill_board.console.ops->drain(&rill_board.console);
    rill_board.power.ops->off(&rill_board.power, status);
    rill_print("rill: ended with status %d, and nobody here to tell\n", status);
    for (;;)
        rill_hart_wait();
}

RILL_DEFAULT(function, rill_stop, rill_default_stop);
RILL_OFFER(function, rill_default_stop);

void rill_report_begin(int status)
{
    rill_irq_off();
    if (reporting) {
        if (reporting++ == 1)
            rill_print("\nrill: it broke again while it was reported\n");
        rill_stop(status);
    }
    reporting = 1;
    rill_image_flush();
}

_Noreturn void rill_report_end(int status)
{
    rill_print("rill: stopped with status %d\n", status);
    rill_stop(status);
}

static bool in_text(uintptr_t a)
{
    return a >= (uintptr_t)__text_start + 4 && a <= (uintptr_t)__text_end &&
           !(a & 1);
}

/* Is there a call right before a? RISC-V unprivileged spec, chapters 24 and 16:
 * jal ra, jalr ra, c.jalr, and c.jal, which on rv64 is another instruction. */
static bool after_call(uintptr_t a)
{
    const uint16_t *h = (const uint16_t *)a;
    uint32_t wide = (uint32_t)h[-1] << 16 | h[-2];
    uint16_t narrow = h[-1];

    return (wide & 0xfff) == 0x0ef || (wide & 0xfff) == 0x0e7 ||
           ((narrow & 0xf07f) == 0x9002 && (narrow & 0x0f80)) ||
           (sizeof(long) == 4 && (narrow & 0xe003) == 0x2001);
}

/* The report itself may stand on the last bytes of the stack that it is about. So
 * whether something was written below the bottom is asked before, once. */
static bool nearly_full;

static bool overflowed(const struct rill_task *t, uintptr_t sp)
{
    return sp < t->stack_low || (!nearly_full && rill_stack_spoiled(t));
}

/* How deep it went, if that is known, and what would have been enough: as deep,
 * and a switch on top. An overflow that came back has left no mark below. */
static void print_need(const struct rill_task *t, uintptr_t sp, uintptr_t high)
{
    size_t bytes = high - t->stack_low, mark = rill_stack_used(t), used = mark;
    bool over = overflowed(t, sp);

    if (sp > high || sp + FAR_OFF < (uintptr_t)__heap_start)
        return; /* no sp that this stack could have grown to */
    if (used < high - sp)
        used = high - sp;
    if (over && used < bytes)
        used = bytes;
    if (over || nearly_full)
        rill_print("          it needed %lu bytes at the least\n",
                   (unsigned long)(used + RILL_STACK_RESERVE));
    else if (mark)
        rill_print("          %lu bytes at the most so far\n",
                   (unsigned long)used);
}

/* Its name, and its label if it has one. */
static void print_name(const struct rill_task *t)
{
    const char *label = rill_extras_label(t);

    rill_print("\"%s\"", rill_task_name(t));
    if (label)
        rill_print(" (%s)", label);
}

void rill_report_task(const struct rill_task *t, uintptr_t pc, uintptr_t sp)
{
    uintptr_t low, high = (uintptr_t)t;

    if (t->magic != RILL_TASK_MAGIC) {
        rill_print("  pc      0x%lx  on hart %lu; tp = 0x%lx is no task's\n",
                   (unsigned long)pc, (unsigned long)rill_hart_id(),
                   (unsigned long)(uintptr_t)t + RILL_TASK_BYTES);
        return;
    }
    low = t->stack_low;
    rill_print("  pc      0x%lx  in task ", (unsigned long)pc);
    print_name(t);
    rill_print(" on hart %lu\n", (unsigned long)rill_hart_id());
    if (t == &rill_idle_tasks[0]) /* it has a stack of the linker's */
        high = (uintptr_t)__heap_start;
    rill_print("  stack   0x%lx..0x%lx, sp 0x%lx, ", (unsigned long)low,
               (unsigned long)high, (unsigned long)sp);
    if (sp < low)
        rill_print("OVERFLOWED: sp is %lu bytes below the bottom",
                   (unsigned long)(low - sp));
    else if (overflowed(t, sp))
        rill_print("OVERFLOWED: something was written below the bottom");
    else if (sp <= high)
        rill_print("%lu of %lu bytes in use", (unsigned long)(high - sp),
                   (unsigned long)(high - low));
    else
        rill_print("sp is outside");
    rill_print("\n");
    print_need(t, sp, high);
    if (nearly_full || overflowed(t, sp))
        rill_print("          give it more: %s\n",
                   t->number == 1
                       ? "link with -Wl,--defsym=__rill_main_stack_size=..."
                       : "stack_bytes in rill_spawn's options");
}

void rill_report_calls(const struct rill_task *t, uintptr_t pc, uintptr_t ra,
                       uintptr_t sp)
{
    uintptr_t high = (uintptr_t)t;
    int n = 0;

    if (pc)
        rill_print("  at 0x%lx\n", (unsigned long)pc);
    if (in_text(ra) && after_call(ra))
        rill_print("  at 0x%lx\n", (unsigned long)ra);
    if (t->magic != RILL_TASK_MAGIC)
        return;
    if (t == &rill_idle_tasks[0])
        high = (uintptr_t)__heap_start;
    else if (sp < (uintptr_t)__heap_start)
        sp = (uintptr_t)__heap_start; /* below is the guard */
    sp = (sp + sizeof(uintptr_t) - 1) & ~(sizeof(uintptr_t) - 1);
    for (; sp < high && n < MOST_CALLS; sp += sizeof(uintptr_t)) {
        uintptr_t word = *(const uintptr_t *)sp;

        if (in_text(word) && after_call(word) && word != ra && word != pc) {
            rill_print("  at 0x%lx\n", (unsigned long)word);
            n++;
        }
    }
}

/* A panic inside a trap is the hart's, not the task's that it came upon. */
static void report_here(uintptr_t pc)
{
    uintptr_t sp = rill_stack_pointer();

    if (!rill_hart_self()) {
        rill_print("  pc      0x%lx  in a trap handler on hart %lu\n",
                   (unsigned long)pc, (unsigned long)rill_hart_id());
        return;
    }
    rill_report_task(rill_task_self(), pc, sp);
    rill_report_calls(rill_task_self(), pc, 0, sp);
}

_Noreturn void rill_panic(const char *fmt, ...)
{
    va_list ap;

    rill_report_begin(STATUS_PANIC);
    rill_print("rill: panic: ");
    va_start(ap, fmt);
    rill_vprint(fmt, ap);
    va_end(ap);
    rill_print("\n");
    report_here((uintptr_t)__builtin_return_address(0));
    rill_report_end(STATUS_PANIC);
}

_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp)
{
    nearly_full = sp > t->stack_low && !rill_stack_spoiled(t);
    rill_report_begin(STATUS_PANIC);
    rill_print("rill: panic: task ");
    print_name(t);
    if (nearly_full)
        rill_print(" has %lu bytes of stack left, and to wait takes %u\n",
                   (unsigned long)(sp - t->stack_low),
                   RILL_STACK_RESERVE);
    else
        rill_print(" has overflowed its stack\n");
    rill_report_task(t, (uintptr_t)__builtin_return_address(0), sp);
    rill_report_calls(t, 0, 0, sp);
    rill_report_end(STATUS_PANIC);
}

_Noreturn void rill_panic_deadlock(void)
{
    rill_report_begin(STATUS_PANIC);
    rill_print("rill: deadlock: all %lu tasks wait and nothing can wake them\n",
               (unsigned long)rill_task_count());
    for (struct rill_task *t = NULL; (t = rill_task_next(t));) {
        rill_print("  task ");
        print_name(t);
        rill_print(" waits: %s", t->waits_for);
        if (t->waits_on)
            rill_print(" 0x%lx", (unsigned long)(uintptr_t)t->waits_on);
        rill_print(", started at 0x%lx\n", (unsigned long)t->started_at);
        rill_report_calls(t, 0, 0, t->sp);
    }
    rill_report_end(STATUS_PANIC);
}
