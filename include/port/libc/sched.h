/* port/libc/sched.h -- sched_yield of the shim (libc-shim/posix.c), which picolibc declares only
 * for systems with threads. */
#pragma GCC system_header
#if __has_include_next(<sched.h>)
#include_next <sched.h>
#endif
#ifndef RILL_LIBC_SCHED_H
#define RILL_LIBC_SCHED_H

#ifdef __cplusplus
extern "C" {
#endif

int sched_yield(void);

#ifdef __cplusplus
}
#endif

#endif
