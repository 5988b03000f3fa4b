/* libc-shim/number.h -- a number in text: strtod's family and scanf's %f read it with
 * this.
 *
 * Its characters are pushed one after another until one does not belong to it. Then it
 * is rounded to the shape that is asked for: exactly, however many digits there are
 * (C17 F.5 asks for DECIMAL_DIG of them).
 *
 * strtod goes back to the last place where the text was a number, `good`. scanf has
 * read what it has read, and asks whether that is one.
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
    int scale;                     /* its last one counts base to this power */
    int exponent;                  /* what stands behind the e or p */
    size_t length;                 /* characters pushed */
    size_t good;                   /* so many of them are a number, or none */
    uint8_t kind;                  /* enum rill_real_kind, as of `good` */
    uint8_t state;
    int seen; /* characters of a word, or of digits with their point */
    bool negative, hex, point, any_digit;
    bool more; /* a digit that is not 0 had no place in m */
    bool exponent_negative;
};

/* The digits once more, for what cannot be decided by the first sixty: the text itself,
 * from its first digit on, in one of two kinds of character. A point is passed over,
 * and what is no digit ends it. `cut`: it had others behind that, not all 0. */
struct rill_digits {
    const char *text;
    const wchar_t *wide;
    bool cut;
};

/* Does the character belong to the number? */
bool rill_number_push(struct rill_number *n, int c);

/* Is all that was pushed a number by scanf's rules? Those are glibc's: an exponent
 * without digits counts for nothing, and 0x. is 0. */
bool rill_number_scanned(const struct rill_number *n);

/* To the bits of that shape. Returns 0 or ERANGE. */
int rill_number_round(const struct rill_number *n, struct rill_digits *digits,
                      const struct rill_shape *shape, uint32_t *bits);

#endif
