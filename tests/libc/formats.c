/* libc/formats.c -- what printf and scanf make of some hundred formats.
 *
 * It must print what formats.expect has, on each board and on the host (glibc): C17 says so, or
 * C17 leaves it open and we do as glibc does.
 */
// run-by: tests/t/libc.t
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void S(const char *in, const char *format)
{
    int a = -9, b = -9, n = -9;
    int r = sscanf(in, format, &a, &b, &n);

    printf("sscanf(%s|%s)=%d %d %d %d\n", in, format, r, a, b, n);
}

static void T(const char *in, const char *format)
{
    char a[32] = "?", b[32] = "?";
    int r = sscanf(in, format, a, b);

    printf("sscanf(%s|%s)=%d [%s] [%s]\n", in, format, r, a, b);
}

static void D(const char *in, const char *format)
{
    double a = -9, b = -9;
    int r = sscanf(in, format, &a, &b);

    printf("sscanf(%s|%s)=%d %g %g\n", in, format, r, a, b);
}

#define P(...)                                      \
    do {                                            \
        char o[300];                                \
        int r = snprintf(o, sizeof o, __VA_ARGS__); \
                                                    \
        printf("%d [%s]\n", r, o);                  \
    } while (0)

static void scan(void)
{
    S("12 34", "%d %d%n");
    S("0x1F 010", "%i %i");
    S("-5", "%u");
    S("", "%d");
    S("  ", "%d");
    S("x", "%d");
    S("5", "%*d%n");
    S("", "%n");
    S("12abc", "%2d%x");
    S("99999999999", "%d");
    S("1,2", "%d,%d");
    S("1 ,2", "%d,%d");
    S("1 ,2", "%d ,%d");
    S("%5", "%%%d");
    S("+7 -0", "%d%d");
    S("0x", "%x");
    S("0xg", "%x%n");
    S("0b11", "%i");
    S("08", "%i");
    S("a", "%x");
    S("7f", "%3x");
    S("-", "%d");
    S("1-", "%d%d");
    T("abc]def", "%[^]]%s");
    T("a-z", "%[a-]%s");
    T("hello world", "%3c%s");
    T("hello", "%3s%s");
    T("  x y", "%s %s");
    T("]]x", "%[]]%s");
    T("", "%[a]");
    T("b", "%[a]");
    T("abc", "%*[ab]%s");
    T("tab\tx", "%s%s");
    T("  a", "%c%s");
    D("1e5 .5", "%lf%lf");
    D("1e", "%lf");
    D("inf nan", "%lf%lf");
    D("infinity1", "%lf%lf");
    D("0x1p3", "%lf");
    D("0x1.8", "%lf");
    D("1.5.5", "%lf%lf");
    D("-.5e-1x", "%lf");
    D("12345678", "%4lf%lf");
    D("1e400", "%lf");
    D(".", "%lf");
    D("1,5", "%lf");
}

static void print_1(void)
{
    P("%5.1f|%-8.2e|%+g", 3.14159, 31415.9, 0.0001);
    P("%g %g %g", 100000.0, 1000000.0, 1e-5);
    P("%.3g|%.10g", 1234567.0, 0.1);
    P("%e", 0.0);
    P("%.0e", 15.0);
    P("%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5);
    P("%.0f %.0f", 0.45, 0.51);
    P("%.1f %.1f %.1f", 0.25, 0.35, 0.45);
    P("%.2f %.2f", 1.005, 2.675);
    P("%.3f", 1.0005);
    P("%#x %#o %#X", 0, 0, 0);
    P("%#.3x", 5);
    P("%.0d|%.0x|%5.0d", 0, 0, 0);
    P("%-5d|%05d|%+05d|% 05d", 42, 42, 42, 42);
    P("%5s|%-5s|%.2s|%5.1s", "abc", "abc", "abc", "abc");
    P("%c%c", 0, 'x');
    P("%%|%5d", 1);
    P("%*.*f", 8, 2, 3.14159);
    P("%-*d|", -5, 3);
    P("%hhd %hhu %hd", 300, 300, 70000);
    P("%lld %llx", -1LL, -1LL);
}

static void print_2(void)
{
    P("%zu %zx %td", (size_t)5, (size_t)255, (ptrdiff_t)-3);
    P("%p", (void *)0x1234);
    P("%a %a", 1.0, 0.1);
    P("%.2a %.0a", 1.999, 1.5);
    P("%A", 255.5);
    P("%f %F %e %G", 1.0 / 0, -1.0 / 0, -__builtin_nan(""), 1.0 / 0);
    P("%05f|%-8f|%8f", 1.0 / 0, 1.0 / 0, -1.0 / 0);
    P("%+05d|%x", -3, -3);
    P("%.10d", -42);
    P("%010.4d", 42);
    P("%+s|%05s", "a", "b");
    P("%1$s %1$s", "x");
    P("%2$d %1$d", 1, 2);
    P("%.20g", 0.1);
    P("%.15g %.16g %.17g", 0.1, 0.1, 0.1);
    P("%g", 123456789.0);
    P("%#g", 1.0);
    P("%.0g", 0.0);
    P("%5c|%-5c|", 'a', 'b');
    P("%i", 5);
    P("%ls", L"wide");
}

static void print_3(void)
{
    P("%s", "");
    P("%.0s", "abc");
    P("%d%n", 5, &(int){0});
    P("%lf", 1.5);
    P("%Lf", 1.5L);
    P("%hhx", -1);
    P("%jd", (intmax_t)-5);
    P("%.3s", (char[]){'a', 'b', 'c'});
    P("%08.3f", -3.14159);
    P("% d", -1);
    P("%+.0f", 0.4);
    P("%.1e", 9.96);
    P("%.2e", 9.995);
    P("%f", 123456789012345.678);
    P("%.15f", 1.0 / 3);
    P("%f", 1e15);
    P("%f", 1e17);
    P("%.3f", 1e22);
    P("%f", 5e-324);
    P("%e", 5e-324);
    P("%.0f", 1e23);
    P("%g", 5e-324);
}

int main(void)
{
    scan();
    print_1();
    print_2();
    print_3();
    return 0;
}
