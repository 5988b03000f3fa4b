/* kernel/fault/print.c -- the few conversions that reports need. Reports do not use libc's
 * printf: they must print when the heap, libc's state and the task are broken. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/image.h>
#include "print.h"

struct out { /* NULL: the console */
    char *at, *end;
};

static void put(struct out *o, const char *s, size_t n)
{
    if (!o) {
        rill_console_write(s, n);
        return;
    }
    while (n-- && o->at < o->end)
        *o->at++ = *s++;
}

/* Divides bit by bit: on rv32 libgcc's 64-bit division takes a kilobyte, and a report is rare
 * enough to be slow. */
static void put_number(struct out *o, unsigned long long v, unsigned base)
{
    char digits[20], *at = digits + sizeof digits;

    do {
        unsigned rest = 0;

        for (int i = 0; i < 64; i++) {
            rest = rest << 1 | (unsigned)(v >> 63);
            v <<= 1;
            if (rest >= base) {
                rest -= base;
                v |= 1;
            }
        }
        *--at = "0123456789abcdef"[rest];
    } while (v);
    put(o, at, (size_t)(digits + sizeof digits - at));
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

static void put_string(struct out *o, const char *s)
{
    size_t n = 0;

    if (!s)
        s = "(null)";
    while (s[n])
        n++;
    put(o, s, n);
}

/* Do one conversion; f is behind its %.   returns  the conversion's last character. */
static const char *convert(struct out *o, const char *f, va_list *ap)
{
    unsigned long long v;
    int longs = 0;
    char c;

    for (; *f == 'l' || *f == 'z'; f++)
        longs++;
    switch (*f) {
    case 's':
        put_string(o, va_arg(*ap, const char *));
        break;
    case 'c':
        c = (char)va_arg(*ap, int);
        put(o, &c, 1);
        break;
    case 'p':
        put(o, "0x", 2);
        put_number(o, (uintptr_t)va_arg(*ap, void *), 16);
        break;
    case 'd':
    case 'u':
    case 'x':
        v = argument(ap, longs, *f == 'd');
        if (*f == 'd' && (long long)v < 0) {
            put(o, "-", 1);
            v = -v;
        }
        put_number(o, v, *f == 'x' ? 16 : 10);
        break;
    case 0:
        return f - 1;
    default:
        put(o, f, 1);
    }
    return f;
}

static void format(struct out *o, const char *fmt, va_list ap)
{
    va_list args;

    va_copy(args, ap);
    for (const char *f = fmt; *f; f++) {
        const char *text = f;

        while (*f && *f != '%')
            f++;
        put(o, text, (size_t)(f - text));
        if (!*f)
            break;
        f = convert(o, f + 1, &args);
    }
    va_end(args);
}

void rill_print(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    format(NULL, fmt, ap);
    va_end(ap);
}

void rill_vprint_to(char *to, size_t n, const char *fmt, va_list ap)
{
    struct out o = {to, to ? to + n - 1 : NULL};

    format(to ? &o : NULL, fmt, ap);
    if (to)
        *o.at = 0;
}

void rill_print_to(char *to, size_t n, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    rill_vprint_to(to, n, fmt, ap);
    va_end(ap);
}
