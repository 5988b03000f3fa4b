/* libc-shim/printf_args.c -- a conversion of a format, and its arguments.
 *
 * To find an argument at a position (n$), this passes over those before it, each with
 * the type that the format gives it. That costs a walk through the format for each, and
 * no memory.
 */
#include <limits.h>
#include <stddef.h>

#include "printf.h"

/* ---- reading a conversion ---- */

/* -1: the number is past INT_MAX, and makes the conversion fail. */
static int number(const char **p)
{
    int n = 0;

    for (; **p >= '0' && **p <= '9'; (*p)++) {
        int digit = **p - '0';

        if (n >= 0)
            n = n > (INT_MAX - 1 - digit) / 10 ? -1 : n * 10 + digit;
    }
    return n;
}

/* A width or a precision. If an argument has it, *at becomes -1 or a position. */
static int count_or_star(const char **p, int16_t *at)
{
    const char *start;
    int n;

    if (**p != '*')
        return number(p);
    start = ++*p;
    n = number(p);
    *at = -1;
    if (n > 0 && n <= INT16_MAX && **p == '$') {
        *at = (int16_t)n;
        (*p)++;
    } else {
        *p = start;
    }
    return 0;
}

static unsigned flag(char c)
{
    switch (c) {
    case '-':
        return RILL_FLAG_LEFT;
    case '+':
        return RILL_FLAG_PLUS;
    case ' ':
        return RILL_FLAG_SPACE;
    case '#':
        return RILL_FLAG_ALT;
    case '0':
        return RILL_FLAG_ZERO;
    default:
        return 0;
    }
}

static enum rill_size size_of(const char **p)
{
    switch (*(*p)++) {
    case 'h':
        return **p == 'h' ? (*p)++, RILL_SIZE_CHAR : RILL_SIZE_SHORT;
    case 'l':
        return **p == 'l' ? (*p)++, RILL_SIZE_LONG_LONG : RILL_SIZE_LONG;
    case 'j':
        return RILL_SIZE_INTMAX;
    case 'z':
        return RILL_SIZE_SIZE;
    case 't':
        return RILL_SIZE_PTRDIFF;
    case 'L':
        return RILL_SIZE_LONG_DOUBLE;
    default:
        (*p)--;
        return RILL_SIZE_INT;
    }
}

/* Read a conversion from behind its %. Returns where the text goes on; NULL: the format
 * ends first. */
const char *rill_spec_read(const char *p, struct rill_spec *spec)
{
    const char *start = p;
    int n;

    spec->flags = 0;
    spec->precision = -1;
    spec->width_at = spec->precision_at = 0;
    spec->at = -1;
    n = number(&p);
    if (n > 0 && n <= INT16_MAX && *p++ == '$')
        spec->at = (int16_t)n;
    else
        p = start;
    while (flag(*p) != 0 ||
           *p == '\'') /* ' groups digits; C's locale has no groups */
        spec->flags |= (uint8_t)flag(*p++);
    spec->width = count_or_star(&p, &spec->width_at);
    if (*p == '.') {
        p++;
        spec->precision = count_or_star(&p, &spec->precision_at);
        if (spec->precision < 0)
            spec->width = -1;
    }
    spec->size = (uint8_t)size_of(&p);
    spec->letter = *p == '\0' ? *p : *p++;
    return spec->letter == '\0' ? NULL : p;
}

/* ---- arguments ---- */

enum rill_type rill_spec_type(const struct rill_spec *spec)
{
    switch (spec->letter) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'b':
    case 'B':
        if (spec->size <= RILL_SIZE_SHORT)
            return RILL_TYPE_INT;
        if (spec->size == RILL_SIZE_LONG || spec->size == RILL_SIZE_SIZE ||
            spec->size == RILL_SIZE_PTRDIFF)
            return RILL_TYPE_LONG;
        return RILL_TYPE_LONG_LONG;
    case 'c':
    case 'C':
        return RILL_TYPE_INT;
    case 's':
    case 'S':
    case 'p':
    case 'n':
        return RILL_TYPE_POINTER;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return spec->size == RILL_SIZE_LONG_DOUBLE ? RILL_TYPE_LONG_DOUBLE
                                                   : RILL_TYPE_DOUBLE;
    default:
        return RILL_TYPE_NONE;
    }
}
_Static_assert(sizeof(size_t) == sizeof(long), "%zd takes a long");
_Static_assert(sizeof(ptrdiff_t) == sizeof(long), "%td takes a long");
_Static_assert(sizeof(intmax_t) == sizeof(long long), "%jd: a long long");
_Static_assert(_Alignof(uint64_t) == _Alignof(double), "%f takes its bits");

/* The type that the format gives to the argument at a position. */
static enum rill_type type_at(const struct rill_args *args, int at)
{
    const char *format = args->format;
    struct rill_spec spec;

    if (args->scans)
        return RILL_TYPE_POINTER;
    while (format != NULL && *format != '\0') {
        if (*format++ != '%')
            continue;
        format = rill_spec_read(format, &spec);
        if (spec.width_at == at || spec.precision_at == at)
            return RILL_TYPE_INT;
        if (spec.at == at && format != NULL)
            return rill_spec_type(&spec);
    }
    return RILL_TYPE_INT;
}

static void take(va_list *from, bool real_is_float, enum rill_type type,
                 union rill_value *value)
{
    switch (type) {
    case RILL_TYPE_INT:
        value->number = (uint64_t)va_arg(*from, int);
        break;
    case RILL_TYPE_LONG:
        value->number = (uint64_t)va_arg(*from, long);
        break;
    case RILL_TYPE_LONG_LONG:
        value->number = (uint64_t)va_arg(*from, long long);
        break;
    case RILL_TYPE_POINTER:
        value->pointer = va_arg(*from, const void *);
        break;
    case RILL_TYPE_DOUBLE:
        if (real_is_float)
            value->bits[0] = va_arg(*from, uint32_t);
        else /* in memory as a double is, and without an FP register */
            value->number = va_arg(*from, uint64_t);
        break;
    case RILL_TYPE_LONG_DOUBLE:
        value->of_long_double = va_arg(*from, long double);
        break;
    case RILL_TYPE_NONE:
        break;
    }
}

/* It has a frame of its own, because few formats have positions. */
__attribute__((noinline)) static void argument_at(const struct rill_args *args,
                                                  int at, enum rill_type type,
                                                  union rill_value *value)
{
    va_list from;

    va_copy(from, args->first);
    for (int i = 1; i < at; i++)
        take(&from, args->real_is_float, type_at(args, i), value);
    take(&from, args->real_is_float, type, value);
    va_end(from);
}

void rill_argument(struct rill_args *args, int at, enum rill_type type,
                   union rill_value *value)
{
    if (at < 0)
        take(&args->next, args->real_is_float, type, value);
    else
        argument_at(args, at, type, value);
}

void rill_store(void *to, enum rill_size size, uint64_t value)
{
    switch (size) {
    case RILL_SIZE_CHAR:
        *(unsigned char *)to = (unsigned char)value;
        break;
    case RILL_SIZE_SHORT:
        *(unsigned short *)to = (unsigned short)value;
        break;
    case RILL_SIZE_INT:
        *(unsigned *)to = (unsigned)value;
        break;
    case RILL_SIZE_LONG:
    case RILL_SIZE_SIZE:
    case RILL_SIZE_PTRDIFF:
        *(unsigned long *)to = (unsigned long)value;
        break;
    default:
        *(unsigned long long *)to = value;
        break;
    }
}
