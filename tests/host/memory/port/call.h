/* port/call.h -- the host's twin for malloc: what a hart has in registers is a variable of the thread
 * that plays it. -I finds this file before include/port. */
#ifndef PORT_CALL_H
#define PORT_CALL_H

#include <stdint.h>

#define RILL_C_BEGIN
#define RILL_C_END
#define RILL_NORETURN __attribute__((noreturn))
#define RILL_RARE     __attribute__((cold))
#define RILL_INLINE   static inline

#define RILL_MANY (RILL_HARTS > 1)

struct rill_lock {
    uint32_t holder; /* 0: free; else a hart's number and 1 */
};

extern _Thread_local uint32_t host_task; /* 0: in a trap */

static inline uint32_t rill_here(void)
{
    return host_task;
}

#endif
