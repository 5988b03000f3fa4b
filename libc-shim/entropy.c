/* libc-shim/entropy.c -- getentropy, from which arc4random takes its seed.
 *
 * getentropy passes weak bytes (rill/entropy.h) on as they come. Most callers want a
 * seed, not a key, and an error would stop them: arc4random can only answer it by
 * ending the program. A program that does not want weak bytes provides a getentropy
 * that looks at rill_entropy_source, or looks itself.
 *
 * POSIX.1-2024: 256 bytes at most, or EINVAL.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/entropy.h>

#include "tasks.h"

#define MOST_BYTES 256 /* GETENTROPY_MAX */

int _getentropy(void *buf, size_t n)
{
    int result;

    RILL_TASKS_ONLY("getentropy");
    result = n > MOST_BYTES         ? -EINVAL
             : buf == NULL && n > 0 ? -EFAULT
                                    : rill_entropy(buf, n);
    if (result == 0)
        return 0;
    errno = -result;
    return -1;
}

RILL_DEFAULT(function, getentropy, _getentropy);
