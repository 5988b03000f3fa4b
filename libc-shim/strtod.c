/* libc-shim/strtod.c -- strtod and its family, as C has them (C17 7.22.1.3).
 *
 * picolibc 1.8's functions know no hexadecimal floats, and round long doubles and
 * numbers of many digits wrongly: docs/libc.md. libc's atof calls strtod. These are
 * weak in an object, as in fgets.c; a program without them carries none of the code.
 */
#include <errno.h>
#include <stdlib.h>
#include <wchar.h>

#include <rill/bind.h>

#include "number.h"

union bits {
    uint32_t word[4];
    float of_float;
    double of_double;
    long double of_long_double;
};

static bool is_blank(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static int at(const void *from, bool wide, size_t i)
{
    return wide ? (int)((const wchar_t *)from)[i]
                : ((const unsigned char *)from)[i];
}

/* Returns how many characters it used, with the blanks in front. */
static size_t convert(const void *from, bool wide,
                      const struct rill_shape *shape, union bits *bits)
{
    struct rill_number n = {0};
    struct rill_digits digits = {0};
    size_t blanks = 0, i;
    int error;

    while (is_blank(at(from, wide, blanks)))
        blanks++;
    i = blanks;
    while (rill_number_push(&n, at(from, wide, i)))
        i++;
    i = blanks;
    if (at(from, wide, i) == '+' || at(from, wide, i) == '-')
        i++;
    if (wide)
        digits.wide = (const wchar_t *)from + i;
    else
        digits.text = (const char *)from + i;
    error = rill_number_round(&n, &digits, shape, bits->word);
    if (error != 0)
        errno = error;
    return n.good == 0 ? 0 : blanks + n.good;
}

#define STRTO(name, type, chars, wide, shape)                          \
    type rill_##name(const chars *restrict from, chars **restrict end) \
    {                                                                  \
        union bits bits;                                               \
        size_t used = convert(from, wide, &rill_shape_##shape, &bits); \
                                                                       \
        if (end != NULL)                                               \
            *end = (chars *)from + used;                               \
        return bits.of_##shape;                                        \
    }                                                                  \
    RILL_DEFAULT(function, name, rill_##name)

STRTO(strtof, float, char, false, float);
STRTO(strtod, double, char, false, double);
STRTO(strtold, long double, char, false, long_double);
STRTO(wcstof, float, wchar_t, true, float);
STRTO(wcstod, double, wchar_t, true, double);
