/* libc-shim/tasks.h -- calls of libc's that a trap handler must not make, and how they find
 * out: in a trap there is no task, so no errno, no line, no lock's holder. */
#ifndef SHIM_TASKS_H
#define SHIM_TASKS_H

#include <rill/panic.h>
#include <port/image.h>

/* At the begin of such a call, before anything thread-local is touched: panic in a trap,
 * with a sentence that names the call. */
#define RILL_TASKS_ONLY(call)                                               \
    do {                                                                    \
        if (__builtin_expect(!rill_here(), 0))                              \
            rill_image_not_in_trap(RILL_SENTENCE(call),                     \
                                   (uintptr_t)__builtin_return_address(0)); \
    } while (0)

#endif
