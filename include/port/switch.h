/* port/switch.h -- from one task to the next: what is kept is pc and sp.
 *
 * Everything else that the leaving task still needs the compiler has put on its
 * stack by then, because it is told that all registers are lost here: those of
 * the function that parks, and by port/call.h those of its caller. s0 is one of
 * them; so no function that switches may need a frame pointer.
 *
 * The task that leaves holds the lock of what it waits for, and the switch drops it: when all
 * of the task is kept, and sp and tp are the next one's. A waker of the task takes that lock
 * first (kernel/sched/park.h), so nobody ever runs the task on a stack that this hart still stands
 * on. A task that comes out of the switch drops nothing.
 *
 * FP registers that calls keep are saved if FS says that any was written, out of
 * line (boot/switch.S); a task that does not use them pays two instructions.
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

/* xstatus.SD is the sign bit on both widths. */
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

/* What a task waits for is known by where it waits: each place that says so has an
 * entry in a table of its function's, which is dropped with it (kernel/fault/report.c
 * reads it). To write it down at each park would be four instructions. */
#define RILL_SWITCH_NOTES 1
struct rill_park_note {
    uintptr_t pc;
    const char *reason;
    uintptr_t back; /* from the queue to what it belongs to */
};
/* clang-format off */
#define RILL_NOTE                                                            \
    "rill_park_at_%=:\n\t"                                                   \
    ".pushsection .rill.parks, \"ao\", @progbits, rill_park_at_%=\n\t"       \
    ".balign " RILL_STR(XLEN_BYTES) "\n\t"                                   \
    RILL_STR(PTR) " 1b, %[reason], %[back]\n\t"                              \
    ".popsection"
/* clang-format on */

/* The release makes all of the above seen before the lock is free. */
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
#define RILL_SWITCH_TO(note, ...)                                            \
    register struct rill_task *a1 __asm__("a1") = to;                        \
    RILL_SWITCH_LOCK(held);                                                  \
                                                                             \
    __asm__ volatile(                                                        \
        "lla t0, 1f\n\t"                                                     \
        RILL_SWITCH_FP("rill_switch_fp") /* else: */                         \
        RILL_SX "t0, " RILL_STR(TASK_PC - RILL_TASK_BYTES) "(tp)\n\t"        \
        RILL_SX "sp, " RILL_STR(TASK_SP - RILL_TASK_BYTES) "(tp)\n\t"        \
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

/* An interrupt may come between the two instructions that set sp and tp: then sp is the next
 * task's already, and tp the last one's. The second is `addi tp, a1, RILL_TASK_BYTES`, which
 * is nowhere else. (Unprivileged spec 20191213, chapter 24: the I-type.) */
static inline bool rill_switch_is_at(uintptr_t pc)
{
    const uint16_t *at = (const uint16_t *)pc;
    const uint32_t is =
        (uint32_t)RILL_TASK_BYTES << 20 | 11 << 15 | 4 << 7 | 0x13;

    return at[0] == (is & 0xffff) && at[1] == is >> 16;
}

/* Leave the running task, go on as `to`; both may be one. Comes back when somebody
 * switches back, with `held` dropped.
 * The fence is no instruction. A record on the leaving task's stack was in a queue, and
 * another task has taken it off; gcc 14 takes notice of that (-Wdangling-pointer) at
 * calls and fences, not at an asm. */
static inline __attribute__((always_inline)) void
rill_switch(struct rill_task *to, struct rill_lock *held)
{
    RILL_SWITCH_TO("", );
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* The same, parked for a reason, which must be a string literal. */
static inline __attribute__((always_inline)) void
rill_switch_parked(struct rill_task *to, struct rill_lock *held,
                   const char *reason, uintptr_t back)
{
    RILL_SWITCH_TO(RILL_NOTE, [reason] "i"(reason), [back] "i"(back));
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* Leave for good. */
static inline __attribute__((always_inline)) _Noreturn void
rill_switch_last(struct rill_task *to, struct rill_lock *held)
{
    register struct rill_task *a1 __asm__("a1") = to;
    RILL_SWITCH_LOCK(held);

    /* clang-format off */
    __asm__ volatile(
        RILL_SWITCH_FP("rill_switch_fp_last")
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
