/* libc-shim/scanf_real.c -- scanf's %a, %e, %f and %g. */
#include "number.h"
#include "scanf.h"

/* Digits that are kept for a rounding that sixty digits cannot decide. When a number
 * lies nearer than 10^-128 of itself to the middle between two others, it counts as
 * above the middle. */
#define DIGITS_MAX 128

struct item {
    struct rill_number number;
    char digits[DIGITS_MAX + 1]; /* without zeros in front */
    int n;
    bool cut;
};

static void keep_digit(struct item *item, int c)
{
    if (c < '0' || c > '9' || (item->n == 0 && c == '0'))
        return;
    if (item->n < DIGITS_MAX)
        item->digits[item->n++] = (char)c;
    else
        item->cut = item->cut || c != '0';
}

/* nan( without its end begins a number and does not end it: no match (C17 7.21.6.2p9,
 * and glibc from 2.37 on). */
enum rill_scanned rill_scan_a_real(struct rill_in *in, enum rill_size size,
                                   void *to)
{
    struct item item = {.n = 0};
    struct rill_digits digits = {.text = item.digits};
    bool is_exponent = false;
    int c;

    for (;;) {
        c = rill_in_get(in);
        if (c == EOF || !rill_number_push(&item.number, c))
            break;
        is_exponent = is_exponent || (c | 0x20) == 'e';
        if (!is_exponent)
            keep_digit(&item, c);
    }
    rill_in_back(in, c);
    if (item.number.length == 0)
        return c == EOF ? RILL_SCAN_ENDED : RILL_SCAN_MISMATCH;
    if (!rill_number_scanned(&item.number))
        return RILL_SCAN_MISMATCH;
    if (to == NULL)
        return RILL_SCAN_DONE;
    item.digits[item.n] = '\0';
    digits.cut = item.cut;
    (void)rill_number_round(&item.number, &digits,
                            size == RILL_SIZE_LONG ? &rill_shape_double
                            : size == RILL_SIZE_LONG_DOUBLE
                                ? &rill_shape_long_double
                                : &rill_shape_float,
                            to);
    return RILL_SCAN_DONE;
}
