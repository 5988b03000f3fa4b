/* libc-shim/number.c -- which characters are a number: number.h, C17 7.22.1.3. */
#include "number.h"

#define EXPONENT_MAX 100000000
#define DIGITS_DEC   60 /* 10^60 is less than 2^200 */
#define DIGITS_HEX   50

enum state {
    STATE_START,
    STATE_SIGNED, /* there was a sign, or none may follow */
    STATE_DIGITS,
    STATE_EXPONENT, /* the e or p was there */
    STATE_EXPONENT_SIGNED,
    STATE_EXPONENT_DIGITS,
    STATE_INFINITY,
    STATE_NAN,
    STATE_NAME, /* in the parentheses of nan(...) */
    STATE_END,
};

static int digit_of(int c, bool hex)
{
    int letter = c | 0x20;

    if (c >= '0' && c <= '9')
        return c - '0';
    if (hex && letter >= 'a' && letter <= 'f')
        return letter - 'a' + 10;
    return -1;
}

static void add_digit(struct rill_number *n, int digit)
{
    uint64_t carry = (uint64_t)digit;

    n->any_digit = true;
    if (n->taken == (n->hex ? DIGITS_HEX : DIGITS_DEC)) {
        n->more = n->more || digit != 0;
        n->scale += !n->point;
        return;
    }
    for (int i = 0; i < RILL_NUMBER_WORDS; i++) {
        carry += (uint64_t)n->m[i] * (n->hex ? 16 : 10);
        n->m[i] = (uint32_t)carry;
        carry >>= 32;
    }
    n->taken += n->taken > 0 || digit != 0; /* do not count zeros in front */
    n->scale -= n->point;
}

/* The text is a number up to here, with the present character. */
static void is_good(struct rill_number *n, enum rill_real_kind kind)
{
    n->kind = (uint8_t)kind;
    n->good = n->length + 1;
}

static bool push_digits(struct rill_number *n, int c)
{
    const int letter = c | 0x20;
    int digit = digit_of(c, n->hex);

    if (digit >= 0) {
        add_digit(n, digit);
    } else if (c == '.' && !n->point) {
        n->point = true;
    } else if (letter == 'x' && !n->hex && n->seen == 1 && n->any_digit &&
               n->taken == 0) { /* behind one 0 */
        n->hex = true;
        n->any_digit = false;
        return true;
    } else if (letter == (n->hex ? 'p' : 'e') && n->any_digit) {
        n->state = STATE_EXPONENT;
        return true;
    } else {
        return false;
    }
    n->seen++;
    if (n->any_digit)
        is_good(n, RILL_REAL_FINITE);
    return true;
}

static bool push_exponent(struct rill_number *n, int c)
{
    int digit = digit_of(c, false);

    if (n->state == STATE_EXPONENT && (c == '+' || c == '-')) {
        n->exponent_negative = c == '-';
        n->state = STATE_EXPONENT_SIGNED;
        return true;
    }
    if (digit < 0)
        return false;
    n->state = STATE_EXPONENT_DIGITS;
    if (n->exponent < EXPONENT_MAX / 10)
        n->exponent = n->exponent * 10 + digit;
    is_good(n, RILL_REAL_FINITE);
    return true;
}

static bool push_infinity(struct rill_number *n, int c)
{
    if ((c | 0x20) != "infinity"[n->seen])
        return false;
    n->seen++;
    if (n->seen == 3 || n->seen == 8)
        is_good(n, RILL_REAL_INFINITE);
    if (n->seen == 8)
        n->state = STATE_END;
    return true;
}

static bool push_nan(struct rill_number *n, int c)
{
    if (n->seen == 3) {
        n->state = STATE_NAME;
        return c == '(';
    }
    if ((c | 0x20) != "nan"[n->seen])
        return false;
    n->seen++;
    if (n->seen == 3)
        is_good(n, RILL_REAL_NAN);
    return true;
}

static bool push_name(struct rill_number *n, int c)
{
    const int letter = c | 0x20;

    if (c == ')') {
        n->state = STATE_END;
        is_good(n, RILL_REAL_NAN);
        return true;
    }
    return c == '_' || (letter >= 'a' && letter <= 'z') ||
           digit_of(c, false) >= 0;
}

static bool push_first(struct rill_number *n, int c)
{
    if (n->state == STATE_START && (c == '+' || c == '-')) {
        n->negative = c == '-';
        n->state = STATE_SIGNED;
        return true;
    }
    if ((c | 0x20) == 'i') {
        n->state = STATE_INFINITY;
        return push_infinity(n, c);
    }
    if ((c | 0x20) == 'n') {
        n->state = STATE_NAN;
        return push_nan(n, c);
    }
    n->state = STATE_DIGITS;
    return push_digits(n, c);
}

static bool push(struct rill_number *n, int c)
{
    switch ((enum state)n->state) {
    case STATE_START:
    case STATE_SIGNED:
        return push_first(n, c);
    case STATE_DIGITS:
        return push_digits(n, c);
    case STATE_EXPONENT:
    case STATE_EXPONENT_SIGNED:
    case STATE_EXPONENT_DIGITS:
        return push_exponent(n, c);
    case STATE_INFINITY:
        return push_infinity(n, c);
    case STATE_NAN:
        return push_nan(n, c);
    case STATE_NAME:
        return push_name(n, c);
    default:
        return false;
    }
}

bool rill_number_push(struct rill_number *n, int c)
{
    bool belongs = push(n, c);

    n->length += belongs;
    return belongs;
}

bool rill_number_scanned(const struct rill_number *n)
{
    switch ((enum state)n->state) {
    case STATE_DIGITS:
        return n->any_digit || (n->hex && n->point);
    case STATE_EXPONENT:
    case STATE_EXPONENT_SIGNED:
    case STATE_EXPONENT_DIGITS:
        return true;
    default:
        return n->kind != RILL_REAL_NONE && n->length == n->good;
    }
}
