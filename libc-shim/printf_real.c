/* libc-shim/printf_real.c -- %a, %e, %f and %g, of double and long double, exact.
 *
 * The code walks through a number twice. The first walk finds where the number is
 * rounded, whether up, and which digit that changes; the second walk prints the digits.
 * So only the number itself lies on the stack, however many digits the format wants.
 *
 *     9 . 9 9 6 | 7 ...   to three digits behind the point:
 *     ^bump 0       9s that are rounded up turn into 0, and the last digit before
 *                   them is one more; if there is none, a 1 comes before all
 */
#include "decimal.h"
#include "printf.h"

/* No number has a digit other than 0 further from its first digit than this. */
#define DIGITS_MAX 20000

struct rounded {
    struct rill_decimal digits; /* the second walk */
    int exp10;                  /* of the first digit, after rounding */
    int bump;                   /* this digit goes up by one; none: -1 */
    int last;                   /* the last digit that is not 0, none: -1 */
    int index;                  /* of the digit that is next */
    int first;                  /* the walk's first digit, in hand */
    bool carried;               /* the digits are a 1 and zeros */
};

/* Round to `keep` digits, or to `keep` digits behind the point. x is not 0. */
static void measure(struct rounded *r, const struct rill_real *x,
                    uint32_t *room, bool behind_point, int keep)
{
    struct rill_decimal *d = &r->digits;
    int digit, n, not_9 = -1, half = -1;
    bool odd = false, exact = false;

    rill_decimal_begin(d, x, room);
    digit = rill_decimal_first(d);
    r->exp10 = d->exp10 + 1;
    n = behind_point ? r->exp10 + 1 + keep : keep;
    for (int i = 0; i < n; i++) {
        if (digit != 0)
            r->last = i;
        if (digit != 9)
            not_9 = i;
        odd = digit % 2;
        if (rill_decimal_ended(d))
            return;
        digit = rill_decimal_digit(d);
    }
    if (n >= 0) { /* `digit` is the first that is dropped */
        bool ended = rill_decimal_ended(d);

        exact = digit == 0 && ended;
        half = digit == 5 && ended ? 0 : digit >= 5 ? 1 : -1;
    }
    if (rill_round_up(x->negative, odd, half, exact)) {
        r->carried = not_9 < 0;
        r->bump = r->carried ? -1 : not_9;
        r->last = r->carried ? 0 : not_9;
        if (r->carried)
            r->exp10 = n < 0 ? -keep : r->exp10 + 1;
    } else if (n <= 0) {
        r->exp10 = 0; /* only 0 is left */
    }
}

static void round_to(struct rounded *r, const struct rill_real *x,
                     uint32_t *room, bool behind_point, int keep)
{
    r->exp10 = 0;
    r->bump = r->last = -1;
    r->index = 0;
    r->carried = false;
    if (keep > DIGITS_MAX)
        keep = DIGITS_MAX;
    if (rill_words_zero(x->m, RILL_REAL_WORDS))
        return;
    measure(r, x, room, behind_point, keep);
    rill_decimal_begin(&r->digits, x, room);
    r->first = rill_decimal_first(&r->digits);
}

static char next_digit(struct rounded *r)
{
    int i = r->index++;
    int digit;

    if (i > r->last)
        return '0';
    if (r->carried)
        return '1';
    digit = i == 0 ? r->first : rill_decimal_digit(&r->digits);
    return (char)('0' + digit + (i == r->bump));
}

static void put_digits(struct rill_out *out, struct rounded *r, int n)
{
    while (n-- > 0)
        rill_put(out, next_digit(r));
}

static int put_sign(char *prefix, const struct rill_spec *spec, bool negative)
{
    char sign = negative                        ? '-'
                : spec->flags & RILL_FLAG_PLUS  ? '+'
                : spec->flags & RILL_FLAG_SPACE ? ' '
                                                : '\0';

    prefix[0] = sign;
    return sign != '\0';
}

static void put_fixed(struct rill_out *out, const struct rill_spec *spec,
                      const char *prefix, struct rounded *r, int behind)
{
    const int whole = r->exp10 < 0 ? 1 : r->exp10 + 1;
    const int point = behind > 0 || (spec->flags & RILL_FLAG_ALT) != 0;
    int zeros = r->exp10 < 0 ? -1 - r->exp10 : 0; /* between point and digits */
    int blanks = rill_field(out, spec, prefix, 0, whole + point + behind);

    if (r->exp10 < 0)
        rill_put(out, '0');
    else
        put_digits(out, r, whole);
    if (point)
        rill_put(out, '.');
    if (zeros > behind)
        zeros = behind;
    rill_put_many(out, '0', zeros);
    put_digits(out, r, behind - zeros);
    rill_put_many(out, ' ', blanks);
}

static void put_exponent(struct rill_out *out, char letter, int exponent,
                         int digits)
{
    unsigned e = (unsigned)(exponent < 0 ? -exponent : exponent);
    unsigned unit = 1;

    rill_put(out, letter);
    rill_put(out, exponent < 0 ? '-' : '+');
    while (--digits > 0)
        unit *= 10;
    for (; unit > 0; unit /= 10)
        rill_put(out, (char)('0' + e / unit % 10));
}

static int exponent_digits(int exponent, int least)
{
    int n = 1;

    while ((exponent /= 10) != 0)
        n++;
    return n < least ? least : n;
}

static void put_scientific(struct rill_out *out, const struct rill_spec *spec,
                           const char *prefix, struct rounded *r, int behind)
{
    const int point = behind > 0 || (spec->flags & RILL_FLAG_ALT) != 0;
    const int digits = exponent_digits(r->exp10, 2);
    int blanks =
        rill_field(out, spec, prefix, 0, 1 + point + behind + 2 + digits);

    put_digits(out, r, 1);
    if (point)
        rill_put(out, '.');
    put_digits(out, r, behind);
    put_exponent(out, spec->letter & 0x20 ? 'e' : 'E', r->exp10, digits);
    rill_put_many(out, ' ', blanks);
}

/* C17 7.21.6.1, "g": of `keep` digits, in the style that the exponent asks for. */
static void put_general(struct rill_out *out, const struct rill_spec *spec,
                        const char *prefix, struct rounded *r, int keep)
{
    const bool fixed = r->exp10 >= -4 && r->exp10 < keep;
    int behind = fixed ? keep - 1 - r->exp10 : keep - 1;

    if ((spec->flags & RILL_FLAG_ALT) == 0) { /* no zeros at the end */
        int needed = fixed ? r->last - r->exp10 : r->last;

        behind = r->last < 0 || needed < 0 ? 0 : needed;
    }
    if (fixed)
        put_fixed(out, spec, prefix, r, behind);
    else
        put_scientific(out, spec, prefix, r, behind);
}

static void put_decimal(struct rill_out *out, const struct rill_spec *spec,
                        const char *prefix, const struct rill_real *x)
{
    const char letter = spec->letter | 0x20;
    const int precision = spec->precision < 0 ? 6 : spec->precision;
    uint32_t room[rill_decimal_room(x)];
    struct rounded r;

    if (letter == 'f') {
        round_to(&r, x, room, true, precision);
        put_fixed(out, spec, prefix, &r, precision);
    } else if (letter == 'e') {
        round_to(&r, x, room, false,
                 precision < DIGITS_MAX ? precision + 1 : DIGITS_MAX);
        put_scientific(out, spec, prefix, &r, precision);
    } else {
        int keep = precision == 0 ? 1 : precision;

        round_to(&r, x, room, false, keep);
        put_general(out, spec, prefix, &r, keep);
    }
}

static unsigned bit(const struct rill_real *x, int i)
{
    return x->m[i / 32] >> i % 32 & 1;
}

static bool any_below(const struct rill_real *x, int end)
{
    for (int i = 0; i < end; i++)
        if (bit(x, i) != 0)
            return true;
    return false;
}

static unsigned hex_digit(const struct rill_real *x, int from)
{
    return from < 0 ? 0 : x->m[from / 32] >> from % 32 & 15;
}

/* Drop the bits below `end`, rounding. */
static void round_bits(struct rill_real *x, int end)
{
    int half = bit(x, end - 1) == 0 ? -1 : any_below(x, end - 1);
    uint32_t unit = (uint32_t)1 << end % 32;

    if (!rill_round_up(x->negative, bit(x, end), half, !any_below(x, end)))
        return;
    for (int i = end / 32; i < RILL_REAL_WORDS; i++) {
        x->m[i] += unit;
        if (x->m[i] >= unit)
            break;
        unit = 1;
    }
}

/* The bit before the point is the mantissa's first bit, as IEEE 754 has it: 1, or 0 in
 * a subnormal number. */
__attribute__((noinline)) static void put_hex(struct rill_out *out,
                                              const struct rill_spec *spec,
                                              char *prefix, int sign,
                                              struct rill_real *x)
{
    const bool small = spec->letter == 'a';
    int shift =
        -x->mantissa_bits & 3; /* digits are whole: a float has 23 bits */
    int behind = (x->mantissa_bits + shift) / 4;
    const int last = behind;
    int exponent = x->exp + x->mantissa_bits;
    int blanks, point;

    for (; shift > 0; shift--) /* it has one word */
        x->m[0] *= 2;
    if (rill_words_zero(x->m, RILL_REAL_WORDS))
        exponent = 0;
    if (spec->precision >= 0 && spec->precision < behind)
        round_bits(x, 4 * (behind - spec->precision));
    while (behind > 0 && hex_digit(x, 4 * (last - behind)) == 0)
        behind--;
    if (spec->precision >= 0)
        behind = spec->precision;
    point = behind > 0 || (spec->flags & RILL_FLAG_ALT) != 0;
    prefix[sign] = '0';
    prefix[sign + 1] = small ? 'x' : 'X';
    prefix[sign + 2] = '\0';
    blanks = rill_field(out, spec, prefix, 0,
                        1 + point + behind + 2 + exponent_digits(exponent, 1));
    for (int i = 0; i <= behind; i++) {
        unsigned digit = hex_digit(x, 4 * (last - i));

        if (i == 1)
            rill_put(out, '.');
        rill_put(out, (small ? "0123456789abcdef" : "0123456789ABCDEF")[digit]);
    }
    if (point && behind == 0)
        rill_put(out, '.');
    put_exponent(out, small ? 'p' : 'P', exponent,
                 exponent_digits(exponent, 1));
    rill_put_many(out, ' ', blanks);
}

void rill_put_a_real(struct rill_out *out, struct rill_spec *spec,
                     struct rill_real *x)
{
    char prefix[4];
    const bool small = (spec->letter & 0x20) != 0;
    int sign = put_sign(prefix, spec, x->negative);

    prefix[sign] = '\0';
    if (x->kind != RILL_REAL_FINITE) {
        const char *word = x->kind == RILL_REAL_NAN ? small ? "nan" : "NAN"
                           : small                  ? "inf"
                                                    : "INF";
        int blanks;

        spec->flags &= (uint8_t)~RILL_FLAG_ZERO;
        blanks = rill_field(out, spec, prefix, 0, 3);
        while (*word != '\0')
            rill_put(out, *word++);
        rill_put_many(out, ' ', blanks);
    } else if ((spec->letter | 0x20) == 'a') {
        put_hex(out, spec, prefix, sign, x);
    } else {
        put_decimal(out, spec, prefix, x);
    }
}
