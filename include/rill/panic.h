/* rill/panic.h -- when it breaks: panics, and faults caught on purpose. */
#ifndef RILL_PANIC_H
#define RILL_PANIC_H

#include <stdint.h>

/* Print one block (the sentence, the task, its stack, a backtrace) and stop the
 * machine with status 134, which is what a shell shows for abort().
 * From anywhere. Never returns, never blocks, allocates nothing.
 * fmt knows %s %c %d %u %x %p %%, and l, ll, z before d u x; nothing else. */
_Noreturn void rill_panic(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* What we hold true of our own code. Stays on in every build. */
#define rill_assert(cond)                                                     \
    do {                                                                      \
        if (__builtin_expect(!(cond), 0))                                     \
            rill_panic("rill itself is wrong: %s does not hold in %s", #cond, \
                       __func__);                                             \
    } while (0)

/* An exception, as the hart tells it (RISC-V privileged spec 1.12, 3.1.15). */
struct rill_fault {
    uintptr_t cause; /* mcause / scause */
    uintptr_t pc;    /* the instruction */
    uintptr_t addr;  /* mtval / stval: the address, where there is one */
};

/* Run fn(arg); if it raises an exception, end it there and say which.
 *   returns  0: fn came to its end; 1: it faulted, *fault says how.
 * fn must not block, and locks it held stay locked. For probing what a machine
 * has, and for tests. Calls may nest. Tasks only. */
int rill_catch_fault(void (*fn)(void *), void *arg, struct rill_fault *fault);

#endif
