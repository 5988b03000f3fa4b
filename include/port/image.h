/* port/image.h -- what kernel/ and libc-shim/ promise each other, and what
 * linker/sections.ld promises kernel/ and libc-shim/.
 *
 * The kernel knows no libc and the shim knows no scheduler: each calls the other by these few
 * names alone.
 */
#ifndef PORT_IMAGE_H
#define PORT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/call.h>

/* ---- linker/sections.ld promises (addresses; sizes are addresses too) ---- */
extern char __text_start[], __text_end[];
extern char __rill_text_end[],
    __libc_text_end[];                    /* in the text, in this order */
extern char __heap_start[], __heap_end[]; /* the region for heap and stacks */
extern char __tdata_source[], __tdata_size[], __tbss_size[];
extern char __tls_align[], __tls_size[], __tls_skew[], __tbss_offset[];
extern char __rill_main_stack_size[], __rill_task_stack_size[];

/* A size that the linker script decides. Not (size_t)__tls_size: gcc assumes that no object
 * lies at 0, so a size of 0 would count as true. */
#define RILL_LINKER_NUMBER(symbol)               \
    ({                                           \
        uintptr_t number_;                       \
                                                 \
        __asm__("lui %0, %%hi(" #symbol ")\n\t"  \
                "addi %0, %0, %%lo(" #symbol ")" \
                : "=r"(number_));                \
        number_;                                 \
    })

/* ---- parts that few programs have ----
 *
 * Alarms, unfinished lines, extras of tasks: each program has code that may call them, but
 * few programs need them. The linker keeps a part when code that it keeps needs the part by
 * name. If no code does, a function that does nothing stands in its place:
 *
 *     RILL_NEEDS(rill_timer_expire)   in code that is useless without the part
 *     RILL_PART(alarms_expire) void rill_timer_expire(void) {...}
 *     RILL_NO_PART(alarms_expire) static void nothing(void) {}
 *     rill_alarms_expire()            calls the part if it is linked, else the other: in
 *                                     linker/sections.ld the other follows the part
 *
 * The call costs what any call costs. A weak symbol would not do: a call names it, and so keeps
 * the function. */
#define RILL_NEEDS(symbol) __asm__(".reloc ., BFD_RELOC_NONE, " #symbol)
#define RILL_PART(name)    __attribute__((section(".text.part." #name)))
#define RILL_NO_PART(name) \
    __attribute__((used, noipa, section(".text.none." #name)))

/* ---- locks ----
 *
 * The shim's functions lock what they share with struct rill_lock, RILL_LOCK_TAKE and
 * RILL_LOCK_DROP of port/call.h: for a few instructions, without a call, not in a trap. */

/* ---- libc-shim promises ---- */

/* The first task: it runs the constructors, makes argv, and calls exit(main(argc, argv)). The
 * argument is the size of its stack. In start.c. */
int rill_image_main(void *stack_bytes);

/* The first task called rill_task_exit: do as exit(result) does. In start.c. */
_Noreturn void rill_image_first_exit(int result);

/* A task that called rill_task_owe ends: write its unfinished line, and give back what the shim
 * keeps for it. The task itself calls it, before its memory goes. A part: lines_flush in
 * stdio.c. */
void rill_image_task_exit(void);

/* The machine is about to stop after a panic: write all unfinished lines of all tasks, by
 * rill_console_write and nothing else. It takes no lock, allocates nothing and does not block,
 * and may be called when anything is broken. From then on no byte waits in a ring. Two parts:
 * image_flush in kernel/console/rings.c, which then calls rill_image_lines, lines_flush_all in
 * stdio.c. */
void rill_image_flush(void);
void rill_image_lines(void);

/* Does read give the bytes as they come, without a meaning for ^D? rill_console_mode sets it.
 * In io.c. */
extern bool rill_image_raw;

/* malloc and its like end in this, when there is no memory: it sets errno to ENOMEM. In malloc.c.
 *   returns  NULL. */
void *rill_image_no_memory(void);

/* ---- kernel promises ---- */

/* Have rill_image_task_exit called when the calling task ends. In kernel/sched/task.c. */
void rill_task_owe(void);

/* Write all n bytes to the console. The bytes of two calls do not mix. In a task of a program
 * with rings (kernel/console/rings.c), other tasks may run while it waits for the device.
 * Anywhere else the hart itself waits, so it works before, in and after a panic. In
 * kernel/console/output.c. */
void rill_console_write(const char *bytes, size_t n);

/* As rill_console_write, for the bytes from bytes + *taken on. At each moment *taken says how
 * many of the n bytes need no more writing. So when another task stops the machine meanwhile,
 * it sees what is left, and no byte is lost or written twice. Brings the rings. In
 * kernel/console/rings.c. */
void rill_console_write_kept(const char *bytes, size_t n, size_t *taken);

/* May the caller let other tasks run here? Not in a trap, with interrupts off, in a hook, in
 * rill_catch_fault, or in a report. In kernel/console/rings.c. */
bool rill_may_wait(void);

/* Is the task parked? On many harts, the answer may be old at once. In kernel/fault/waits.c. */
struct rill_task;
bool rill_task_parked(const struct rill_task *t);

/* Panic: a trap handler made this call of libc, which would return to `at`. libc-shim/tasks.h
 * finds that out. In kernel/fault/trap.c. */
_Noreturn void rill_image_not_in_trap(const char *call, uintptr_t at);

/* Print to the console's device, past any ring. Knows %s %c %d %u %x %p %%, and l, ll, z before d u
 * x. From anywhere, when anything is broken. In kernel/fault/print.c. */
void rill_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What Rill takes the machine to have, beside rill_board. Words that say from where Rill knows it
 * are "board", "tree", "tried" and "forced". */
struct rill_found {
    uintptr_t
        ids[RILL_HARTS]; /* of the harts that run tasks, the boot hart first */
    unsigned harts;
    const char *isa; /* the tree's, of the boot hart; isa_bytes 0: none */
    size_t isa_bytes;
    uint64_t memory_base, memory_bytes; /* bytes 0: the tree says nothing */
    const char *console_by, *timer_by, *irqs_by, *end_by;
    const char *guarded; /* what of memory is guarded: "; guards ..." */
};

/* From tasks, and wherever rill_platform_print may be called. In kernel/irq/platform_found.c. */
void rill_platform_found(struct rill_found *f);

/* The next byte from the console. Tasks only; other tasks run while it waits.
 *   returns  0..255, -ETIMEDOUT, -ECANCELED. In kernel/console/input.c. */
int rill_console_getc(uint64_t deadline_ns);

/* The next byte as it came: rill_console_getc calls this in all modes but that of lines. In the
 * mode of lines it calls rill_input_edit, which is NULL in the other modes. In
 * kernel/console/input.c. */
int rill_input_byte(uint64_t deadline_ns);
typedef int rill_input_edit_fn(uint64_t deadline_ns);
extern rill_input_edit_fn *rill_input_edit;

/* The address of the nth device, from 0, that is compatible with this; 0: the tree has no nth.
 * Without a device tree it returns `otherwise`. In kernel/machine/platform_place.c. */
uintptr_t rill_platform_place(const char *compatible, unsigned nth,
                              uintptr_t otherwise);

/* A call that only tasks may make begins with this. In a trap it panics, with a sentence that
 * names the call. With STRESS=1 it lets other tasks run. In kernel/sched/wait.c. */
void rill_call_begins(const char *call);

/* The ns from 1970 to now, by the clock that the device tree names, or without a tree the
 * board's folder. 0: there is no such clock. Tasks only. In libc-shim/services/date.c. */
uint64_t rill_date_ns(void);

/* Move the end of the heap up by delta bytes, or down by -delta.
 *   returns  the old end; NULL when the end would pass the tasks' memory or the start of the
 *            heap, and then the end has not moved. In kernel/memory/heap.c. */
void *rill_heap_move(ptrdiff_t delta);

/* Does [at, at + n) lie in the heap, below the end that rill_heap_move moves? For walks over
 * memory that may be in ruins. In kernel/memory/heap.c. */
bool rill_heap_holds(const void *at, size_t n);

/* ---- malloc's side of memory, in kernel/memory. Tasks only; no call lets others run. ----
 *
 * Take a block for so many bytes, 0 too, aligned to 16 or more (_aligned: to `align`, a power of
 * two). Its memory holds anything. In small.c, large.c.
 *   returns  what rill_image_no_memory does, when there is no memory. */
void *rill_heap_take(size_t bytes);
void *rill_heap_take_aligned(size_t align, size_t bytes);

/* Give a block back; NULL: nothing. Misuse: `at` is no block that is out: panic. */
void rill_heap_give(void *at);

/* The bytes that the block has: as many as were asked for, or more. `call` and its caller's return
 * address are for the panic, of misuse as above. In large.c. */
size_t rill_heap_size(const void *at, const char *call, uintptr_t caller);

/* What malloc has: its pages, those of them that are free, the free runs, and large blocks. Blocks
 * that a hart keeps for itself count as used. In large.c. */
struct rill_heap_info {
    size_t bytes, free_bytes, free_runs, large_blocks, large_bytes;
};
void rill_heap_read(struct rill_heap_info *info);

/* Give back the pages that this hart keeps and does not use.   returns  whether there were any. In
 * large.c. */
bool rill_heap_trim(void);

/* Let the block, which has `size` bytes, have `bytes` where it lies.   returns  whether it
 * could. */
bool rill_heap_resize(void *at, size_t size, size_t bytes);

/* What stands for the calls above with HEAP=debug, in kernel/checks (include/rill/heap.h). `caller` is
 * where the program's call returns to. _asked_by: calloc and its like have called malloc for this
 * block, and their caller is the one to name. The block may be of a program's own malloc. */
void *rill_checked_take(size_t align, size_t bytes, uintptr_t caller);
void rill_checked_give(void *at, uintptr_t caller);
size_t rill_checked_size(void *at, const char *call, uintptr_t caller);
void rill_checked_asked_by(void *at, uintptr_t caller);

/* The words for argv, in one line: spaces part the words, a backslash stands before a character
 * that is meant as it is, and "" is an empty word. NULL: the machine gave no words. In
 * kernel/main.c. */
const char *rill_boot_args(void);

/* This hart is about to stop the machine: stop the other harts now, each at the end of its
 * write to the console. When another hart is about to stop the machine already, it does not
 * return. It may be called again. On one hart it is nothing. */
#if RILL_HARTS > 1
void rill_harts_stop_others(void);
#define rill_stop_others() rill_harts_stop_others()
#else
#define rill_stop_others() ((void)0)
#endif

/* Turn interrupts off on this hart, and back as they were: restore takes the answer of off. For
 * a few instructions that no trap handler may interrupt. From anywhere. In
 * kernel/irq/interrupts.c. */
uintptr_t rill_interrupts_off(void);
void rill_interrupts_restore(uintptr_t were);

/* Does this hart print a report? Then the machine ends with the report's status, or the task
 * ends. From anywhere. In kernel/fault/panic.c. */
bool rill_report_under_way(void);

/* The program is about to end with a status of its own, and the other harts have stopped. When
 * a task has overflowed its stack, report that and stop with status 134 instead. From anywhere.
 * In kernel/fault/panic.c. */
void rill_stacks_look(void);

/* Stop the machine with this status, 0..255, once each written byte has left the device. From
 * anywhere; never returns. In kernel/fault/panic.c. */
_Noreturn void rill_stop(int status);

#endif
