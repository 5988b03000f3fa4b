/* port/call.h -- how a call that may park is made: the one header of port/ that
 * rill/ includes.
 *
 * A task that parks must have its registers kept. An ordinary call would have the
 * callee keep s1-s11 for a caller that mostly does not use them: 22 loads and
 * stores a switch. So a call that may park keeps nothing but sp, gp, tp and what
 * is in FP registers that calls keep: the compiler is told that all else is lost,
 * and saves what is alive, where that is cheapest, outside of loops.
 *
 *     rill_chan_send(ch, ..)    include/rill/inline/chan.h
 *       call rill_chan_send_parks    keeps s0 (it may be the frame pointer)
 *         ... switch: pc and sp      port/switch.h
 *
 * The names end in _parks, and only RILL_PARK_CALL may call them (mk/build.mk
 * compiles their files with -fcall-used-s1 and so on). Where the inline function
 * is not taken, as at -O0, through a pointer or from another language, there is a
 * common one of the same name in kernel/sync/calls.c.
 */
#ifndef PORT_CALL_H
#define PORT_CALL_H

/* Where in struct rill_hart, on many harts, messages are counted (port/frame.h). */
#define HART_MESSAGES (8 + 4 * __riscv_xlen / 8)

#ifndef __ASSEMBLER__

#include <stdint.h>

/* Around what a header of rill/ declares, for programs in C++. */
#ifdef __cplusplus
#define RILL_C_BEGIN extern "C" {
#define RILL_C_END   }
#else
#define RILL_C_BEGIN
#define RILL_C_END
#endif
#define RILL_NORETURN __attribute__((noreturn))

/* What several harts may want at once begins with one: port/lock.h. On one hart it
 * is nothing, in C++ too, where an empty struct is a byte. */
struct rill_lock {
#if !defined(RILL_HARTS)
#error \
    "say -DRILL_HARTS=, as what you link with was built: make and tools/rill do"
#elif RILL_HARTS > 1
    uint32_t holder; /* 0: free; the low half of its holder's tp */
#else
    __extension__ char nothing[0];
#endif
};

/* What struct rill_alarm has where each hart has alarms of its own. */
struct rill_wheel;
#define RILL_ALARM_PLACE            \
    __extension__ struct rill_wheel \
        *wheel[RILL_MANY]; /* where it was started last */

/* Take and drop one, for port/lock.h and for what is inline below. Not in a trap.
 *
 * A swap, which makes progress by itself, where LR/SC would need a loop that may
 * fail. It acquires: what the last holder wrote is seen from here on. Written out,
 * for a call in the rare case would have the compiler spill what is alive, in the
 * common one too. While it is taken, look by loads, which leave the line shared; the
 * word is Zihintpause's `pause`, a fence of no effect to harts that do not know it
 * (unprivileged spec, chapter 4).
 *
 * The drop releases: what we wrote comes before. One instruction, where a fence and a
 * store are two. */
#if RILL_HARTS > 1
#define RILL_LOCK_TAKE(l)                                  \
    do {                                                   \
        uint32_t was_;                                     \
                                                           \
        __asm__ volatile("1:\tamoswap.w.aq %0, tp, %1\n\t" \
                         "beqz %0, 3f\n"                   \
                         "2:\t.word 0x0100000f\n\t"        \
                         "lw %0, %1\n\t"                   \
                         "bnez %0, 2b\n\t"                 \
                         "j 1b\n"                          \
                         "3:"                              \
                         : "=&r"(was_), "+A"((l)->holder)  \
                         :                                 \
                         : "memory");                      \
    } while (0)
#define RILL_LOCK_DROP(l)                          \
    __asm__ volatile("amoswap.w.rl zero, zero, %0" \
                     : "+A"((l)->holder)           \
                     :                             \
                     : "memory")
#else
#define RILL_LOCK_TAKE(l) ((void)(l))
#define RILL_LOCK_DROP(l) ((void)(l))
#endif

/* Do harts share? Then locks are real, and one hart may wake a task that waits while another
 * looks at it. */
#define RILL_MANY (RILL_HARTS > 1)

/* May the header do it by itself? Not with STRESS=1. Where harts share, it takes the
 * object's lock for that; then rill_here() or rill_hurdle() is asked before, for a trap
 * must not. */
#if defined(RILL_STRESS) && RILL_STRESS
#define RILL_QUICK 0
#else
#define RILL_QUICK 1
#endif

/* kernel/sync/calls.c makes this nothing, and so the functions themselves. */
#ifndef RILL_INLINE
#define RILL_INLINE extern inline __attribute__((gnu_inline))
#endif

/* The calling task's number, right below tp; 0 in a trap (kernel/sched/task.h). It
 * never changes in one life, so the compiler may keep it. */
RILL_INLINE __attribute__((const)) uint32_t rill_here(void)
{
    uint32_t number;

    __asm__("lw %0, -8(tp)" : "=r"(number));
    return number;
}

/* What the short way of a call that may park has to get over, right below tp as well: 0, or
 * RILL_HURDLE, which is more than there is of anything. In a trap; and of a task that has
 * been cancelled or has a context with a deadline, which others set it for at any time
 * (kernel/sched/sched.c). A short way compares with it what it would compare with 0: so it costs
 * no branch. */
#define RILL_HURDLE INT32_MAX
RILL_INLINE long rill_hurdle(void)
{
    long hurdle;

    __asm__ volatile("lw %0, -4(tp)" : "=r"(hurdle));
    return hurdle;
}

/* Where harts share it is asked before the lock is taken. */
#define RILL_LOCKED_HURDLE (RILL_MANY ? 0 : rill_hurdle())

/* By a call that may park, before it has done anything, if there is a hurdle and it is no
 * poll: rill_sched_told of kernel/sched/sched.c, where there is one, and what the call was given is
 * kept in its registers. So a short way needs no stack frame.
 *   returns  whether the call is to answer -ECANCELED. */
#define rill_told()                                                         \
    ({                                                                      \
        register long told_ __asm__("t1");                                  \
                                                                            \
        __asm__ volatile("call t0, rill_told_keeps"                         \
                         : "=r"(told_)::"t0", "t2", "t3", "t4", "t5", "t6", \
                           "a4", "a5", "a6", "a7", "memory");               \
        told_ != 0;                                                         \
    })

/* A deadline takes a2, and a3 as well where registers have 32 bits: there a3 is
 * none of those that are lost, and a call without a deadline names it. */
#if __riscv_xlen == 64
#define RILL_DEADLINE_LOSES "a3", RILL_PARK_LOSES
#define RILL_LOAD_LONG      "ld"
#define RILL_STORE_LONG     "sd"
#else
#define RILL_DEADLINE_LOSES RILL_PARK_LOSES
#define RILL_LOAD_LONG      "lw"
#define RILL_STORE_LONG     "sw"
#endif

/* clang-format off */
#define RILL_PARK_LOSES                                                      \
    "memory", "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6",                \
    "a4", "a5", "a6", "a7",                                                  \
    "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",      \
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7",                  \
    "ft8", "ft9", "ft10", "ft11",                                            \
    "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7"
/* clang-format on */

/* int fn(void *a, void *b, uint64_t deadline_ns), which may park. */
#define RILL_PARK_CALL(fn, a, b, deadline_ns)                  \
    ({                                                         \
        register uintptr_t a0_ __asm__("a0") = (uintptr_t)(a); \
        register uintptr_t a1_ __asm__("a1") = (uintptr_t)(b); \
        register uint64_t a2_ __asm__("a2") = (deadline_ns);   \
                                                               \
        __asm__ volatile("call " #fn                           \
                         : "+r"(a0_), "+r"(a1_),               \
                           "+r"(a2_)::RILL_DEADLINE_LOSES);    \
        (int)a0_;                                              \
    })

/* The same of two: int fn(void *a, void *b). */
#define RILL_PARK_CALL_2(fn, a, b)                                             \
    ({                                                                         \
        register uintptr_t a0_ __asm__("a0") = (uintptr_t)(a);                 \
        register uintptr_t a1_ __asm__("a1") = (uintptr_t)(b);                 \
                                                                               \
        __asm__ volatile("call " #fn                                           \
                         : "+r"(a0_), "+r"(a1_)::"a2", "a3", RILL_PARK_LOSES); \
        (int)a0_;                                                              \
    })

/* The other half of a call that the header mostly does by itself. */
#define RILL_RARE __attribute__((cold))

/* Count one in an unsigned long of the kernel's. Left alone, gcc takes the address
 * into a register, and the linker can no longer shorten both accesses. */
/* clang-format off */
#define RILL_COUNT(variable)                                                 \
    do {                                                                     \
        unsigned long n_;                                                    \
        void *at_;                                                           \
                                                                             \
        __asm__ volatile(                                                    \
            RILL_LOAD_LONG " %0, " #variable "\n\t"                          \
            "addi %0, %0, 1\n\t"                                             \
            RILL_STORE_LONG " %0, " #variable ", %1"                         \
            : "=&r"(n_), "=&r"(at_));                                        \
    } while (0)
/* clang-format on */

/* The same of a uint32_t; returns what it is then. */
#define RILL_COUNT_32(variable)                     \
    ({                                              \
        uint32_t n_;                                \
        void *at_;                                  \
                                                    \
        __asm__ volatile("lw %0, " #variable "\n\t" \
                         "addi %0, %0, 1\n\t"       \
                         "sw %0, " #variable ", %1" \
                         : "=&r"(n_), "=&r"(at_));  \
        n_;                                         \
    })

/* One more message: on many harts this hart's; in a task xscratch points to its struct.
 * (make gives the mode's letter.) */
#if RILL_HARTS > 1
#ifndef RILL_MODE
#define RILL_MODE m
#endif
#define RILL_NAME_(x) #x
#define RILL_NAME(x)  RILL_NAME_(x)
/* clang-format off */
#define RILL_COUNT_MESSAGE()                                                 \
    do {                                                                     \
        unsigned long n_, at_;                                               \
                                                                             \
        __asm__ volatile(                                                    \
            "csrr %1, " RILL_NAME(RILL_MODE) "scratch\n\t"                   \
            RILL_LOAD_LONG " %0, %2(%1)\n\t"                                 \
            "addi %0, %0, 1\n\t"                                             \
            RILL_STORE_LONG " %0, %2(%1)"                                    \
            : "=&r"(n_), "=&r"(at_)                                          \
            : "i"(HART_MESSAGES));                                           \
    } while (0)
/* clang-format on */
#else
#define RILL_COUNT_MESSAGE() RILL_COUNT(rill_chan_messages)
#endif

/* Is this, as the compiler knows here, that constant? */
#define RILL_IS(value, constant) \
    (__builtin_constant_p(value) && (value) == (constant))

/* void fn(void) */
#define RILL_PARK_CALL_0(fn) \
    __asm__ volatile("call " #fn ::: "a0", "a1", "a2", "a3", RILL_PARK_LOSES)

#endif
#endif
