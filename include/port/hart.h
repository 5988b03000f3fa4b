/* port/hart.h -- the hart we run on: its id, its interrupts, its sleep. */
#ifndef PORT_HART_H
#define PORT_HART_H

#include <mode.h>
#include <port/call.h>
#include <port/frame.h>
#include <stdbool.h>
#include <stdint.h>

#define RILL_STR_(x) #x
#define RILL_STR(x)  RILL_STR_(x)

struct rill_hart; /* kernel/sched/hart.h */

/* A register as a variable. (tools/lint gives its own definition: cppcheck cannot read this.) */
#ifndef RILL_REGISTER
#define RILL_REGISTER(type, name, which) register type name __asm__(which)
#endif

/* This hart, or NULL inside a trap. Volatile on purpose: a task may come out of a switch on
 * another hart, so the compiler must not keep the answer. */
static inline struct rill_hart *rill_hart_self(void)
{
    struct rill_hart *h;

    __asm__ volatile("csrr %0, " RILL_STR(XSCRATCH) : "=r"(h));
    return h;
}

/* Set what rill_hart_self answers: h, or NULL, as in a trap. With interrupts off. */
static inline void rill_hart_self_set(struct rill_hart *h)
{
    __asm__ volatile("csrw " RILL_STR(XSCRATCH) ", %0" : : "r"(h) : "memory");
}

/* tp, which points to the running task; kernel/sched/task.h draws what lies around it. A
 * register variable, because gcc would copy and keep __builtin_thread_pointer. */
RILL_REGISTER(char *, rill_tp, "tp");

static inline void *rill_thread_pointer(void)
{
    return rill_tp;
}

/* A register variable, so that a comparison needs no copy. */
RILL_REGISTER(uintptr_t, rill_sp, "sp");

static inline uintptr_t rill_stack_pointer(void)
{
    return rill_sp;
}

/* ---- tp in a trap ----
 *
 * A task's tp points to its thread-local variables. In a trap tp points to the hart. While a
 * handler of the program runs, tp points to the first byte of the hart's guard
 * (linker/sections.ld): when the handler uses errno or another _Thread_local, it faults there
 * and overwrites no memory of ours. Below tp, in a trap as in a handler, lie 0 at -8, where a
 * task has its number (rill_here), and the hart's address at -16.
 *
 *        struct rill_hart             the guard
 *     hart | 0 | fields ...        hart | 0 | - - - - -
 *              ^ tp in a trap               ^ tp of a handler
 */
static inline struct rill_hart *rill_trap_hart(void)
{
    return *(struct rill_hart **)(rill_tp - TRAP_CELL_BYTES);
}

/* In a trap: the pc that the trap interrupted. No code in a trap changes xepc. */
static inline uintptr_t rill_trap_pc(void)
{
    uintptr_t pc;

    __asm__ volatile("csrr %0, " RILL_STR(XEPC) : "=r"(pc));
    return pc;
}

static inline void rill_thread_pointer_set(const void *tp)
{
    __asm__ volatile("mv tp, %0" : : "r"(tp) : "memory");
}

/* In a trap, around the call of a handler: set tp for the handler, and back for the trap. */
static inline void rill_handler_begins(void)
{
    __asm__ volatile(RILL_LOAD_LONG " tp, %0(tp)"
                     :
                     : "i"(HART_HANDLER_TP)
                     : "memory");
}

static inline void rill_handler_ended(void)
{
    __asm__ volatile(RILL_LOAD_LONG " tp, %0(tp)"
                     :
                     : "i"(-TRAP_CELL_BYTES)
                     : "memory");
}

/* uintptr_t rill_hart_id(void): the machine's number of this hart, also in a trap.
 * mode.h defines it. */

/* Turn interrupts off.   returns  for rill_irq_restore: whether they were on. */
static inline uintptr_t rill_irq_off(void)
{
    uintptr_t status;

    __asm__ volatile("csrrci %0, " RILL_STR(XSTATUS) ", %1"
                     : "=r"(status)
                     : "i"(XSTATUS_IE)
                     : "memory");
    return status & XSTATUS_IE;
}

static inline void rill_irq_restore(uintptr_t status)
{
    __asm__ volatile("csrs " RILL_STR(XSTATUS) ", %0"
                     :
                     : "r"(status)
                     : "memory");
}

static inline void rill_irq_on(void)
{
    __asm__ volatile("csrsi " RILL_STR(XSTATUS) ", %0"
                     :
                     : "i"(XSTATUS_IE)
                     : "memory");
}

/* ---- an instruction that may trap, and is expected to ----
 *
 * Around it, with interrupts off, xtvec holds rill_try_vectors of boot/trap.S, in the mode that
 * xtvec has (a hart may not know the other mode), and xscratch holds the label `after` + 1.
 * With or without a trap, the hart goes on at `after`. The trap spoils t0 and t1, so these
 * macros use them, too. `vector` and `scratch` are registers that keep the old values. */
/* clang-format off */
#define RILL_TRY_BEGIN(after)                            \
    "la t0, rill_try_vectors\n\t"                        \
    "csrr %[vector], " RILL_STR(XTVEC) "\n\t"            \
    "andi t1, %[vector], 3\n\t"                          \
    "or t0, t0, t1\n\t"                                  \
    "csrw " RILL_STR(XTVEC) ", t0\n\t"                   \
    "la t0, " after " + 1\n\t"                           \
    "csrrw %[scratch], " RILL_STR(XSCRATCH) ", t0\n\t"
#define RILL_TRY_END                                     \
    "csrw " RILL_STR(XSCRATCH) ", %[scratch]\n\t"        \
    "csrw " RILL_STR(XTVEC) ", %[vector]\n\t"

/* Try one instruction that this hart may not know.   returns  whether the hart did it; false:
 * it trapped. At boot, in tasks, and in C inside a trap: xepc and xstatus are kept, xcause and
 * xtval are lost. The instruction is a literal, in which %[at] is `at_`, and %[value] is the
 * register that the instruction writes, if any; its value is 0 after a trap. */
#define RILL_HART_TRY(instruction, at_, value_)                            \
    ({                                                                     \
        uintptr_t vector_, scratch_, did_, pc_, status_;                   \
                                                                           \
        __asm__ volatile(                                                  \
            "csrrci %[status], " RILL_STR(XSTATUS) ", %[ie]\n\t"           \
            "csrr %[pc], " RILL_STR(XEPC) "\n\t"                           \
            RILL_TRY_BEGIN("1f")                                           \
            "li %[did], 0\n\t"                                             \
            "li %[value], 0\n\t"                                           \
            instruction "\n\t"                                             \
            "li %[did], 1\n"                                               \
            "1:\n\t"                                                       \
            RILL_TRY_END                                                   \
            "csrw " RILL_STR(XEPC) ", %[pc]\n\t"                           \
            "csrw " RILL_STR(XSTATUS) ", %[status]"                        \
            : [vector] "=&r"(vector_), [scratch] "=&r"(scratch_),          \
              [did] "=&r"(did_), [pc] "=&r"(pc_), [status] "=&r"(status_), \
              [value] "=&r"(value_)                                        \
            : [ie] "i"(XSTATUS_IE), [at] "r"(at_)                          \
            : "t0", "t1", "memory");                                       \
        (bool)did_;                                                        \
    })
/* clang-format on */

/* As RILL_HART_TRY, for an instruction that writes no register. */
#define RILL_HART_CAN(instruction, at_)         \
    ({                                          \
        uintptr_t none_;                        \
                                                \
        RILL_HART_TRY(instruction, at_, none_); \
    })

/* Is there memory at this address? Reads a byte. */
static inline bool rill_hart_can_read(const void *at)
{
    return RILL_HART_CAN("lb zero, 0(%[at])", at);
}

/* Read a word of memory or of a device.   returns  false: nothing answered. */
static inline bool rill_hart_read_word(uintptr_t at, uint32_t *word)
{
    uintptr_t value = 0;
    bool did = RILL_HART_TRY("lw %[value], 0(%[at])", at, value);

    *word = (uint32_t)value;
    return did;
}

/* Has the hart a CSR of that number (a literal, 0x14d), and may this mode read it? */
#define RILL_HART_HAS_CSR(number) RILL_HART_CAN("csrr zero, " #number, 0)

/* Does xtvec take a table of vectors (privileged spec 1.12, 3.1.7)? It turns interrupts off
 * while it looks. */
static inline bool rill_hart_has_vectors(void)
{
    uintptr_t old, mode, status = rill_irq_off();

    __asm__ volatile(
        "csrr %0, " RILL_STR(XTVEC) "\n\t"
                                    "csrsi " RILL_STR(
                                        XTVEC) ", 1\n\t"
                                               "csrr %1, " RILL_STR(
                                                   XTVEC) "\n\t"
                                                          "csrw " RILL_STR(
                                                              XTVEC) ", %0"
        : "=&r"(old), "=&r"(mode));
    rill_irq_restore(status);
    return mode & 1;
}

/* Read the entropy source's CSR, by a write, which is the only way that works (RISC-V
 * cryptography extensions 1.0, 4.1). When bits 31:30 are 2, the low 16 bits are random. */
static inline bool rill_hart_seed(uintptr_t *seed)
{
    return RILL_HART_TRY("csrrw %[value], 0x015, zero", 0, *seed);
}

/* The low word of the hart's count of cycles; 0: this mode cannot read it. */
static inline uintptr_t rill_hart_cycles(void)
{
    uintptr_t cycles;

    (void)RILL_HART_TRY("csrr %[value], cycle", 0, cycles);
    return cycles;
}

/* The interrupts that are pending and let through, as bits XIE_.. ; they need not be on. */
static inline uintptr_t rill_irq_pending(void)
{
    uintptr_t pending, accepted;

    __asm__ volatile("csrr %0, " RILL_STR(XIP) "\n\tcsrr %1, " RILL_STR(XIE)
                     : "=&r"(pending), "=r"(accepted)
                     :
                     : "memory");
    return pending & accepted;
}

/* Let timer interrupts through to this hart, while interrupts are on. */
static inline void rill_irq_accept_timer(void)
{
    __asm__ volatile("csrs " RILL_STR(XIE) ", %0"
                     :
                     : "r"(XIE_TIMER)
                     : "memory");
}

/* Let other harts' interrupts (IPIs) through to this hart. */
static inline void rill_irq_accept_soft(void)
{
    __asm__ volatile("csrs " RILL_STR(XIE) ", %0" : : "r"(XIE_SOFT) : "memory");
}

/* Let devices' interrupts through to this hart. */
static inline void rill_irq_accept_ext(void)
{
    __asm__ volatile("csrs " RILL_STR(XIE) ", %0" : : "r"(XIE_EXT) : "memory");
}

/* Shut timer interrupts out of this hart, until rill_clock_arm. */
static inline void rill_irq_shut_timer(void)
{
    __asm__ volatile("csrc " RILL_STR(XIE) ", %0"
                     :
                     : "r"(XIE_TIMER)
                     : "memory");
}

/* Shut out all interrupts, so that none is taken and none ends rill_hart_wait. */
static inline void rill_irq_accept_none(void)
{
    __asm__ volatile("csrw " RILL_STR(XIE) ", zero" ::: "memory");
}

/* For a loop that waits for another hart: the hint `pause` of Zihintpause, which is a fence
 * without effect on a hart that does not know it. Written as a number, because the assembler
 * takes the name only in an image with the extension. */
static inline void rill_pause(void)
{
    __asm__ volatile(".word 0x0100000f" ::: "memory");
}

/* Sleep until an interrupt is pending. The caller has turned interrupts off: so an interrupt
 * that comes before the wfi is not taken and slept over, but ends the wfi at once. It may
 * return for no reason; the caller looks again. */
static inline void rill_hart_wait(void)
{
    __asm__ volatile("wfi" ::: "memory");
}

#endif
