/* libc-shim/number.h -- a number in text: strtod's family and scanf's %f read numbers
 * with this.
 *
 * The caller pushes characters, one after another, until one does not belong to the
 * number. Then it asks for the number in a shape, rounded exactly, however many digits
 * there are (C17 F.5 asks for DECIMAL_DIG of them).
 *
 * strtod goes back to the last place where the text was a number, `good`. scanf cannot
 * go back, and asks whether all that it has read is a number.
 */
#ifndef LIBC_SHIM_NUMBER_H
#define LIBC_SHIM_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include "real.h"

#define RILL_NUMBER_WORDS 7 /* 224 bits: 113, and as many to be sure by */

struct rill_number {
    uint32_t m[RILL_NUMBER_WORDS]; /* the first digits, as a whole number */
    int taken;                     /* so many digits are in it */
    int scale;     /* the last digit counts base to this power */
    int exponent;  /* what stands behind the e or p */
    size_t length; /* characters pushed */
    size_t good;   /* so many of them are a number, or none */
    uint8_t kind;  /* enum rill_real_kind, as of `good` */
    uint8_t state;
    int seen; /* characters of a word, or of digits with their point */
    bool negative, hex, point, any_digit;
    bool more; /* a digit that is not 0 had no place in m */
    bool exponent_negative;
};

/* The digits once more, for a rounding that the first sixty cannot decide: the text
 * itself, from its first digit on, in one of two kinds of character. A reader passes
 * over a point, and a character that is no digit ends the text. `cut`: further digits
 * were cut off, not all of them 0. */
struct rill_digits {
    const char *text;
    const wchar_t *wide;
    bool cut;
};

/* Does the character belong to the number? */
bool rill_number_push(struct rill_number *n, int c);

/* Are all the pushed characters a number by scanf's rules? The rules are glibc's: an
 * exponent without digits counts for nothing, and 0x. is 0. */
bool rill_number_scanned(const struct rill_number *n);

/* Round to the bits of that shape. Returns 0 or ERANGE. */
int rill_number_round(const struct rill_number *n, struct rill_digits *digits,
                      const struct rill_shape *shape, uint32_t *bits);

#endif
