/* rill/panic.h -- when something breaks: panics, hooks that Rill then calls, and faults
 * caught on purpose. How to go on after a panic is in rill/defer.h.
 *
 *     rill_panic, or a fault in a task
 *       its deferred calls run, newest first       rill/defer.h
 *       no call recovered: Rill prints one block
 *       Rill calls the hooks                       rill_panic_hook_add
 *       the machine stops, or only the task ends   rill_panic_ends
 *
 * The block is the sentence, the task, its stack, a backtrace. An image linked with
 * `make REPORTS=short` prints one short line instead, with numbers that tools/qemu-run
 * explains; that image holds no sentence.
 */
#ifndef RILL_PANIC_H
#define RILL_PANIC_H

#include <stdbool.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

struct rill_task;

/* Break: the caller has made a mistake and cannot go on. If no deferred call recovers, the
 * machine stops with status 134, which is what a shell shows for abort(). From anywhere. Never
 * returns; allocates nothing; prints without blocking. fmt is a literal, and knows
 * %s %c %d %u %x %p %%, with l, ll or z before d u x; nothing else. */
RILL_NORETURN void rill_panic(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* An exception, as the hart tells it (RISC-V privileged spec 1.12, 3.1.15). */
struct rill_fault {
    uintptr_t cause; /* mcause or scause */
    uintptr_t pc;    /* the instruction */
    uintptr_t
        addr; /* mtval or stval: the address, where there is one. A hart may
                      * not tell it: then Rill works it out, or it is 0 */
};

#define RILL_PANIC_TEXT 96 /* bytes; a longer sentence is cut */

/* What a panic was. */
struct rill_panic_info {
    const struct rill_task *task; /* NULL: in a trap handler */
    uintptr_t pc;                 /* of the call, or the instruction */
    bool is_fault;
    struct rill_fault fault;    /* if is_fault */
    char text[RILL_PANIC_TEXT]; /* the sentence; "" with REPORTS=short */
};

/* A function that Rill calls for a panic that no call recovered, a fault, an overflow or a
 * deadlock: to save what must be saved, to switch a motor off. Rill calls the newest first,
 * after it has printed the block (some 0.1 s at 115200 baud): so what broke is known, whatever
 * a hook does.
 *
 * Interrupts are off. The stack may be nearly full, and may be that of a trap handler or of
 * the idle loop. So fn looks, writes to memory or devices, and returns; or it stops the
 * machine itself. fn runs as a trap handler does, whatever broke: it must not block, exit, or
 * use what belongs to a task, such as errno, thread-local variables, and so printf. It can
 * call rill_panic_say. If fn breaks (and to do any of these is to break), Rill reports that,
 * too, calls no further hook, and stops the machine with the status of what broke first. Rill
 * calls no hook for a fault inside a trap handler. */
struct rill_panic_hook {
    void (*fn)(struct rill_panic_hook *, const struct rill_panic_info *);
    /* Rill's own: */
    struct rill_panic_hook *older;
    uint32_t added;
};

/* Add a hook, or remove it. The caller owns the hook, which must stay until it is removed. By
 * tasks; does not block.
 * Misuse: the hook is added twice, or removed when it was not added: panic. */
void rill_panic_hook_add(struct rill_panic_hook *hook);
void rill_panic_hook_remove(struct rill_panic_hook *hook);

/* Write a string to the console, from a hook or from anywhere. Waits for the device, and does
 * not block. */
void rill_panic_say(const char *text);

enum rill_panic_end { RILL_PANIC_ENDS_MACHINE, RILL_PANIC_ENDS_TASK };

/* Say what a panic or a fault ends that no call recovered; at the start, the machine. With
 * RILL_PANIC_ENDS_TASK Rill prints the report and the other tasks go on; rill_join gives the
 * result -ENOTRECOVERABLE. What the task had locked stays locked, and Rill panics in the tasks
 * that wait for it and in the next that locks it. A deferred unlock avoids that.
 *
 * These stop the machine all the same: a panic of the first task; what breaks in a trap, in
 * the idle loop, in a hook, or in the midst of a switch; an overflow of a stack; a fault in
 * Rill's own code, or with less than RILL_STACK_MIN_BYTES and 36 words (the registers) of
 * stack left; an invariant of Rill's own that does not hold; a deadlock. rill_try and
 * rill_recover stop none of these but a panic of the first task. A panic after the deferred
 * calls of a task that ends (in an exit hook, say) stops the machine, too, unless a rill_try
 * is around it.
 * By tasks; does not block. */
void rill_panic_ends(enum rill_panic_end what);

/* Run fn(arg). If fn raises an exception, end fn there.
 *   returns  0: fn came to its end; 1: fn faulted, and *fault says how.
 * fn must not block. What it had locked stays locked, and its deferred calls do not run. For
 * tests, and for trying what a machine has; rill_try is for all else. Calls may nest. By
 * tasks. */
int rill_catch_fault(void (*fn)(void *), void *arg, struct rill_fault *fault);

RILL_C_END

/* The macros that keep the sentences. */
#include <rill/inline/panic.h>

#endif
