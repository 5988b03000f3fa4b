/* libc-shim/entropy.c -- getentropy, which arc4random seeds itself by.
 *
 * Weak bytes (rill/entropy.h) are passed on as they come: most callers want a seed, not
 * a key, and an error would stop them, for arc4random has no other way to say it than
 * to end the program. A program that will not have them provides a getentropy that
 * looks at rill_entropy_source, or looks itself.
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
