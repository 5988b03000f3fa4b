/* libc-shim/real.c -- a float, double or long double as whole numbers: real.h. */
#include <port/rounding.h>

#include "real.h"

const struct rill_shape rill_shape_float = {1, 23, 8};
const struct rill_shape rill_shape_double = {2, 52, 11};
const struct rill_shape rill_shape_long_double = {4, 112, 15};

void rill_real_take(struct rill_real *x, const struct rill_shape *shape,
                    const uint32_t *bits)
{
    const int top = shape->words - 1;
    const int shift = shape->mantissa_bits % 32;
    const int all_ones = (1 << shape->exponent_bits) - 1;
    int exponent = (int)(bits[top] >> shift) & all_ones;

    for (int i = 0; i < RILL_REAL_WORDS; i++)
        x->m[i] = i <= top ? bits[i] : 0;
    x->m[top] &= ((uint32_t)1 << shift) - 1;
    x->negative = bits[top] >> 31;
    x->mantissa_bits = shape->mantissa_bits;
    x->kind = RILL_REAL_FINITE;
    if (exponent == all_ones)
        x->kind = rill_words_zero(x->m, RILL_REAL_WORDS) ? RILL_REAL_INFINITE
                                                         : RILL_REAL_NAN;
    if (exponent == 0)
        exponent = 1; /* subnormal: the first bit is 0 */
    else
        x->m[top] |= (uint32_t)1 << shift;
    x->exp = exponent - all_ones / 2 - shape->mantissa_bits;
}

void rill_real_put(const struct rill_real *x, const struct rill_shape *shape,
                   uint32_t *bits)
{
    const int top = shape->words - 1;
    const int shift = shape->mantissa_bits % 32;
    const int all_ones = (1 << shape->exponent_bits) - 1;
    int exponent = all_ones;

    for (int i = 0; i <= top; i++)
        bits[i] = x->kind == RILL_REAL_FINITE ? x->m[i] : 0;
    if (x->kind == RILL_REAL_NAN)
        bits[top] = (uint32_t)1 << (shift - 1); /* a quiet one */
    if (x->kind == RILL_REAL_FINITE) {
        exponent = 0;
        if (bits[top] >> shift != 0) /* not subnormal */
            exponent = x->exp + all_ones / 2 + shape->mantissa_bits;
        bits[top] &= ((uint32_t)1 << shift) - 1;
    }
    bits[top] |= (uint32_t)exponent << shift | (uint32_t)x->negative << 31;
}

bool rill_round_up(bool negative, bool odd, int half, bool exact)
{
    if (exact)
        return false;
    switch (rill_rounding()) {
    case RILL_ROUND_TO_ZERO:
        return false;
    case RILL_ROUND_DOWN:
        return negative;
    case RILL_ROUND_UP:
        return !negative;
    case RILL_ROUND_NEAREST_AWAY:
        return half >= 0;
    default:
        return half > 0 || (half == 0 && odd);
    }
}
