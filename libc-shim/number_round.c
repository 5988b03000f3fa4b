/* libc-shim/number_round.c -- a number in text, rounded to a float, double or long
 * double: number.h.
 *
 *   1. The first sixty digits are a whole number of up to 200 bits. We multiply or
 *      divide it by powers of ten, in 224 bits, and always round down:
 *
 *          q: the bits to keep | rest: 111 bits or more
 *
 *      552 steps at most (10^-4966), each off by less than 2^-193 of the number, so the
 *      rest is too small by less than the value of its last 64 bits.
 *   2. If the rest is that close to 0, to a half or to a whole, it cannot decide. Then
 *      we compare the digits, one by one, with the digits of the point itself
 *      (decimal.h), which are exact.
 */
#include <errno.h>

#include "decimal.h"
#include "number.h"

#define WORDS       RILL_NUMBER_WORDS
#define BITS        (32 * WORDS)
#define UNSURE_BITS 64

/* Where a number lies between its two neighbours of the shape. */
struct place {
    int half;   /* the part above the lower one, against a half: -1, 0, 1 */
    bool exact; /* the number is the lower one */
};

/* w * 2^exp; `lost`: bits below it were dropped */
struct big {
    uint32_t w[WORDS];
    int exp;
    bool lost;
};

static void shift_up(struct big *b) /* until the highest bit is 1; b is not 0 */
{
    while (b->w[WORDS - 1] == 0) {
        for (int i = WORDS - 1; i > 0; i--)
            b->w[i] = b->w[i - 1];
        b->w[0] = 0;
        b->exp -= 32;
    }
    while (b->w[WORDS - 1] >> 31 == 0) {
        uint32_t carry = 0;

        for (int i = 0; i < WORDS; i++) {
            uint32_t word = b->w[i];

            b->w[i] = word << 1 | carry;
            carry = word >> 31;
        }
        b->exp--;
    }
}

static void multiply(struct big *b, uint32_t by)
{
    uint64_t carry = 0;

    for (int i = 0; i < WORDS; i++) {
        carry += (uint64_t)b->w[i] * by;
        b->w[i] = (uint32_t)carry;
        carry >>= 32;
    }
    for (uint32_t top = (uint32_t)carry; top != 0;) {
        uint32_t low = top & 1;

        b->lost = b->lost || (b->w[0] & 1) != 0;
        top >>= 1;
        for (int i = WORDS - 1; i >= 0; i--) {
            uint32_t word = b->w[i];

            b->w[i] = word >> 1 | low << 31;
            low = word & 1;
        }
        b->exp++;
    }
}

static void divide(struct big *b, uint32_t by)
{
    uint64_t rest = 0;

    for (int i = WORDS - 1; i >= 0; i--) {
        uint64_t part = rest << 32 | b->w[i];

        b->w[i] = (uint32_t)(part / by);
        rest = part - (uint64_t)b->w[i] * by;
    }
    b->lost = b->lost || rest != 0;
    shift_up(b);
}

static void times_ten_to(struct big *b, int power)
{
    const bool negative = power < 0;

    if (negative)
        power = -power;
    while (power > 0) {
        uint32_t by = 1;

        for (int i = 0; i < 9 && power > 0; i++, power--)
            by *= 10;
        if (negative)
            divide(b, by);
        else
            multiply(b, by);
    }
}

/* Are all bits from `from` to below `to` like this one? */
static bool all(const struct big *b, int from, int to, uint32_t bit)
{
    for (int i = from; i < to; i++)
        if ((b->w[i / 32] >> i % 32 & 1) != bit)
            return false;
    return true;
}

/* ---- exactly ---- */

static int next_digit(struct rill_digits *from)
{
    int c;

    do
        c = from->text != NULL ? (unsigned char)*from->text++
                               : (int)*from->wide++;
    while (c == '.');
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* Compare the number with x: -1, 0 or 1. The number's first digit counts 10^exp10. */
static int compare(const struct rill_digits *digits, int exp10,
                   const struct rill_real *x)
{
    struct rill_digits from = *digits;
    struct rill_decimal d;
    uint32_t room[rill_decimal_room(x)];
    int ours, theirs;

    rill_decimal_begin(&d, x, room);
    theirs = rill_decimal_first(&d);
    if (exp10 != d.exp10 + 1)
        return exp10 < d.exp10 + 1 ? -1 : 1;
    do
        ours = next_digit(&from);
    while (ours == 0);
    for (;;) {
        if (ours < 0 && rill_decimal_ended(&d) && theirs == 0)
            return digits->cut;
        if ((ours < 0 ? 0 : ours) != theirs)
            return (ours < 0 ? 0 : ours) < theirs ? -1 : 1;
        if (ours >= 0)
            ours = next_digit(&from);
        theirs = rill_decimal_digit(&d);
    }
}

static void increment(uint32_t *m)
{
    while (++*m == 0)
        m++;
}

static void twice(struct rill_real *x)
{
    for (int i = RILL_REAL_WORDS - 1; i >= 0; i--)
        x->m[i] = x->m[i] << 1 | (i > 0 ? x->m[i - 1] >> 31 : 0);
    x->exp--;
}

/* Compare half a unit above x with the number of the digits. */
static int against_half(const struct rill_real *x,
                        const struct rill_digits *digits, int exp10)
{
    struct rill_real point = *x;

    twice(&point);
    increment(point.m);
    return compare(digits, exp10, &point);
}

/* The rest of `bits` bits cannot decide; x is the number without its rest. May move x
 * to the next. */
static struct place look_closely(const struct big *b, int bits,
                                 struct rill_real *x,
                                 const struct rill_digits *digits, int exp10)
{
    const bool high = all(b, bits - 1, bits, 1);
    struct rill_real point = *x;
    int than_point;

    if (all(b, UNSURE_BITS, bits - 1, high)) { /* nothing, or a whole */
        if (high)
            increment(point.m);
        than_point = compare(digits, exp10, &point);
        if (than_point < 0)
            return (struct place){1, false};
        *x = point;
        return (struct place){-1, than_point == 0};
    }
    return (struct place){against_half(x, digits, exp10), false};
}

static struct place place_of(const struct big *b, int bits, struct rill_real *x,
                             const struct rill_digits *digits, int exp10)
{
    const uint32_t high = all(b, bits - 1, bits, 1);

    if (digits != NULL && b->lost &&
        (all(b, UNSURE_BITS, bits - 1, 0) || all(b, UNSURE_BITS, bits - 1, 1)))
        return look_closely(b, bits, x, digits, exp10);
    if (!b->lost && all(b, 0, bits - 1, 0))
        return (struct place){high ? 0 : -1, !high};
    return (struct place){high ? 1 : -1, false};
}

/* ---- rounding ---- */

static void too_large(struct rill_real *x, const struct rill_shape *shape)
{
    x->kind = RILL_REAL_INFINITE;
    if (rill_round_up(x->negative, true, 1, false))
        return;
    x->kind = RILL_REAL_FINITE; /* the largest there is */
    x->exp = (1 << (shape->exponent_bits - 1)) - 1 - shape->mantissa_bits;
    for (int i = 0; i < RILL_REAL_WORDS; i++)
        x->m[i] = UINT32_MAX;
    x->m[shape->words - 1] = ((uint32_t)2 << shape->mantissa_bits % 32) - 1;
}

/* b's bits from `from` on. */
static void keep_bits(struct rill_real *x, const struct big *b, int from)
{
    for (int i = 0; i < RILL_REAL_WORDS; i++) {
        int at = from / 32 + i;
        uint64_t two = at < WORDS ? b->w[at] : 0;

        two |= at + 1 < WORDS ? (uint64_t)b->w[at + 1] << 32 : 0;
        x->m[i] = (uint32_t)(two >> from % 32);
    }
}

static int round_big(const struct big *b, const struct rill_shape *shape,
                     struct rill_real *x, const struct rill_digits *digits,
                     int exp10)
{
    const int high = 1 << (shape->exponent_bits - 1); /* emax + 1 */
    const int least = 2 - high - shape->mantissa_bits;
    const int top = shape->mantissa_bits / 32;
    const uint32_t first = (uint32_t)1 << shape->mantissa_bits % 32;
    struct place place = {-1, false};
    int bits;

    x->exp = b->exp + BITS - 1 - shape->mantissa_bits;
    if (x->exp < least)
        x->exp = least;
    bits = x->exp - b->exp;
    for (int i = 0; i < RILL_REAL_WORDS; i++)
        x->m[i] = 0;
    if (bits <= BITS) {
        keep_bits(x, b, bits);
        place = place_of(b, bits, x, digits, exp10);
    } else if (bits == BITS + 1 && digits != NULL &&
               all(b, UNSURE_BITS, BITS, 1)) { /* half of the smallest? */
        place.half = against_half(x, digits, exp10);
    }
    if (rill_round_up(x->negative, x->m[0] & 1, place.half, place.exact))
        increment(x->m);
    if (x->m[top] >= 2 * first) { /* all ones, rounded up */
        x->m[top] = first;
        x->exp++;
    }
    if (x->exp + shape->mantissa_bits >= high) {
        too_large(x, shape);
        return ERANGE;
    }
    return x->m[top] < first && !place.exact ? ERANGE : 0;
}

int rill_number_round(const struct rill_number *n, struct rill_digits *digits,
                      const struct rill_shape *shape, uint32_t *bits)
{
    const int exponent = n->exponent_negative ? -n->exponent : n->exponent;
    const int exp10 = n->taken + n->scale - 1 + exponent;
    struct rill_real x = {.negative = n->negative, .kind = n->kind};
    struct big b = {.lost = n->more};
    int error = 0;

    for (int i = 0; i < WORDS; i++)
        b.w[i] = n->m[i];
    if (x.kind == RILL_REAL_NONE) { /* 0 */
        x.kind = RILL_REAL_FINITE;
        x.negative = false;
    }
    x.exp = 0;
    if (x.kind == RILL_REAL_FINITE && !rill_words_zero(b.w, WORDS)) {
        shift_up(&b);
        if (n->hex) {
            b.exp += 4 * n->scale + exponent;
            digits = NULL;
        } else if (exp10 > 5000 || exp10 < -5100) {
            b.exp = exp10 > 0 ? 40000 : -40000; /* past all shapes */
            b.lost = true;
            digits = NULL;
        } else {
            times_ten_to(&b, n->scale + exponent);
        }
        error = round_big(&b, shape, &x, digits, exp10);
    }
    rill_real_put(&x, shape, bits);
    return error;
}
