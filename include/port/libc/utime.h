/* port/libc/utime.h -- utime, which picolibc's header hides from bare machines. It fails with
 * ENOSYS, unless the program has its own. */
#pragma GCC system_header
/* picolibc's header needs this one. */
#include <sys/types.h>
#include_next <utime.h>
#ifndef RILL_LIBC_UTIME_H
#define RILL_LIBC_UTIME_H

#ifdef __cplusplus
extern "C" {
#endif

int utime(const char *path, const struct utimbuf *times);

#ifdef __cplusplus
}
#endif

#endif
