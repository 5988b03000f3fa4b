/* port/libc/search.h -- four functions of POSIX.1 that picolibc leaves out; the shim has them
 * (libc-shim/search.c). */
#pragma GCC system_header
#include_next <search.h>
#ifndef RILL_LIBC_SEARCH_H
#define RILL_LIBC_SEARCH_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *lfind(const void *key, const void *base, size_t *count, size_t width,
            int (*compare)(const void *, const void *));
void *lsearch(const void *key, void *base, size_t *count, size_t width,
              int (*compare)(const void *, const void *));
void insque(void *element, void *before);
void remque(void *element);

#ifdef __cplusplus
}
#endif

#endif
