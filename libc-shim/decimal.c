/* libc-shim/decimal.c -- the decimal digits of a number: decimal.h. */
#include "decimal.h"

#define LIMB        1000000000u
#define LIMB_DIGITS 9
#define LIMB_TENTH  100000000u
#define LIMB_FACTOR 32000u /* times 31250 */

/* Where the number lies in words: it is shifted by less than a word, begins at word
 * `from`, has its point below word `point`, and takes `words` words. */
struct place {
    int shift;
    int from;
    int point;
    int words;
};

static struct place place_of(const struct rill_real *x)
{
    struct place p = {0};

    if (x->exp >= 0) {
        p.shift = x->exp % 32;
        p.from = x->exp / 32;
    } else {
        p.point = (31 - x->exp) / 32;
        p.shift = 32 * p.point + x->exp;
    }
    p.words = p.from + RILL_REAL_WORDS + 1;
    if (p.words < p.point)
        p.words = p.point;
    return p;
}

/* How many limbs a whole part of n words needs: a limb holds 29.9 bits. */
static int limbs_of(int n)
{
    return 32 * n / 29 + 3;
}

size_t rill_decimal_room(const struct rill_real *x)
{
    struct place p = place_of(x);

    return (size_t)(p.point + limbs_of(p.words - p.point));
}

static void lay_out(const struct rill_real *x, const struct place *p,
                    uint32_t *room)
{
    uint32_t carry = 0;

    for (int i = 0; i < p->words; i++)
        room[i] = 0;
    for (int i = 0; i <= RILL_REAL_WORDS && p->from + i < p->words; i++) {
        uint32_t word = i < RILL_REAL_WORDS ? x->m[i] : 0;

        room[p->from + i] = word << p->shift | carry;
        carry = p->shift == 0 ? 0 : word >> (32 - p->shift);
    }
}

/* Returns the rest. It divides a word by halves, so that it needs no division of 64
 * bits, which on rv32 is a call, and slower. `by` is at most 2^16. */
static uint32_t divide(uint32_t *words, int n, uint32_t by)
{
    uint32_t rest = 0;

    while (n-- > 0) {
        uint32_t high = rest << 16 | words[n] >> 16;
        uint32_t low = high % by << 16 | (words[n] & 0xffff);

        words[n] = high / by << 16 | low / by;
        rest = low % by;
    }
    return rest;
}

/* It works in place: each division frees 29.9 bits at the end of the words, and its
 * rest goes to the end of the room. */
static void divide_whole(struct rill_decimal *d, uint32_t *words, int n)
{
    uint32_t *limb = words + limbs_of(n);

    d->limb_end = d->limb_last = limb;
    for (;;) {
        uint32_t rest;

        while (n > 0 && words[n - 1] == 0)
            n--;
        if (n == 0)
            break;
        rest = divide(words, n, LIMB / LIMB_FACTOR);
        rest += divide(words, n, LIMB_FACTOR) * (LIMB / LIMB_FACTOR);
        *--limb = rest;
        if (rest == 0 && limb + 1 == d->limb_last)
            d->limb_last = limb;
    }
    d->limb = limb;
}

void rill_decimal_begin(struct rill_decimal *d, const struct rill_real *x,
                        uint32_t *room)
{
    struct place p = place_of(x);

    lay_out(x, &p, room);
    d->fraction = room;
    d->low = 0;
    d->high = p.point;
    while (d->low < d->high && room[d->low] == 0)
        d->low++;
    divide_whole(d, room + p.point, p.words - p.point);
    d->now = 0;
    d->left = 0;
    d->exp10 = (int)(d->limb_end - d->limb) * LIMB_DIGITS - 1;
}

static uint32_t next_limb(struct rill_decimal *d)
{
    uint32_t carry = 0;

    if (d->limb != d->limb_end)
        return *d->limb++;
    for (int i = d->low; i < d->high; i++) {
        uint64_t part = (uint64_t)d->fraction[i] * LIMB + carry;

        d->fraction[i] = (uint32_t)part;
        carry = (uint32_t)(part >> 32);
    }
    while (d->low < d->high && d->fraction[d->low] == 0)
        d->low++;
    return carry;
}

int rill_decimal_digit(struct rill_decimal *d)
{
    uint32_t digit;

    if (d->left == 0) {
        d->now = next_limb(d);
        d->left = LIMB_DIGITS;
    }
    digit = d->now / LIMB_TENTH;
    d->now = (d->now - digit * LIMB_TENTH) * 10;
    d->left--;
    d->exp10--;
    return (int)digit;
}

int rill_decimal_first(struct rill_decimal *d)
{
    int digit;

    do
        digit = rill_decimal_digit(d);
    while (digit == 0);
    return digit;
}

bool rill_decimal_ended(const struct rill_decimal *d)
{
    return d->now == 0 && d->limb >= d->limb_last && d->low == d->high;
}
