/* libc/pairs.c -- random formats and values, and random texts: what libc makes of them.
 *
 * The host and a board compile this file, and must print equal lines. argv[1] is the seed of the
 * generator that makes the numbers; argv[2] is how many lines of each kind it prints.
 *
 * The test leaves out what differs between the machines: what nan(12) makes of the 12, long on
 * rv32, a NULL pointer, the digits behind %La (an x86 has another first digit), numbers of 113
 * bits in formats (quad.h has those), and what has no meaning in C.
 */
// run-by: tests/t/libc.t
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <quad.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static uint64_t state;
static char text[8000];

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545f4914f6cdd1d;
}

static unsigned below(unsigned n)
{
    return (unsigned)((draw() >> 33) % n);
}

/* A number of random length. In two steps, because C does not say in which order two draws in
 * one expression come. */
static uint64_t draw_short(void)
{
    unsigned n = below(64);

    return draw() >> n;
}

static uint64_t draw_subnormal(void)
{
    return draw_short() >> 12;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Print the beginning of a long text, and a checksum of all of it. */
static void show(const char *what, int n)
{
    uint32_t sum = 2166136261;

    for (const char *p = text; *p != '\0'; p++)
        sum = (sum ^ (uint8_t)*p) * 16777619;
    printf("%s = %d %08" PRIx32 " [%.60s]\n", what, n, sum, text);
}

/* ---- out ---- */

static double some_double(void)
{
    static const double round[] = {
        0,   1,   10,   0.5,  1.5,  2.5,  0.05,   0.25, 9.5,  99.5,  999.95,
        1e5, 1e6, 1e15, 1e16, 1e22, 1e23, 5e-324, 1e-4, 1e-5, 0.045, 123456.5};
    double x;

    switch (below(6)) {
    case 0:
        x = of_bits(draw());
        break;
    case 1:
        x = of_bits(draw_subnormal());
        break;
    case 2:
        x = (double)below(1000000);
        x /= (double)(1 << below(12));
        break;
    case 3:
        x = of_bits((uint64_t)(below(2046) + 1) << 52); /* a power of two */
        break;
    case 4:
        x = (double)below(100000) / 1000;
        break;
    default:
        x = round[below(COUNT(round))];
        break;
    }
    return below(4) == 0 ? -x : x;
}

/* Write %, flags, a width and a precision.   returns  the end. */
static char *some_format(char *p, const char *flags, unsigned precision_max)
{
    *p++ = '%';
    for (; *flags != '\0'; flags++)
        if (below(4) == 0)
            *p++ = *flags;
    if (below(2) == 0)
        p += sprintf(p, "%u", 1 + below(below(8) == 0 ? 300 : 30));
    if (below(3) != 0)
        p += sprintf(p, ".%u", below(below(8) == 0 ? precision_max : 22));
    return p;
}

static void print_double(void)
{
    char format[40], what[100], *p = some_format(format, "-+ #0", 400);
    double x = some_double();

    *p++ = "aAeEfFgG"[below(8)];
    *p = '\0';
    snprintf(what, sizeof what, "%s %016" PRIx64, format, bits_of(x));
    show(what, snprintf(text, sizeof text, format, x));
}

/* Numbers of 64 bits, which an x86 can print as well. */
static void print_long_double(void)
{
    char format[40], what[100], *p = some_format(format, "-+ #0", 400);
    uint64_t m = draw_short();
    int exp = below(3) != 0 ? (int)below(200) - 100 : (int)below(32600) - 16320;
    long double x = (long double)m;
    int left = exp;

    for (; left >= 1000; left -= 1000)
        x *= 0x1p1000L;
    for (; left <= -1000; left += 1000)
        x *= 0x1p-1000L;
    for (; left > 0; left--)
        x *= 2;
    for (; left < 0; left++)
        x /= 2;
    *p++ = 'L';
    *p++ = "eEfFgG"[below(6)];
    *p = '\0';
    snprintf(what, sizeof what, "%s %016" PRIx64 " 2^%d", format, m, exp);
    show(what, snprintf(text, sizeof text, format, x));
}

static void print_whole(void)
{
    static const char *const sizes[] = {"hh", "h", "", "ll", "j"};
    unsigned size = below(COUNT(sizes));
    char format[40], what[100], *p = some_format(format, "-+ #0", 60);
    uint64_t n = draw_short();
    char letter = "diuoxX"[below(6)];

    if (below(4) == 0)
        n = below(3) - 1;
    sprintf(p, "%s%c", sizes[size], letter);
    snprintf(what, sizeof what, "%s %016" PRIx64, format, n);
    show(what, size < 3    ? snprintf(text, sizeof text, format, (int)n)
               : size == 3 ? snprintf(text, sizeof text, format, (long long)n)
                           : snprintf(text, sizeof text, format, (intmax_t)n));
}

static void print_text(void)
{
    static const wchar_t *const wide[] = {L"", L"a", L"wide", L"wi\xe9",
                                          L"\x20ac"};
    char format[40], what[100], *p = some_format(format, "-", 10);
    unsigned which = below(4);
    int at = -9, n, width, precision;
    double x;

    strcpy(p, (const char *[]){"s|%d", "c|%d", "ls|%d", "lc|%d"}[which]);
    errno = 0;
    if (which == 0)
        n = snprintf(text, sizeof text, format, "narrow" + below(7), 7);
    else if (which == 1)
        n = snprintf(text, sizeof text, format, 'a' + (int)below(26), 7);
    else if (which == 2)
        n = snprintf(text, sizeof text, format, wide[below(5)], 7);
    else
        n = snprintf(text, sizeof text, format, (wint_t) "aZ09\xff"[below(5)],
                     7);
    if (n < 0)
        text[0] = '\0';
    snprintf(what, sizeof what, "%s errno %d", format, errno != 0);
    show(what, n);
    width = (int)below(12);
    precision = (int)below(9);
    x = some_double();
    n = snprintf(text, sizeof text, "%3$*1$.*2$f %4$s%5$n %3$g %6$Lg", width,
                 precision, x, "t", &at, 0.5L);
    snprintf(what, sizeof what, "positions, at %d", at);
    show(what, n);
}

/* ---- in ---- */

static size_t some_number(char *to)
{
    char *p = to;
    unsigned digits = 1 + below(below(10) == 0 ? 60 : 25);
    unsigned point = below(30);

    if (below(4) == 0)
        *p++ = "+-"[below(2)];
    for (unsigned i = 0; i < digits; i++) {
        if (i == point)
            *p++ = '.';
        *p++ = (char)('0' + below(10));
    }
    if (below(2) == 0)
        p += sprintf(p, "e%d",
                     below(3) == 0 ? (int)below(10000) - 5000
                                   : (int)below(700) - 350);
    *p = '\0';
    return (size_t)(p - to);
}

/* The middle between a double and the next double, or a number near that middle. */
static size_t some_middle(char *to)
{
    double x = of_bits(draw() & 0x7fffffffffffffff);
    long double next;
    size_t n;

    if (below(3) == 0)
        x = of_bits(draw_subnormal());
    if (!(x < 1e300))
        x = 1;
    next = of_bits(bits_of(x) + 1);
    n = (size_t)sprintf(to, "%.900Le", (x + next) / 2);
    if (below(3) == 0) { /* one more digit, far behind */
        char *e = strchr(to, 'e');
        char exponent[10];

        strcpy(exponent, e);
        n = (size_t)(e - to) +
            (size_t)sprintf(e, "%s%s", below(2) ? "0001" : "", exponent);
    } else if (below(2) == 0) { /* or less: too small */
        char *last = strchr(to, 'e') - 1;

        while (*last == '0')
            last--;
        if (*last != '.')
            --*last;
    }
    return n;
}

static size_t some_garbage(char *to)
{
    static const char *const parts[] = {
        "0x", "0X", "inf", "Infinity", "infin", "nan", "12)", "e", "E+",
        "p",  "P-", ".",   "-",        "+",     " ",   "0",   "1", "7",
        "a",  "f",  "19",  "08",       "\t",    "x",   "_",   "i", "n"};
    char *p = to;

    *p = '\0';
    for (unsigned n = below(7); n > 0; n--)
        p += sprintf(p, "%s", parts[below(COUNT(parts))]);
    return (size_t)(p - to);
}

static const char *short_of(const char *in)
{
    static char out[80];
    size_t n = strlen(in);

    if (n < 70)
        return in;
    sprintf(out, "%.30s...%s", in, in + n - 30);
    return out;
}

static void read_real(const char *in, size_t n)
{
    static wchar_t wide[sizeof text];
    wchar_t *wide_end;
    char *end;
    double x, y;
    float f;
    uint32_t float_bits;
    int x_errno;

    errno = 0;
    x = strtod(in, &end);
    x_errno = errno;
    errno = 0;
    f = strtof(in, NULL);
    memcpy(&float_bits, &f, sizeof f);
    for (size_t i = 0; i <= n; i++)
        wide[i] = (unsigned char)in[i];
    y = wcstod(wide, &wide_end);
    printf("strtod %s = %016" PRIx64 " %08" PRIx32 " +%d %d %d %d\n",
           short_of(in), bits_of(x), float_bits, (int)(end - in),
           x_errno == ERANGE, errno == ERANGE,
           bits_of(x) == bits_of(y) && wide_end - wide == end - in);
}

static void scan_real(const char *in)
{
    char next[4] = "?";
    double x = 0;
    float f = 0;
    uint32_t float_bits;
    int at = -9;
    int width =
        below(3) == 0 && strpbrk(in, "xX") == NULL ? (int)below(8) + 1 : 300;
    char format[20];
    int n;

    sprintf(format, "%%%dlf%%n%%2c", width);
    n = sscanf(in, format, &x, &at, next);
    sprintf(format, "%%%df", width);
    sscanf(in, format, &f);
    memcpy(&float_bits, &f, sizeof f);
    printf("scan %d %s = %d %016" PRIx64 " %08" PRIx32 " %d [%.2s]\n", width,
           short_of(in), n, bits_of(x), float_bits, at, next);
}

static void scan_whole(const char *in)
{
    static const char *const formats[] = {
        "%lli%n%c", "%lld%n%c",  "%llx%n%c",  "%llo%n%c",
        "%llu%n%c", "%3lli%n%c", "%2llx%n%c", "%*d%lli%n%c"};
    const char *format = formats[below(COUNT(formats))];
    long long x = -1;
    int i = -1, at = -9, base = (int)below(37);
    char c = '?';
    int n = sscanf(in, format, &x, &at, &c);
    char *end;

    sscanf(in, "%i", &i);
    printf("scan %s %s = %d %llx %d %c %x", format, in, n,
           (unsigned long long)x, at, c, (unsigned)i);
    if (base == 1)
        base = 0;
    errno = 0;
    x = strtoll(in, &end, base);
    printf(" strtoll %d %llx +%d %d", base, (unsigned long long)x,
           (int)(end - in), errno);
    errno = 0;
    x = (long long)strtoull(in, &end, base);
    printf(" %llx +%d %d\n", (unsigned long long)x, (int)(end - in), errno);
}

static void read_quad(const char *in)
{
    char *end, letter = "efg"[below(3)];
    uint64_t bits[2];
    int precision = (int)below(below(4) == 0 ? 300 : 40);
    quad x;

    errno = 0;
    x = quad_read(in, &end);
    memcpy(bits, &x, sizeof bits);
    printf("quad %s = %016" PRIx64 "%016" PRIx64 " +%d %d\n", short_of(in),
           bits[1], bits[0], (int)(end - in), errno == ERANGE);
    show("quad", quad_print(text, sizeof text, letter, precision, x));
}

int main(int argc, char **argv)
{
    static char in[8000];
    int n = argc > 2 ? atoi(argv[2]) : 100;

    state = argc > 1 ? (uint64_t)atoi(argv[1]) * 2654435761u + 1 : 1;
    for (int i = 0; i < n; i++) {
        print_double();
        print_long_double();
        print_whole();
        print_text();
        read_real(in, some_number(in));
        read_real(in, some_middle(in));
        read_real(in, some_garbage(in));
        scan_real(in);
        scan_whole(in);
        some_number(in);
        if (strlen(in) < 125)
            scan_real(in);
        read_quad(in);
    }
    return 0;
}
