/* libc-shim/real.h -- a float, double or long double as whole numbers.
 *
 * printf and scanf do no floating-point arithmetic, because it would round, and because
 * an image without FP registers would carry the software for it. They take a number's
 * bits apart and put them together: m times two to the power of exp.
 *
 * All words are little-endian: word 0 has the lowest bits.
 */
#ifndef LIBC_SHIM_REAL_H
#define LIBC_SHIM_REAL_H

#include <stdbool.h>
#include <stdint.h>

#define RILL_REAL_WORDS 4 /* 113 bits, and one more for half a unit */

/* IEEE 754-2019, 3.4: a sign, the exponent, the mantissa without its first bit. */
struct rill_shape {
    uint8_t words;
    uint8_t mantissa_bits;
    uint8_t exponent_bits;
};

extern const struct rill_shape rill_shape_float;
extern const struct rill_shape rill_shape_double;
extern const struct rill_shape rill_shape_long_double;

enum rill_real_kind {
    RILL_REAL_NONE, /* a text that is no number */
    RILL_REAL_FINITE,
    RILL_REAL_INFINITE,
    RILL_REAL_NAN,
};

struct rill_real {
    uint32_t m[RILL_REAL_WORDS];
    int exp;
    uint8_t mantissa_bits; /* the shape's */
    uint8_t kind;
    bool negative;
};

void rill_real_take(struct rill_real *x, const struct rill_shape *shape,
                    const uint32_t *bits);

/* The m of a finite number must fit, with exp for the mantissa's last bit. */
void rill_real_put(const struct rill_real *x, const struct rill_shape *shape,
                   uint32_t *bits);

/* Does the hart's rounding mode round a number away from zero? `odd`: whether the last
 * digit that is kept is odd; `half`: the dropped part against half a digit: -1, 0 or
 * 1. */
bool rill_round_up(bool negative, bool odd, int half, bool exact);

static inline bool rill_words_zero(const uint32_t *w, int n)
{
    while (n > 0)
        if (w[--n] != 0)
            return false;
    return true;
}

#endif
