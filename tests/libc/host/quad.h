/* host/quad.h -- does what quad.h does, with glibc's _Float128. */
#ifndef LIBC_QUAD_H
#define LIBC_QUAD_H

#include <stdio.h>
#include <stdlib.h>

typedef _Float128 quad;

static inline quad quad_read(const char *text, char **end)
{
    return strtof128(text, end);
}

static inline int quad_print(char *to, size_t size, char letter, int precision,
                             quad x)
{
    char format[16];

    snprintf(format, sizeof format, "%%.%d%c", precision, letter);
    return strfromf128(to, size, format, x);
}

#endif
