/* rill/panic.h -- when it breaks: panics, the hooks that are told of them, and faults
 * caught on purpose. How to go on after a panic is in rill/defer.h.
 *
 *     rill_panic, or a fault in a task
 *       its deferred calls run, newest first      rill/defer.h
 *       nobody recovered: one block is printed
 *       the hooks are told                        rill_panic_hook_add
 *       the machine stops, or only the task ends  rill_panic_ends
 *
 * The block is the sentence, the task, its stack, a backtrace. An image linked
 * with `make REPORTS=short` has one short line in its place, with numbers that
 * tools/qemu-run explains; no sentence is in the image then.
 */
#ifndef RILL_PANIC_H
#define RILL_PANIC_H

#include <stdbool.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

struct rill_task;

/* A sentence of a panic: in a section of its own, which linker/ puts into the
 * image or beside it. Only its address is certain to mean something. */
#define RILL_SENTENCE(text)                                           \
    ({                                                                \
        static const char sentence_[] __attribute__((                 \
            section(".rill.sentence." RILL_SENTENCE_LINE_(__LINE__)), \
            aligned(1))) = "" text;                                   \
        sentence_;                                                    \
    })
#define RILL_SENTENCE_LINE_(n)  RILL_SENTENCE_LINE__(n)
#define RILL_SENTENCE_LINE__(n) #n

/* Break: the caller has made a mistake and cannot go on. If nobody recovers,
 * stop the machine with status 134, which is what a shell shows for abort().
 * From anywhere; never returns; allocates nothing; what it prints it prints
 * without blocking. fmt is a literal and knows %s %c %d %u %x %p %%, and l, ll, z
 * before d u x; nothing else. */
RILL_NORETURN void rill_panic(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
#define rill_panic(fmt, ...)                              \
    ((void)sizeof(rill_panic_check_(fmt, ##__VA_ARGS__)), \
     (rill_panic)(RILL_SENTENCE(fmt), ##__VA_ARGS__))
int rill_panic_check_(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* What we hold true of our own code. Stays on in every build. Nobody recovers
 * from this one: Rill's own memory may be in ruins. */
#define rill_assert(cond)                                                 \
    do {                                                                  \
        if (__builtin_expect(!(cond), 0))                                 \
            rill_wrong(RILL_SENTENCE(#cond                                \
                                     " does not hold in " __FILE__        \
                                     ":" RILL_SENTENCE_LINE_(__LINE__))); \
    } while (0)
RILL_NORETURN void rill_wrong(const char *sentence);

/* An exception, as the hart tells it (RISC-V privileged spec 1.12, 3.1.15). */
struct rill_fault {
    uintptr_t cause; /* mcause / scause */
    uintptr_t pc;    /* the instruction */
    uintptr_t
        addr; /* mtval / stval: the address, where there is one. A hart may not
                        tell it: then worked out from the instruction, or 0 */
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

/* To be told of a panic that nobody recovered, of a fault, an overflow, a
 * deadlock: to save what must be saved, to switch a motor off. Newest first, when
 * the block is printed (some 0.1 s at 115200 baud): so whatever a hook does, what broke is
 * known. Interrupts are off, the stack may be nearly full, and it may be a trap handler's
 * or the idle loop's: fn looks, writes to memory or devices, and returns; or it ends the
 * machine itself. Wherever it broke, fn runs as a trap handler does: it must not block, nor
 * exit, nor use what belongs to a task: errno, thread-local variables, and so printf;
 * rill_panic_say is for that. If fn breaks, and to do any of these is to break, the rest of
 * the chain is left out, that is reported too, and the machine stops with the status of
 * what broke first. Not called for a fault inside a trap handler. */
struct rill_panic_hook {
    void (*fn)(struct rill_panic_hook *, const struct rill_panic_info *);
    struct rill_panic_hook *older; /* private */
    uint32_t added;                /* private */
};

/* Write a string to the console, in a hook or anywhere. Waits for the device. */
void rill_panic_say(const char *text);

/* Memory: the hook is the caller's; it must stay until it is removed. Tasks only;
 * neither blocks. Added twice, or removed when it was not added: panic. */
void rill_panic_hook_add(struct rill_panic_hook *hook);
void rill_panic_hook_remove(struct rill_panic_hook *hook);

enum rill_panic_end { RILL_PANIC_ENDS_MACHINE, RILL_PANIC_ENDS_TASK };

/* What a panic or a fault ends that nobody recovered; at start, the machine. With
 * RILL_PANIC_ENDS_TASK the report is printed and the others go on; rill_join's
 * result is -ENOTRECOVERABLE. What the task had locked stays locked, and the tasks
 * that wait for it, and the next that locks it, are told (a panic); a deferred unlock is
 * the way out of that.
 *
 * The first task stops the machine all the same. So does what neither rill_try nor
 * rill_recover can stop: what breaks in a trap, in the idle loop, in a hook, or in
 * the midst of a switch; an overflow of a stack; a fault in Rill's own code, or
 * with less than RILL_STACK_MIN_BYTES and 36 words (the registers) of stack left;
 * rill_assert; a deadlock. And so does a panic after the deferred calls of a task
 * that ends (in an exit hook, say), if no rill_try is around it.
 * Tasks only; does not block. */
void rill_panic_ends(enum rill_panic_end what);

/* Run fn(arg); if it raises an exception, end it there and say which.
 *   returns  0: fn came to its end; 1: it faulted, *fault says how.
 * fn must not block, and locks it held stay locked; deferred calls are not run.
 * For probing what a machine has, and for tests; rill_try is for the rest. Calls
 * may nest. Tasks only. */
int rill_catch_fault(void (*fn)(void *), void *arg, struct rill_fault *fault);

RILL_C_END

#endif
