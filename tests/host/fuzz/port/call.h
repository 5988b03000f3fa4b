/* port/call.h -- the host's twin: a call that may park is an ordinary call, because the host's
 * switch keeps what calls keep. The short ways of calls are those of one hart on the target. */
#ifndef PORT_CALL_H
#define PORT_CALL_H

#include <stdint.h>

#define RILL_C_BEGIN
#define RILL_C_END
#define RILL_NORETURN __attribute__((noreturn))

/* An object that several harts may use at once begins with a lock (port/lock.h). */
struct rill_lock {
    uint32_t holder; /* 0: free */
};

#define RILL_MANY  (RILL_HARTS > 1)
#define RILL_QUICK 1

void rill_host_take(struct rill_lock *l);
void rill_host_drop(struct rill_lock *l);

#define RILL_LOCK_TAKE(l) rill_host_take(l)
#define RILL_LOCK_DROP(l) rill_host_drop(l)

extern char *rill_host_tp;

/* rill/inline/mutex.h takes this for the running task. */
#define __builtin_thread_pointer() ((void *)rill_host_tp)

/* Always on, because the fuzzer must try the short ways. */
#ifndef RILL_INLINE
#define RILL_INLINE extern inline __attribute__((gnu_inline, always_inline))
#endif

RILL_INLINE uint32_t rill_here(void)
{
    return *(const uint32_t *)(rill_host_tp - 8);
}

#define RILL_HURDLE INT32_MAX
RILL_INLINE long rill_hurdle(void)
{
    return *(volatile int32_t *)(rill_host_tp - 4);
}
#define RILL_LOCKED_HURDLE (RILL_MANY ? 0 : rill_hurdle())

int rill_sched_told(long now);
#define rill_told() (rill_sched_told(0) != 0)

/* Declared under another name, because some of these functions return long, and this
 * declaration says int. */
#define RILL_PARK_CALL(fn, a, b, deadline_ns)                        \
    ({                                                               \
        extern int host_##fn(void *, void *, uint64_t) __asm__(#fn); \
                                                                     \
        host_##fn((void *)(uintptr_t)(a), (void *)(uintptr_t)(b),    \
                  (deadline_ns));                                    \
    })

#define RILL_PARK_CALL_2(fn, a, b)                                 \
    ({                                                             \
        extern int host_##fn(void *, void *) __asm__(#fn);         \
                                                                   \
        host_##fn((void *)(uintptr_t)(a), (void *)(uintptr_t)(b)); \
    })

#define RILL_RARE __attribute__((cold))

struct rill_wheel;
#define RILL_ALARM_PLACE struct rill_wheel *wheel[RILL_MANY];

#define RILL_COUNT(variable)    ((void)(variable)++)
#define RILL_COUNT_32(variable) (++(variable))
#define RILL_COUNT_MESSAGE() \
    (RILL_MANY ? (void)0 : RILL_COUNT(rill_chan_messages))

#define RILL_IS(value, constant) \
    (__builtin_constant_p(value) && (value) == (constant))

#define RILL_PARK_CALL_0(fn)  \
    ({                        \
        extern void fn(void); \
                              \
        fn();                 \
    })

#endif
