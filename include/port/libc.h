/* port/libc.h -- what differs between the editions of picolibc that Rill is built with:
 * 1.8.0 of Debian 12, 1.8.10 of Debian 13. libc-shim/ includes it. */
#ifndef PORT_LIBC_H
#define PORT_LIBC_H

#include <stdint.h>
#include <stdio-bufio.h>

/* The fd of a FILE that has __SBUF. Later editions keep the fd in a field where another kind of
 * FILE has a pointer; then the answer is -1. */
static inline int rill_bufio_fd(const FILE *file)
{
    const struct __file_bufio *b = (const struct __file_bufio *)file;

#ifdef __BFPTR
    return b->bflags & __BFPTR ? -1 : (int)(intptr_t)b->ptr;
#else
    return b->fd;
#endif
}

#endif
