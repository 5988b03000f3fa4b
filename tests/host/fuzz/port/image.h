/* port/image.h -- the host's twin: include/port/image.h, but for how a number of
 * the linker's is read (machine.c sets them). */
#ifndef HOST_PORT_IMAGE_H
#define HOST_PORT_IMAGE_H

#include <image.h>

extern char __rill_idle_room[]; /* the target's asks for no declaration */

#undef RILL_LINKER_NUMBER
#define RILL_LINKER_NUMBER(symbol)               \
    ({                                           \
        uintptr_t number_ = (uintptr_t)(symbol); \
                                                 \
        __asm__("" : "+r"(number_));             \
        number_;                                 \
    })

#endif
