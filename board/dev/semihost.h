/* board/dev/semihost.h -- one semihosting call. In semihost.c. */
#ifndef BOARD_DEV_SEMIHOST_H
#define BOARD_DEV_SEMIHOST_H

#include <stdint.h>

#define RILL_SEMIHOST_ABSENT (-2)

/* RISC-V Semihosting specification 0.4. Returns the host's answer, or
 * RILL_SEMIHOST_ABSENT if there is no host. Any code may call it. */
intptr_t rill_semihost(uintptr_t operation, void *block);

#endif
