/* port/call.h -- how a program makes a call that may park: the one header of port/ that
 * rill/ includes.
 *
 * When a task parks, its registers must be saved. In an ordinary call the callee saves s1-s11
 * for a caller that mostly does not use them: 22 loads and stores a switch. So a call that may
 * park keeps only sp, gp, tp and fs0-fs11. We tell the compiler that all other registers are
 * lost, and it saves the values that are alive where that is cheapest, outside of loops.
 *
 *     rill_chan_send(ch, ..)    include/rill/inline/chan.h
 *       call rill_chan_send_parks    keeps s0 (it may be the frame pointer)
 *         ... switch: pc and sp      port/switch.h
 *
 * The names of these callees end in _parks, and only RILL_PARK_CALL may call them (mk/build.mk
 * compiles their files with -fcall-used-s1 and so on). When a program does not use the inline
 * function (at -O0, through a pointer, from another language), it calls the ordinary function
 * of that name in kernel/sync/calls.c.
 */
#ifndef PORT_CALL_H
#define PORT_CALL_H

/* On many harts, the offset in struct rill_hart of its count of messages (port/frame.h). */
#define HART_MESSAGES (8 + 4 * __riscv_xlen / 8)

#ifndef __ASSEMBLER__

#include <stdint.h>

/* Around the declarations of a header of rill/, for programs in C++. */
#ifdef __cplusplus
#define RILL_C_BEGIN extern "C" {
#define RILL_C_END   }
#else
#define RILL_C_BEGIN
#define RILL_C_END
#endif
#define RILL_NORETURN __attribute__((noreturn))

/* An object that several harts may use at once begins with a lock (port/lock.h). On one hart
 * the lock takes no byte, in C++ too, where an empty struct would take one. */
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

/* A field of struct rill_alarm, on many harts: each of them has a wheel of its own. */
struct rill_wheel;
#define RILL_ALARM_PLACE            \
    __extension__ struct rill_wheel \
        *wheel[RILL_MANY]; /* where the alarm was started last */

/* Take and drop a lock, for port/lock.h and for inline functions. Not in a trap.
 *
 * The taker swaps: a swap always makes progress, while LR/SC would need a loop that may fail.
 * It acquires: from here on the taker sees what the last holder wrote. The loop is inline,
 * because a call in the rare case would make the compiler spill registers in the common one,
 * too. While another hart holds the lock, the taker looks by loads, which leave the cache line
 * shared. The .word is `pause` of Zihintpause, a fence without effect on a hart that does not
 * know it (unprivileged spec, chapter 4).
 *
 * The drop releases: the next holder sees what we wrote. An AMO is one instruction; a fence and
 * a store would be two. */
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

/* Is the image for many harts? Then locks are real, and one hart may wake a waiting task while
 * another hart looks at that task. */
#define RILL_MANY (RILL_HARTS > 1)

/* May an inline function take the short way? Not with STRESS=1. On many harts the short way
 * takes the object's lock, which a trap must not; so the function asks rill_here() or
 * rill_hurdle() first. */
#if defined(RILL_STRESS) && RILL_STRESS
#define RILL_QUICK 0
#else
#define RILL_QUICK 1
#endif

/* kernel/sync/calls.c defines this as nothing, and so defines the ordinary functions. */
#ifndef RILL_INLINE
#define RILL_INLINE extern inline __attribute__((gnu_inline))
#endif

/* The calling task's number, which lies right below tp; 0 in a trap (kernel/sched/task.h). A
 * task's number never changes, so the compiler may keep it. */
RILL_INLINE __attribute__((const)) uint32_t rill_here(void)
{
    uint32_t number;

    __asm__("lw %0, -8(tp)" : "=r"(number));
    return number;
}

/* The hurdle, which also lies right below tp: 0, or RILL_HURDLE, which is more than any count.
 * It is RILL_HURDLE in a trap, and for a task that was cancelled or has a context with a
 * deadline; another hart may set it at any time (kernel/sched/sched.c). The short way of a call
 * that may park compares a count with the hurdle instead of with 0. So the hurdle costs no
 * branch. */
#define RILL_HURDLE INT32_MAX
RILL_INLINE long rill_hurdle(void)
{
    long hurdle;

    __asm__ volatile("lw %0, -4(tp)" : "=r"(hurdle));
    return hurdle;
}

/* On many harts the short way asks for the hurdle before it takes the lock, and not here. */
#define RILL_LOCKED_HURDLE (RILL_MANY ? 0 : rill_hurdle())

/* A call that may park, and is no poll, asks this first when there is a hurdle. It calls
 * rill_sched_told (kernel/sched/sched.c), if that is linked, and keeps the call's arguments in
 * their registers, so that a short way needs no stack frame.
 *   returns  whether the call must answer -ECANCELED. */
#define rill_told()                                                         \
    ({                                                                      \
        register long told_ __asm__("t1");                                  \
                                                                            \
        __asm__ volatile("call t0, rill_told_keeps"                         \
                         : "=r"(told_)::"t0", "t2", "t3", "t4", "t5", "t6", \
                           "a4", "a5", "a6", "a7", "memory");               \
        told_ != 0;                                                         \
    })

/* A deadline takes a2, and on rv32 also a3. So on rv32 a3 is not in the list of lost registers,
 * and a call without a deadline names it. */
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

/* int fn(void *a, void *b), which may park. */
#define RILL_PARK_CALL_2(fn, a, b)                                             \
    ({                                                                         \
        register uintptr_t a0_ __asm__("a0") = (uintptr_t)(a);                 \
        register uintptr_t a1_ __asm__("a1") = (uintptr_t)(b);                 \
                                                                               \
        __asm__ volatile("call " #fn                                           \
                         : "+r"(a0_), "+r"(a1_)::"a2", "a3", RILL_PARK_LOSES); \
        (int)a0_;                                                              \
    })

/* For the long way of a call of which the header has the short way. */
#define RILL_RARE __attribute__((cold))

/* Add one to an unsigned long of the kernel. In C, gcc would load the address into a register,
 * and the linker could not shorten the load and the store. */
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

/* Add one to a uint32_t.   returns  the sum. */
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

/* Count a message, on many harts in this hart's struct; in a task xscratch points there.
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

/* Does the compiler know here that the value is that constant? */
#define RILL_IS(value, constant) \
    (__builtin_constant_p(value) && (value) == (constant))

/* void fn(void), which may park. */
#define RILL_PARK_CALL_0(fn) \
    __asm__ volatile("call " #fn ::: "a0", "a1", "a2", "a3", RILL_PARK_LOSES)

#endif
#endif
