/* port/image.h -- what kernel/ and libc-shim/ promise each other, and what
 * linker/sections.ld promises both.
 *
 * The kernel knows no libc and the shim knows no scheduler: these few names are
 * all that passes between them.
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
    __libc_text_end[];                    /* parts of it, in this order */
extern char __heap_start[], __heap_end[]; /* the region for heap and stacks */
extern char __tdata_source[], __tdata_size[], __tbss_size[];
extern char __tls_align[], __tls_size[], __tls_skew[], __tbss_offset[];
extern char __rill_main_stack_size[], __rill_task_stack_size[];

/* A size that the linker script decides. Not (size_t)__tls_size: gcc takes for
 * granted that no object lies at 0, so a size of 0 would count as true. */
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
 * Alarms, unfinished lines, extras of tasks: all programs have code that may
 * call for them, and few need them. The linker keeps a part if code that it keeps
 * needs it by name, and puts something of nothing in its place if none does:
 *
 *     RILL_NEEDS(rill_timer_expire)   in code that is useless without
 *     RILL_PART(alarms_expire) void rill_timer_expire(void) {...}
 *     RILL_NO_PART(alarms_expire) static void nothing(void) {}
 *     rill_alarms_expire()            whichever is there: linker/sections.ld, where
 *                                     the one follows the other
 *
 * The call costs what any call costs. A weak symbol would not do: it is a name,
 * and keeps what it names. */
#define RILL_NEEDS(symbol) __asm__(".reloc ., BFD_RELOC_NONE, " #symbol)
#define RILL_PART(name)    __attribute__((section(".text.part." #name)))
#define RILL_NO_PART(name) \
    __attribute__((used, noipa, section(".text.none." #name)))

/* ---- locks ----
 *
 * Of port/call.h the shim has struct rill_lock, RILL_LOCK_TAKE and RILL_LOCK_DROP, for
 * what its own functions share: a few instructions, no call, not in a trap. */

/* ---- libc-shim promises ---- */

/* The first task: constructors, argv, exit(main(argc, argv)). It is given how large its
 * stack is. In start.c. */
int rill_image_main(void *stack_bytes);

/* The first task calls rill_task_exit: as exit(result). In start.c. */
_Noreturn void rill_image_first_exit(int result);

/* A task that owes (below) ends: give up what the shim keeps for it (its
 * unfinished line is written). Called on the task, before its memory goes. A part:
 * lines_flush in stdio.c. */
void rill_image_task_exit(void);

/* The machine is about to stop after a panic: write all unfinished lines of all
 * tasks, by rill_console_write and nothing else; no lock, no allocation, no
 * blocking; may be called when anything is broken. From then on nothing waits in a ring.
 * Two parts, one behind the other: image_flush in kernel/console/rings.c, which goes on at
 * rill_image_lines, lines_flush_all in stdio.c. */
void rill_image_flush(void);
void rill_image_lines(void);

/* Give read the bytes as they come, with no ^D and its like: what rill_console_mode has
 * been told. In io.c. */
extern bool rill_image_raw;

/* ---- kernel promises ---- */

/* Have rill_image_task_exit called when the calling task ends. In kernel/sched/task.c. */
void rill_task_owe(void);

/* Write all n bytes to the console. Two calls do not mix. In a task it may let others run
 * while it waits for the device, if the program has rings (kernel/console/rings.c); anywhere
 * else it waits with the hart in hand: works before, in and after a panic.
 * In kernel/console/output.c. */
void rill_console_write(const char *bytes, size_t n);

/* As rill_console_write, of what begins at bytes + *taken; and at each moment *taken of the n
 * bytes need not be written any more. So what stops the machine meanwhile can see what is
 * left, and neither loses nor doubles any. Brings the rings. In kernel/console/rings.c. */
void rill_console_write_kept(const char *bytes, size_t n, size_t *taken);

/* May the caller let other tasks run here? Not in a trap, nor with interrupts off, in a
 * hook, in rill_catch_fault, in a report. In kernel/console/rings.c. */
bool rill_may_wait(void);

/* Is it parked? For a moment, where harts are many. In kernel/fault/waits.c. */
struct rill_task;
bool rill_task_parked(const struct rill_task *t);

/* Panic: this call of libc's, which returns to `at`, was made in a trap handler.
 * libc-shim/tasks.h looks for that. In kernel/fault/trap.c. */
_Noreturn void rill_image_not_in_trap(const char *call, uintptr_t at);

/* The next byte from the console. Lets other tasks run while it waits.
 *   returns  0..255, -ETIMEDOUT, -ECANCELED. Tasks only. In kernel/console/input.c. */
int rill_console_getc(uint64_t deadline_ns);

/* The next byte as it came: what rill_console_getc is in all modes but that of lines; and what
 * it is in that mode, NULL in the others. In kernel/console/input.c. */
int rill_input_byte(uint64_t deadline_ns);
typedef int rill_input_edit_fn(uint64_t deadline_ns);
extern rill_input_edit_fn *rill_input_edit;

/* Where the nth device, from 0, that is compatible with this begins; 0: there are no more.
 * Without a device tree: otherwise. In kernel/machine/platform_place.c. */
uintptr_t rill_platform_place(const char *compatible, unsigned nth,
                              uintptr_t otherwise);

/* The begin of a call that tasks alone may make: in a trap it panics, with a sentence that
 * names the call. With STRESS=1 it lets other tasks run. In kernel/sched/wait.c. */
void rill_call_begins(const char *call);

/* The ns from 1970 to now by the clock that the device tree names, or where there is no
 * tree the board's folder; 0: there is none. In a task. In libc-shim/services/date.c. */
uint64_t rill_date_ns(void);

/* Move the end of the heap by delta bytes, either way.
 *   returns  the old end; NULL when that would pass the tasks' memory or the
 *            start of the heap, and then nothing has changed. In kernel/memory/heap.c. */
void *rill_heap_move(ptrdiff_t delta);

/* Is [at, at + n) inside what rill_heap_move has given out? For walks over memory
 * that may be in ruins. In kernel/memory/heap.c. */
bool rill_heap_holds(const void *at, size_t n);

/* The words given at start: one line, words parted by spaces, a backslash
 * before a character that is meant as it stands, "" for an empty word. NULL:
 * the machine gave none. In kernel/main.c. */
const char *rill_boot_args(void);

/* The machine is about to stop: the other harts do so now, each at the end of what
 * it writes. Does not return if another hart is about to stop the machine already.
 * May be called again. Here because of the number of harts: on one it is nothing. */
#if RILL_HARTS > 1
void rill_harts_stop_others(void);
#define rill_stop_others() rill_harts_stop_others()
#else
#define rill_stop_others() ((void)0)
#endif

/* Interrupts off on this hart, and as they were: restore takes what off has said. For a
 * few instructions that no trap handler may come between. Anywhere. In
 * kernel/irq/interrupts.c. */
uintptr_t rill_interrupts_off(void);
void rill_interrupts_restore(uintptr_t were);

/* Is a report being made on this hart? Then the machine ends with its status, or the
 * task. Anywhere. In kernel/fault/panic.c. */
bool rill_report_under_way(void);

/* The program is about to end with a status of its own: has a task overflowed its stack?
 * Then that is said instead, with status 134. The others have stopped. Anywhere. In
 * kernel/fault/panic.c. */
void rill_stacks_look(void);

/* Stop the machine with this status, 0..255, once every byte written has left
 * the device. Never returns. In kernel/fault/panic.c. */
_Noreturn void rill_stop(int status);

#endif
