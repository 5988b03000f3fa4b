/* port/image.h -- the host's twin: include/port/image.h with another way to read the linker's
 * numbers, which machine.c sets. */
#ifndef HOST_PORT_IMAGE_H
#define HOST_PORT_IMAGE_H

#include <image.h>

extern char __rill_idle_room[],
    __rill_guard_size[]; /* the target's macro needs no declaration */

#undef RILL_LINKER_NUMBER
#define RILL_LINKER_NUMBER(symbol)               \
    ({                                           \
        uintptr_t number_ = (uintptr_t)(symbol); \
                                                 \
        __asm__("" : "+r"(number_));             \
        number_;                                 \
    })

#endif
