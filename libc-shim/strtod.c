/* libc-shim/strtod.c -- strtod and its family, as C has them (C17 7.22.1.3).
 *
 * picolibc 1.8's knows no hexadecimal floats, and rounds long doubles and what has
 * many digits wrongly: docs/libc.md. atof is libc's and calls strtod. Weak in an
 * object, as fgets.c; a program without them carries nothing of it.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

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

/* One of the two is NULL. Returns the characters that were used, those in front too. */
static size_t convert(const char *text, const wchar_t *wide,
                      const struct rill_shape *shape, union bits *bits)
{
    struct rill_number n = {0};
    struct rill_digits digits = {0};
    size_t blanks = 0, i;
    int error;

#define AT(i) (text != NULL ? (unsigned char)text[i] : (int)wide[i])
    while (is_blank(AT(blanks)))
        blanks++;
    i = blanks;
    while (rill_number_push(&n, AT(i), true))
        i++;
    i = blanks;
    if (AT(i) == '+' || AT(i) == '-')
        i++;
#undef AT
    digits.text = text != NULL ? text + i : NULL;
    digits.wide = text != NULL ? NULL : wide + i;
    error = rill_number_round(&n, &digits, shape, bits->word);
    if (error != 0)
        errno = error;
    return n.good == 0 ? 0 : blanks + n.good;
}

#define STRTO(name, type, chars, text, wide, shape)                  \
    type rill_##name(const chars *restrict from, chars **restrict end) \
    {                                                                \
        union bits bits;                                             \
        size_t used = convert(text, wide, &rill_shape_##shape, &bits); \
                                                                     \
        if (end != NULL)                                             \
            *end = (chars *)from + used;                             \
        return bits.of_##shape;                                      \
    }                                                                \
    RILL_DEFAULT(function, name, rill_##name)

STRTO(strtof, float, char, from, NULL, float);
STRTO(strtod, double, char, from, NULL, double);
STRTO(strtold, long double, char, from, NULL, long_double);
STRTO(wcstof, float, wchar_t, NULL, from, float);
STRTO(wcstod, double, wchar_t, NULL, from, double);
