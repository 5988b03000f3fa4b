/* kernel/print.c -- the few conversions that reports need. Not libc's printf: it
 * must work when the heap, the libc's state and the task are broken. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/image.h>
#include "print.h"

static void put_string(const char *s)
{
    size_t n = 0;

    if (!s)
        s = "(null)";
    while (s[n])
        n++;
    rill_console_write(s, n);
}

/* Decimal digits by powers of ten, largest first: no buffer, and the rare report
 * may be slow. */
static void put_decimal(unsigned long long v)
{
    unsigned long long power = 1;

    while (power <= v / 10)
        power *= 10;
    for (; power; power /= 10) {
        char c = (char)('0' + v / power);

        v %= power;
        rill_console_write(&c, 1);
    }
}

static void put_hex(unsigned long long v)
{
    int shift = 60;

    while (shift && !(v >> shift))
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        rill_console_write(&"0123456789abcdef"[v >> shift & 15], 1);
}

static unsigned long long argument(va_list *ap, int longs, bool is_signed)
{
    if (longs >= 2)
        return va_arg(*ap, unsigned long long);
    if (longs == 1)
        return is_signed ? (unsigned long long)va_arg(*ap, long)
                         : va_arg(*ap, unsigned long);
    return is_signed ? (unsigned long long)va_arg(*ap, int)
                     : va_arg(*ap, unsigned int);
}

/* One conversion, after its %. Returns the last character of it. */
static const char *convert(const char *f, va_list *ap)
{
    unsigned long long v;
    int longs = 0;
    char c;

    for (; *f == 'l' || *f == 'z'; f++)
        longs++;
    switch (*f) {
    case 's':
        put_string(va_arg(*ap, const char *));
        break;
    case 'c':
        c = (char)va_arg(*ap, int);
        rill_console_write(&c, 1);
        break;
    case 'd':
        v = argument(ap, longs, true);
        if ((long long)v < 0) {
            rill_console_write("-", 1);
            v = -v;
        }
        put_decimal(v);
        break;
    case 'u':
        put_decimal(argument(ap, longs, false));
        break;
    case 'p':
        put_string("0x");
        put_hex((uintptr_t)va_arg(*ap, void *));
        break;
    case 'x':
        put_hex(argument(ap, longs, false));
        break;
    case 0:
        return f - 1;
    default:
        rill_console_write(f, 1);
    }
    return f;
}

void rill_vprint(const char *fmt, va_list ap)
{
    va_list args;

    va_copy(args, ap);
    for (const char *f = fmt; *f; f++) {
        const char *text = f;

        while (*f && *f != '%')
            f++;
        rill_console_write(text, (size_t)(f - text));
        if (!*f)
            break;
        f = convert(f + 1, &args);
    }
    va_end(args);
}

void rill_print(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    rill_vprint(fmt, ap);
    va_end(ap);
}
