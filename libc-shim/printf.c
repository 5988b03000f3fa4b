/* libc-shim/printf.c -- printf's formats as C has them (C17 7.21.6.1), and POSIX's n$.
 *
 * It uses no memory but the stack and shares nothing, so tasks and harts do not meet
 * here. What C leaves open is as in glibc, except that %p prints a NULL pointer as 0x0.
 * vfprintf.c calls rill_print_format.
 */
#include <errno.h>
#include <limits.h>
#include <stddef.h>

#include "printf.h"

/* This does not call putc: a program may have a putc, or a fputc, of its own. */
void rill_put(struct rill_out *out, char c)
{
    FILE *stream = out->stream;

    out->count++;
    if (!(stream->flags & __SWR)) {
        out->failed = true;
    } else if (stream->put(c, stream) < 0) {
        stream->flags |= __SERR;
        out->failed = true;
    }
}

void rill_put_many(struct rill_out *out, char c, int n)
{
    while (n-- > 0)
        rill_put(out, c);
}

int rill_field(struct rill_out *out, const struct rill_spec *spec,
               const char *prefix, int zeros, int body)
{
    int blanks = spec->width - zeros - body;

    for (const char *p = prefix; *p != '\0'; p++)
        blanks--;
    if ((spec->flags & RILL_FLAG_LEFT) == 0) {
        if ((spec->flags & RILL_FLAG_ZERO) != 0 && blanks > 0) {
            zeros += blanks;
            blanks = 0;
        }
        for (; blanks > 0; blanks--)
            rill_put(out, ' ');
    }
    while (*prefix != '\0')
        rill_put(out, *prefix++);
    while (zeros-- > 0)
        rill_put(out, '0');
    return blanks;
}

/* ---- whole numbers ---- */

static unsigned bits_of(char letter)
{
    switch (letter) {
    case 'o':
        return 3;
    case 'b':
    case 'B':
        return 1;
    default:
        return 4;
    }
}

static uint64_t sized(uint64_t n, uint8_t size, bool is_signed)
{
    unsigned bits = size == RILL_SIZE_CHAR    ? CHAR_BIT * sizeof(char)
                    : size == RILL_SIZE_SHORT ? CHAR_BIT * sizeof(short)
                    : size == RILL_SIZE_INT   ? CHAR_BIT * sizeof(int)
                    : size == RILL_SIZE_LONG || size == RILL_SIZE_SIZE ||
                            size == RILL_SIZE_PTRDIFF
                        ? CHAR_BIT * sizeof(long)
                        : 64;
    unsigned above = 64 - bits;

    return is_signed ? (uint64_t)((int64_t)(n << above) >> above)
                     : n << above >> above;
}

/* The zeros that the precision asks for. With a precision the flag for zeros does not
 * count. */
static int zeros_of(struct rill_spec *spec, int digits)
{
    if (spec->precision >= 0)
        spec->flags &= (uint8_t)~RILL_FLAG_ZERO;
    return spec->precision > digits ? spec->precision - digits : 0;
}

static void put_power_of_two(struct rill_out *out, struct rill_spec *spec,
                             uint64_t n)
{
    const unsigned bits = bits_of(spec->letter);
    const char letter = spec->letter == 'p' ? 'x' : spec->letter;
    const char *names = letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char prefix[3] = {'0', letter, '\0'};
    int digits = n == 0 && spec->precision == 0 ? 0 : 1;
    int blanks;

    while ((unsigned)digits * bits < 64 && n >> digits * (int)bits != 0)
        digits++;
    if (letter == 'o') /* make the first digit 0, if it is not 0 already */
        prefix[1] = '\0';
    if ((spec->flags & RILL_FLAG_ALT) == 0 ||
        (letter == 'o' ? spec->precision > digits || (n == 0 && digits > 0)
                       : n == 0 && spec->letter != 'p'))
        prefix[0] = '\0';
    blanks = rill_field(out, spec, prefix, zeros_of(spec, digits), digits);
    while (digits-- > 0)
        rill_put(out, names[n >> digits * (int)bits & ((1u << bits) - 1)]);
    rill_put_many(out, ' ', blanks);
}

/* Take the last decimal digit off. 2^32 is 10 * 429496729 + 6: so this needs no
 * division of 64 bits, which is 900 bytes on rv32. */
static unsigned take_digit(uint64_t *n)
{
    uint32_t high = (uint32_t)(*n >> 32), low = (uint32_t)*n;
    uint32_t over = high % 10;
    uint32_t rest = low % 10 + over * 6;

    *n = (uint64_t)(high / 10) << 32;
    *n += over * 429496729u + low / 10 + rest / 10;
    return rest % 10;
}

static void put_ten(struct rill_out *out, struct rill_spec *spec, uint64_t n,
                    bool is_signed)
{
    const bool negative = is_signed && (int64_t)n < 0;
    char prefix[2] = {'\0', '\0'};
    char digit[20];
    int digits = 0;
    int blanks;

    if (negative)
        n = -n;
    if (negative)
        prefix[0] = '-';
    else if (is_signed && (spec->flags & RILL_FLAG_PLUS) != 0)
        prefix[0] = '+';
    else if (is_signed && (spec->flags & RILL_FLAG_SPACE) != 0)
        prefix[0] = ' ';
    while (n > UINT32_MAX)
        digit[digits++] = (char)('0' + take_digit(&n));
    for (uint32_t low = (uint32_t)n; low != 0; low /= 10)
        digit[digits++] = (char)('0' + low % 10);
    if (digits == 0 && spec->precision != 0)
        digit[digits++] = '0';
    blanks = rill_field(out, spec, prefix, zeros_of(spec, digits), digits);
    while (digits-- > 0)
        rill_put(out, digit[digits]);
    rill_put_many(out, ' ', blanks);
}

/* ---- text ---- */

static void put_text(struct rill_out *out, struct rill_spec *spec,
                     const char *text)
{
    int n = 0;
    int blanks;

    if (text == NULL)
        text = spec->precision >= 0 && spec->precision < 6 ? "" : "(null)";
    while ((spec->precision < 0 || n < spec->precision) && text[n] != '\0')
        n++;
    blanks = rill_field(out, spec, "", 0, n);
    for (int i = 0; i < n; i++)
        rill_put(out, text[i]);
    rill_put_many(out, ' ', blanks);
}

static void put_byte(struct rill_out *out, struct rill_spec *spec, char c)
{
    int blanks = rill_field(out, spec, "", 0, 1);

    rill_put(out, c);
    rill_put_many(out, ' ', blanks);
}

/* C's locale is ASCII. libc's wcrtomb would bring 850 bytes of locale into every image
 * that prints. */
static bool put_wide(struct rill_out *out, struct rill_spec *spec,
                     const wchar_t *text)
{
    int n = 0;
    int blanks;

    for (; (spec->precision < 0 || n < spec->precision) && text[n] != 0; n++)
        if ((unsigned)text[n] > 0x7f) {
            errno = EILSEQ;
            return false;
        }
    blanks = rill_field(out, spec, "", 0, n);
    for (int i = 0; i < n; i++)
        rill_put(out, (char)text[i]);
    rill_put_many(out, ' ', blanks);
    return true;
}

static bool put_character(struct rill_out *out, struct rill_spec *spec,
                          unsigned c, bool wide)
{
    if (wide && c > 0x7f) {
        errno = EILSEQ;
        return false;
    }
    put_byte(out, spec, (char)c);
    return true;
}

/* ---- a conversion ---- */

/* It has a frame of its own, so that whole numbers do not pay for it. */
__attribute__((noinline)) static void put_real(struct rill_out *out,
                                               struct rill_spec *spec,
                                               const struct rill_args *args,
                                               const union rill_value *value,
                                               rill_put_real *put)
{
    struct rill_real x;

    if (put == NULL) {
        spec->precision = -1;
        put_text(out, spec, "*float*"); /* as picolibc's does */
        return;
    }
    rill_real_take(&x,
                   spec->size == RILL_SIZE_LONG_DOUBLE ? &rill_shape_long_double
                   : args->real_is_float               ? &rill_shape_float
                                                       : &rill_shape_double,
                   value->bits);
    put(out, spec, &x);
}

/* false: the text to print has no bytes in C's locale. */
static bool convert(struct rill_out *out, struct rill_spec *spec,
                    struct rill_args *args, rill_put_real *put)
{
    const bool wide = spec->size == RILL_SIZE_LONG;
    union rill_value value;

    rill_argument(args, spec->at, rill_spec_type(spec), &value);
    if ((spec->letter | 0x20) == 's' || (spec->letter | 0x20) == 'c')
        spec->flags &= (uint8_t)~RILL_FLAG_ZERO;
    switch (spec->letter) {
    case 'd':
    case 'i':
        put_ten(out, spec, sized(value.number, spec->size, true), true);
        break;
    case 'u':
        put_ten(out, spec, sized(value.number, spec->size, false), false);
        break;
    case 'p':
        spec->flags |= RILL_FLAG_ALT;
        put_power_of_two(out, spec, (uintptr_t)value.pointer);
        break;
    case 'o':
    case 'x':
    case 'X':
    case 'b':
    case 'B':
        put_power_of_two(out, spec, sized(value.number, spec->size, false));
        break;
    case 'c':
        return put_character(out, spec, (unsigned)value.number, wide);
    case 'C':
        return put_character(out, spec, (unsigned)value.number, true);
    case 'S':
    case 's':
        if (value.pointer != NULL && (wide || spec->letter == 'S'))
            return put_wide(out, spec, value.pointer);
        put_text(out, spec, value.pointer);
        break;
    case 'n':
        rill_store((void *)(uintptr_t)value.pointer, spec->size, out->count);
        break;
    default:
        put_real(out, spec, args, &value, put);
        break;
    }
    return true;
}

/* Take the widths and precisions that are arguments; they come before the value. */
static void take_counts(struct rill_spec *spec, struct rill_args *args)
{
    union rill_value value;

    if (spec->width_at != 0) {
        rill_argument(args, spec->width_at, RILL_TYPE_INT, &value);
        spec->width = (int)value.number;
        if (spec->width < 0) {
            spec->flags |= RILL_FLAG_LEFT;
            spec->width = spec->width == INT_MIN ? -1 : -spec->width;
        }
        if (spec->width == INT_MAX)
            spec->width = -1;
    }
    if (spec->precision_at != 0) {
        rill_argument(args, spec->precision_at, RILL_TYPE_INT, &value);
        spec->precision = (int)value.number < 0 ? -1 : (int)value.number;
    }
}

static int print_format(struct rill_out *out, struct rill_args *args,
                        rill_put_real *put)
{
    struct rill_spec spec;
    const char *p = args->format;

    while (*p != '\0') {
        const char *start = p;

        if (*p != '%' || p[1] == '%') {
            p += *p == '%';
            rill_put(out, *p++);
            continue;
        }
        p = rill_spec_read(p + 1, &spec);
        if (p == NULL) {
            errno = EINVAL;
            return EOF;
        }
        take_counts(&spec, args);
        if (spec.width < 0) {
            errno = EOVERFLOW;
            return EOF;
        }
        if (spec.letter == '%') {
            rill_put(out, '%');
        } else if (rill_spec_type(&spec) == RILL_TYPE_NONE) {
            while (start < p) /* no conversion: print it as it stands */
                rill_put(out, *start++);
        } else if (!convert(out, &spec, args, put)) {
            return EOF;
        }
    }
    if (out->count > INT_MAX)
        errno = EOVERFLOW;
    return out->failed || out->count > INT_MAX ? EOF : (int)out->count;
}

int rill_print_format(FILE *stream, const char *format, va_list ap,
                      bool real_is_float, rill_put_real *put)
{
    struct rill_out out = {stream, 0, false};
    struct rill_args args = {.format = format, .real_is_float = real_is_float};
    int n;

    va_copy(args.next, ap);
    va_copy(args.first, ap);
    n = print_format(&out, &args, put);
    va_end(args.first);
    va_end(args.next);
    return n;
}
