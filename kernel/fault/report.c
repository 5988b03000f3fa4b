/* kernel/fault/report.c -- the long form of a report: what broke and where.
 *
 * A report may run when anything is broken: it uses only the console's polled output, and
 * reads nothing outside the heap region and the image.
 *
 * The report finds return addresses by looking, not by following: it takes every word of the
 * stack that points behind a call instruction. So programs need no frame pointers and pay
 * nothing, and the report sees through picolibc's functions. But a word may be left over from
 * a call that has returned. So the report prints each with a '?' and with the word's own
 * address: tools/qemu-run knows the size of each function's frame from the ELF, and so which
 * of the words are return addresses. We refused frame pointers: picolibc keeps none, so the
 * chain broke at the first qsort. We refused the ELF's tables in the image: they would be a
 * third of it.
 */
#include <stddef.h>
#include <rill/chan.h>
#include <port/image.h>
#include <port/switch.h>
#include "extras.h"
#include "guards.h"
#include "idle.h"
#include "panic.h"
#include "print.h"
#include "task.h"
#include "trap.h"

#define MOST_CALLS 24
#define FAR_OFF    65536u /* below the heap; the guard stops a stack before */
#define LOOK_WORDS 65536u /* looked at on a stack, for calls that repeat */
#define REPEATED   16u    /* a call found this often repeats */
#define ENDLESS    4u /* a depth of so many stacks: the recursion may not end */

static bool overflowed(const struct rill_report *r)
{
    return r->sp < rill_stack_end(r->task) || r->jumped ||
           (!r->nearly_full && rill_stack_spoiled(r->task));
}

static uintptr_t stack_high(const struct rill_task *t)
{
    return rill_is_idle(t) ? rill_idle_stack_top(t) : (uintptr_t)t;
}

/* The first word at or above sp that the report may read. */
static const uintptr_t *first_word(const struct rill_task *t, uintptr_t sp)
{
    if (!rill_is_idle(t) && sp < (uintptr_t)__heap_start)
        sp = (uintptr_t)__heap_start; /* below is the guard */
    if (RILL_PAGED && rill_stack_end(t) != t->stack_low &&
        sp < rill_stack_readable(t))
        sp = rill_stack_readable(t);
    return (const uintptr_t *)((sp + sizeof sp - 1) & ~(sizeof sp - 1));
}

/* Print the call that repeats most.   returns  whether a call repeats. */
static bool print_repeated(const struct rill_task *t, uintptr_t sp,
                           uintptr_t high)
{
    const uintptr_t *at = first_word(t, sp), *end = (const uintptr_t *)high;
    uintptr_t which;
    unsigned long n;

    if (at < end && (size_t)(end - at) > LOOK_WORDS)
        end = at + LOOK_WORDS;
    n = rill_return_most(at, end, &which);
    if (n < REPEATED)
        return false;
    rill_print("          the calls repeat: of 0x%lx there are %lu%s; a "
               "recursion without an end?\n",
               (unsigned long)which, n,
               end < (const uintptr_t *)high ? " and more" : "");
    return true;
}

/* Print how deep the task went, if that is known, and what size would have been enough: that
 * depth and a switch. An overflow that came back has left no mark below the bottom. When a
 * recursion may not end, no size would have been enough. */
static void print_need(const struct rill_report *r, uintptr_t high, bool over)
{
    const struct rill_task *t = r->task;
    size_t mark = rill_stack_used(t), used = mark, low = rill_stack_end(t);

    if (r->sp > high || r->sp + FAR_OFF < (uintptr_t)__heap_start)
        return; /* no sp that this stack could have grown to */
    if (used < high - r->sp)
        used = high - r->sp;
    if (over && used < high - low)
        used = high - low;
    if ((over || r->nearly_full) && print_repeated(t, r->sp, high) &&
        used / ENDLESS >= high - low)
        return;
    if (over || r->nearly_full)
        rill_print("          it needed %lu bytes at the least\n"
                   "          give it more: %s\n",
                   (unsigned long)(used + RILL_STACK_RESERVE),
                   t->number == 1
                       ? "link with -Wl,--defsym=__rill_main_stack_size=..."
                   : rill_is_grown(t->stack_low)
                       ? "memory_bytes in rill_spawn's options"
                       : "stack_bytes in rill_spawn's options");
    else if (mark)
        rill_print("          %lu bytes at the most so far\n",
                   (unsigned long)used);
}

/* The task's name, and its label if it has one. */
static void print_name(const struct rill_task *t)
{
    const char *label = rill_extras_label(t);

    rill_print("\"%s\"", rill_task_name(t));
    if (label)
        rill_print(" (%s)", label);
}

static const char *trace(bool jumped)
{
    return jumped ? "what lies below the bottom is in ruins"
                  : "something was written below the bottom";
}

static void print_stack(const struct rill_report *r)
{
    unsigned long low = rill_stack_end(r->task), high = stack_high(r->task);
    unsigned long sp = r->sp;
    bool over = overflowed(r);

    rill_print("  stack   0x%lx..0x%lx, sp 0x%lx, ", low, high, sp);
    if (over)
        rill_print("OVERFLOWED: ");
    if (sp < low)
        rill_print("sp is %lu bytes below the bottom\n", low - sp);
    else if (over)
        rill_print("%s\n", trace(r->jumped));
    else if (sp <= high)
        rill_print("%lu of %lu bytes in use\n", high - sp, high - low);
    else
        rill_print("sp is outside\n");
    if (rill_is_grown(r->task->stack_low) &&
        rill_slot_of(r->task->stack_low)->starved)
        rill_print(
            "          it wanted to grow, and there is no memory left\n");
    print_need(r, high, over);
}

/* tp points to no task any more: something overwrote the task's memory, most likely the stack
 * above it. sp may still tell which task it was. */
static void print_suspects(uintptr_t sp)
{
    const struct rill_task *on = rill_stack_of(sp), *over;
    bool jumped;

    if (on) {
        rill_print("  sp      0x%lx is on the stack of task ",
                   (unsigned long)sp);
        print_name(on);
        rill_print("\n");
    }
    over = rill_stack_overflowed(&jumped);
    if (!over)
        return;
    rill_print("  stack   0x%lx..0x%lx of task ",
               (unsigned long)over->stack_low, (unsigned long)(uintptr_t)over);
    print_name(over);
    rill_print(", started at 0x%lx, OVERFLOWED: %s\n",
               (unsigned long)over->started_at, trace(jumped));
}

static void print_task(const struct rill_report *r)
{
    const struct rill_task *t = r->task;
    bool is_task = t && rill_is_task(t);

    rill_print("  pc      0x%lx  ", (unsigned long)r->pc);
    if (is_task) {
        rill_print("in task ");
        print_name(t);
    } else if (t) {
        rill_print("with tp = 0x%lx, which is no task's,",
                   (unsigned long)(uintptr_t)t + RILL_TASK_BYTES);
    } else {
        rill_print("in a trap handler");
        rill_irqs_tell();
    }
    rill_print(" on hart %lu\n", (unsigned long)rill_hart_id());
    if (is_task)
        print_stack(r);
    else if (t)
        print_suspects(r->sp);
}

/* A pc that is certain, and the sp there: tools/qemu-run begins with these. */
static void print_place(uintptr_t at, uintptr_t sp)
{
    rill_print("  at 0x%lx, sp 0x%lx\n", (unsigned long)at, (unsigned long)sp);
}

/* The task is at pc. Its callers are looked for in ra (0: it is not known) and above sp. */
static void print_calls(const struct rill_task *t, uintptr_t pc, uintptr_t ra,
                        uintptr_t sp)
{
    uintptr_t high;

    print_place(pc, sp);
    if (rill_is_return(ra))
        rill_print("  at 0x%lx ? in ra\n", (unsigned long)ra);
    if (t && !rill_is_task(t))
        t = rill_stack_of(sp);
    if (!t)
        return;
    high = stack_high(t);
    sp = (uintptr_t)first_word(t, sp);
    for (int n = 0; sp < high && n < MOST_CALLS; sp += sizeof(uintptr_t)) {
        uintptr_t word = *(const uintptr_t *)sp;

        if (rill_is_return(word)) {
            rill_print("  at 0x%lx ? in 0x%lx\n", (unsigned long)word,
                       (unsigned long)sp);
            n++;
        }
    }
}

/* The next string, where strings lie one behind another. */
static const char *next(const char *s)
{
    while (*s++) {
    }
    return s;
}

static void print_registers(const struct rill_frame *f)
{
    const char *name = "ra\0sp\0gp\0tp\0t0\0t1\0t2\0s0\0s1\0a0\0a1\0a2\0a3\0"
                       "a4\0a5\0a6\0a7\0s2\0s3\0s4\0s5\0s6\0s7\0s8\0s9\0s10\0"
                       "s11\0t3\0t4\0t5\0t6";

    for (int i = 1; i < 32; i++, name = next(name))
        rill_print("  %s 0x%lx%s", name, (unsigned long)f->x[i],
                   i % 4 && i != 31 ? "" : "\n");
    rill_print("  status 0x%lx\n", (unsigned long)f->status);
}

/* Privileged spec 1.12, table 3.6, without the causes that the mode cannot see. '@' stands
 * before a cause that has an address, '=' before one that has an instruction. */
static const char causes[] = "@misaligned jump\0"
                             "@instruction access fault\0"
                             "=illegal instruction\0"
                             "@breakpoint\0"
                             "@misaligned load\0"
                             "@load access fault\0"
                             "@misaligned store or atomic\0"
                             "@store access fault\0"
                             "\0\0\0" XMODE_CAUSES;

/* Write a fault's sentence to the n bytes at `to`; to is NULL: to the console. Its frame is not for
 * the other sentences, which a task may ask for with little stack left. */
__attribute__((noinline)) static void
describe_fault(const struct rill_report *r, char *to, size_t n)
{
    unsigned long cause = r->what, addr = r->frame->addr;
    const char *words = causes, *region = rill_region(addr);
    const char *what = rill_fault_tried(cause, region);

    for (unsigned long i = 0; cause < XMODE_CAUSES_END && i < cause; i++)
        words = next(words);
    if (cause >= XMODE_CAUSES_END || !*words)
        words = " unknown cause";
    if (*words == ' ' || r->frame->unknown)
        rill_print_to(to, n, "%s (cause %lu)", words + 1, cause);
    else
        rill_print_to(to, n, "%s%s 0x%lx (cause %lu)%s%s", words + 1,
                      *words == '@' ? " at address" : "", addr, cause,
                      what ? what : "", what ? region + 1 : "");
}

/* Write the sentence of any report, as describe_fault does. */
static void describe(const struct rill_report *r, char *to, size_t n)
{
    if (r->kind == REPORT_HANDLER)
        rill_print_to(to, n, "%s", (const char *)r->what);
    else if (r->frame)
        describe_fault(r, to, n);
    else if (r->kind == REPORT_PANIC)
        rill_vprint_to(to, n, (const char *)r->what, r->args);
    else if (r->kind == REPORT_WRONG)
        rill_print_to(to, n, "rill itself is wrong: %s", (const char *)r->what);
    else if (r->kind == REPORT_DEADLOCK)
        rill_print_to(to, n, "all %lu tasks wait and nothing can wake them",
                      (unsigned long)rill_task_count());
    else if (!rill_is_task(r->task))
        rill_print_to(to, n, "tp is no task's, or that task is in ruins");
    else if (r->nearly_full)
        rill_print_to(to, n,
                      "task \"%s\" has %lu bytes of stack left, and to wait "
                      "takes %u",
                      rill_task_name(r->task),
                      (unsigned long)(r->sp - rill_stack_end(r->task)),
                      RILL_STACK_RESERVE);
    else
        rill_print_to(to, n, "task \"%s\" has overflowed its stack",
                      rill_task_name(r->task));
}

static void print_sentence(const char *before, const struct rill_report *r)
{
    const char *kind = r->kind == REPORT_DEADLOCK ? "deadlock"
                       : r->kind == REPORT_FAULT  ? "fault"
                       : r->kind == REPORT_NESTED
                           ? "fault inside a trap handler"
                           : "panic";

    rill_print("rill: %s%s: ", before, kind);
    describe(r, NULL, 0);
    rill_print("\n");
}

static void print_wait(const struct rill_task *t)
{
    const void *object;
    const char *reason = rill_task_waits(t, &object);

    rill_print(" waits: %s", reason);
    if (object)
        rill_print(" 0x%lx", (unsigned long)(uintptr_t)object);
}

static void print_deadlocked(void)
{
    uintptr_t sp;

    for (struct rill_task *t = NULL; (t = rill_task_next(t));) {
        rill_print("  task ");
        print_name(t);
        print_wait(t);
        rill_print(", started at 0x%lx\n", (unsigned long)t->started_at);
        print_calls(t, rill_task_place(t, &sp), 0, sp);
    }
}

static void print_body(const struct rill_report *r)
{
    const struct rill_frame *f = r->frame;

    if (r->kind == REPORT_DEADLOCK) {
        print_deadlocked();
        return;
    }
    print_task(r);
    if (f)
        print_registers(f);
    if (r->kind != REPORT_NESTED)
        print_calls(r->task, r->pc, f ? f->x[1] : 0, r->sp);
}

/* What the report prints after the hooks. */
static void print_end(const struct rill_report *r)
{
    if (r->broke) {
        print_sentence("a hook that was told of it broke: ", r->broke);
        print_place(r->broke->pc, r->broke->sp);
    }
    if (r->ends_task)
        rill_print("rill: task \"%s\" is ended, the others go on\n",
                   rill_task_name(r->task));
    else
        rill_print("rill: stopped with status %d\n", r->status);
}

void rill_report_full(const struct rill_report *r, struct rill_panic_info *info)
{
    if (info) {
        describe(r, info->text, sizeof info->text);
        return;
    }
    if (r->kind == REPORT_NO_END) {
        rill_print("rill: ended with status %d, and nobody here to tell\n",
                   r->status);
        return;
    }
    if (r->kind == REPORT_AGAIN) {
        rill_print("\nrill: it broke again while it was reported\n");
        return;
    }
    if (r->said) {
        print_end(r);
        return;
    }
    print_sentence("", r);
    print_body(r);
    for (const struct rill_report *o = r->older; o; o = o->older) {
        print_sentence("a deferred call broke, during this ", o);
        print_place(o->pc, o->sp);
    }
}
