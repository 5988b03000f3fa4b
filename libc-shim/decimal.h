/* libc-shim/decimal.h -- the decimal digits of a number, exact, one after another.
 *
 *     m * 2^exp  =  whole part . fraction
 *
 *     whole part   divided by 10^9 again and again, into limbs of nine digits;
 *                  the last one is the first that is asked for
 *     fraction     multiplied by 10^9 again and again: what passes the point is
 *                  the next nine digits
 *
 * It rounds nothing and needs no table. It needs memory for the whole number, on the
 * caller's stack: 32 bytes for 1.5, 164 for the largest double, 144 for 1e-300, 2,276
 * for the largest long double. So it does not keep the digits: a caller that needs them
 * twice asks twice.
 */
#ifndef LIBC_SHIM_DECIMAL_H
#define LIBC_SHIM_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "real.h"

struct rill_decimal {
    const uint32_t *limb, *limb_end; /* of the whole part, not yet asked for */
    const uint32_t *limb_last;       /* past the last that is not zero */
    uint32_t *fraction;              /* its words from `low` to below `high` */
    int low, high;
    uint32_t now; /* the rest of the limb in hand; its first digit is next */
    int left;     /* so many digits of it */
    int exp10;    /* the next digit counts 10 to this power */
};

/* How many words rill_decimal_begin needs. */
size_t rill_decimal_room(const struct rill_real *x);

void rill_decimal_begin(struct rill_decimal *d, const struct rill_real *x,
                        uint32_t *room);
int rill_decimal_digit(struct rill_decimal *d);

/* The first digit that is not 0; there must be one. */
int rill_decimal_first(struct rill_decimal *d);

/* Are all remaining digits 0? */
bool rill_decimal_ended(const struct rill_decimal *d);

#endif
