/* port/switch.h -- from one task to the next: the switch saves pc and sp.
 *
 * We tell the compiler that all registers are lost here: in the function that parks, and by
 * port/call.h in its caller. So the compiler has put on the leaving task's stack whatever that
 * task still needs. s0 is lost, too, so no function that switches may need a frame pointer.
 *
 * The leaving task holds the lock of what it waits for. The switch drops that lock when pc and sp
 * of the task are saved, and sp and tp belong to the next task. A waker of the task first takes
 * that lock (kernel/sched/park.h), so no hart ever runs the task on a stack on which this hart
 * still stands. A task that comes out of the switch drops no lock.
 *
 * When FS says that FP registers were written, the switch saves those that calls keep, out of
 * line (boot/switch.S). A task that does not use FP registers pays two instructions.
 */
#ifndef PORT_SWITCH_H
#define PORT_SWITCH_H

#include <mode.h>
#include <port/call.h>
#include <port/frame.h>
#include <port/hart.h>
#include <port/lock.h>

struct rill_task;

#define RILL_SX RILL_STR(SX) " "
#define RILL_LX RILL_STR(LX) " "

/* xstatus.SD is the sign bit on rv32 and on rv64. */
#if FLEN_BYTES
/* clang-format off */
#define RILL_SWITCH_FP(goes)                                                 \
    "csrr t1, " RILL_STR(XSTATUS) "\n\t"                                     \
    "bgez t1, 2f\n\t"                                                        \
    "tail " goes "\n"                                                        \
    "2:\t"
/* clang-format on */
#else
#define RILL_SWITCH_FP(goes)
#endif

/* The place where a task waits tells what it waits for: each such place has an entry in a table,
 * which kernel/fault/waits.c reads, and which the linker drops with the place's function. To
 * write the reason at each park would take four instructions. */
#define RILL_SWITCH_NOTES 1
struct rill_park_note {
    uintptr_t pc;
    const char *reason;
    uintptr_t back; /* how far before the queue its object begins */
};
/* clang-format off */
#define RILL_NOTE                                                            \
    "rill_park_at_%=:\n\t"                                                   \
    ".pushsection .rill.parks, \"ao\", @progbits, rill_park_at_%=\n\t"       \
    ".balign " RILL_STR(XLEN_BYTES) "\n\t"                                   \
    RILL_STR(PTR) " 1b, %[reason], %[back]\n\t"                              \
    ".popsection"
/* clang-format on */

/* Release: the next holder of the lock sees all that this hart wrote before. */
#if RILL_HARTS > 1
#define RILL_SWITCH_LOCK(held) \
    register struct rill_lock *a2 __asm__("a2") = (held)
#define RILL_SWITCH_DROP  "amoswap.w.rl zero, zero, (a2)\n\t"
#define RILL_SWITCH_TAKES "+r"(a1), "+r"(a2)
#define RILL_SWITCH_LOSES "a0", "a3", "s0", RILL_PARK_LOSES
#else
#define RILL_SWITCH_LOCK(held) (void)(held)
#define RILL_SWITCH_DROP
#define RILL_SWITCH_TAKES "+r"(a1)
#define RILL_SWITCH_LOSES "a0", "a2", "a3", "s0", RILL_PARK_LOSES
#endif

/* clang-format off */
/* GUARDS=1: the guard moves to the next task's stack (kernel/memory/mode-m/guard.S). QEMU 7.2 would
 * keep old answers of PMP, but for a write to a pmpcfg; the entries of pmpcfg2 are free. */
#if RILL_GUARDS
#define RILL_SWITCH_GUARD                                                    \
    RILL_LX "t0, " RILL_STR(TASK_PMP) "(a1)\n\tcsrw pmpaddr5, t0\n\tcsrw pmpcfg2, zero\n\t"
#else
#define RILL_SWITCH_GUARD
#endif
#define RILL_SWITCH_TO(note, ...)                                            \
    register struct rill_task *a1 __asm__("a1") = to;                        \
    RILL_SWITCH_LOCK(held);                                                  \
                                                                             \
    __asm__ volatile(                                                        \
        "lla t0, 1f\n\t"                                                     \
        RILL_SWITCH_FP("rill_switch_fp") /* else: */                         \
        RILL_SX "t0, " RILL_STR(TASK_PC - RILL_TASK_BYTES) "(tp)\n\t"        \
        RILL_SX "sp, " RILL_STR(TASK_SP - RILL_TASK_BYTES) "(tp)\n\t"        \
        RILL_SWITCH_GUARD                                                    \
        RILL_LX "t0, " RILL_STR(TASK_PC) "(a1)\n\t"                          \
        RILL_LX "sp, " RILL_STR(TASK_SP) "(a1)\n\t"                          \
        "addi tp, a1, " RILL_STR(RILL_TASK_BYTES) "\n\t"                     \
        RILL_SWITCH_DROP                                                     \
        "jr t0\n"                                                            \
        "1:" note                                                            \
        : RILL_SWITCH_TAKES                                                  \
        : __VA_ARGS__                                                        \
        : RILL_SWITCH_LOSES)
/* clang-format on */

/* An interrupt may come between the two instructions that set sp and tp. Then sp belongs to the
 * next task already, and tp still to the last one. The second instruction is
 * `addi tp, a1, RILL_TASK_BYTES`, which stands nowhere else; this asks whether pc points to it.
 * (Unprivileged spec 20191213, chapter 24: the I-type.) */
static inline bool rill_switch_is_at(uintptr_t pc)
{
    const uint16_t *at = (const uint16_t *)pc;
    const uint32_t is =
        (uint32_t)RILL_TASK_BYTES << 20 | 11 << 15 | 4 << 7 | 0x13;

    return at[0] == (is & 0xffff) && at[1] == is >> 16;
}

/* Leave the running task and go on as `to`, which may be the running task. Returns when a hart
 * switches back to this task; the switch has dropped `held`.
 * The fence is no instruction. It tells gcc 14 (-Wdangling-pointer) that another task has taken
 * the record on this stack out of its queue, which gcc sees at calls and fences, not at an
 * asm. */
static inline __attribute__((always_inline)) void
rill_switch(struct rill_task *to, struct rill_lock *held)
{
    RILL_SWITCH_TO("", );
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* As rill_switch, for a task that parks. The reason must be a string literal. */
static inline __attribute__((always_inline)) void
rill_switch_parked(struct rill_task *to, struct rill_lock *held,
                   const char *reason, uintptr_t back)
{
    RILL_SWITCH_TO(RILL_NOTE, [reason] "i"(reason), [back] "i"(back));
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* Leave a task that has ended: the switch saves nothing. */
static inline __attribute__((always_inline)) _Noreturn void
rill_switch_last(struct rill_task *to, struct rill_lock *held)
{
    register struct rill_task *a1 __asm__("a1") = to;
    RILL_SWITCH_LOCK(held);

    /* clang-format off */
    __asm__ volatile(
        RILL_SWITCH_FP("rill_switch_fp_last")
        RILL_SWITCH_GUARD
        RILL_LX "t0, " RILL_STR(TASK_PC) "(a1)\n\t"
        RILL_LX "sp, " RILL_STR(TASK_SP) "(a1)\n\t"
        "addi tp, a1, " RILL_STR(RILL_TASK_BYTES) "\n\t"
        RILL_SWITCH_DROP
        "jr t0"
        : RILL_SWITCH_TAKES
        :
        : "memory");
    /* clang-format on */
    __builtin_unreachable();
}

#endif
