/* libc-shim/tasks.h -- libc's calls that a trap handler must not make find out here. In a
 * trap there is no task, so no errno, no line, no lock's holder. */
#ifndef SHIM_TASKS_H
#define SHIM_TASKS_H

#include <rill/panic.h>
#include <port/image.h>

/* Such a call begins with this, before it touches anything thread-local. In a trap this
 * panics, with a sentence that names the call. */
#define RILL_TASKS_ONLY(call)                                               \
    do {                                                                    \
        if (__builtin_expect(!rill_here(), 0))                              \
            rill_image_not_in_trap(RILL_SENTENCE(call),                     \
                                   (uintptr_t)__builtin_return_address(0)); \
    } while (0)

#endif
