/* libc/quad.h -- a number of 113 bits, in and out of text: here a long double.
 *
 * tests/libc/host/quad.h is for a host with a smaller long double.
 */
#ifndef LIBC_QUAD_H
#define LIBC_QUAD_H

#include <stdio.h>
#include <stdlib.h>

typedef long double quad;

static inline quad quad_read(const char *text, char **end)
{
    return strtold(text, end);
}

static inline int quad_print(char *to, size_t size, char letter, int precision,
                             quad x)
{
    const char format[] = {'%', '.', '*', 'L', letter, '\0'};

    return snprintf(to, size, format, precision, x);
}

#endif
