/* pending.h -- a part of port/hart.h, for the fuzzer and the explorer: a hart takes an interrupt
 * as soon as it may come, so an idle loop finds none pending. The numbers mean nothing. */
#ifndef HOST_PENDING_H
#define HOST_PENDING_H

#include <stdint.h>

#define XIE_SOFT    1u
#define XIE_EXT     2u
#define XCAUSE_SOFT 3u
#define XCAUSE_EXT  11u

static inline uintptr_t rill_irq_pending(void)
{
    return 0;
}

#endif
