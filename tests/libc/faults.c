/* libc/faults.c -- what picolibc gets wrong and Rill does not mend: a row here for each row of the
 * table in docs/libc.md, "What picolibc gets wrong".
 *
 * A row says in which version the fault comes and in which version it is gone. When the libc at
 * hand does otherwise, the row and the table are wrong, and the test says so.
 */
#define _GNU_SOURCE
#define __STDC_WANT_LIB_EXT1__ 1
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "../tap.h"

#define VERSION(minor, patch) ((minor)*100 + (patch)) /* of 1.x */
#define HERE                  VERSION(__PICOLIBC_MINOR__, __PICOLIBC_PATCHLEVEL__)
#define NEVER                 100000

static char text[80];
static char *words[] = {"program", "-", "-z", NULL};

static bool
wide_0x(void) /* C17 7.29.4.1.2: the longest that is a number is 0 */
{
    wchar_t *end;

    return wcstol(L"0xg", &end, 16) == 0 && *end != L'x';
}

static bool wide_base(void)
{
    errno = 0;
    return wcstol(L"12", NULL, 37) != 0 || errno != EINVAL;
}

static bool ecvt_long(void)
{
    int point, sign;
    char *digits = ecvt(0.1, 20, &point, &sign);

    return digits == NULL || strcmp(digits, "10000000000000000555") != 0;
}

static bool getopt_minus(void) /* POSIX: a lone - is no option, and stays */
{
    optind = 1;
    opterr = 0;
    return getopt(2, words, "z") != -1 || optind != 1;
}

static bool getopt_unknown(void) /* POSIX: optopt is the letter */
{
    char *with_z[] = {words[0], words[2], NULL};

    optind = 1;
    opterr = 0;
    return getopt(2, with_z, "a") != '?' || optopt != 'z';
}

static bool locale_unknown(void)
{
    bool wrong = setlocale(LC_ALL, "nowhere") != NULL;

    setlocale(LC_ALL, "C");
    return wrong;
}

static bool wide_byte(void) /* in the C locale, as in glibc and in our %lc */
{
    return wcrtomb(text, 0xe9, NULL) != (size_t)-1;
}

#if HERE >= VERSION(8, 10)
static bool wide_printf(void)
{
    wchar_t to[40];

    return swprintf(to, 40, L"%Lg %d", 1.5L, 7) != 5 ||
           wcscmp(to, L"1.5 7") != 0;
}

static bool wide_digits(void)
{
    wchar_t to[40];

    return swprintf(to, 40, L"%.20g", 0.1) != 22;
}

static bool wide_count(void)
{
    wchar_t to[40];
    int n = 0;

    swprintf(to, 40, L"ab%n", &n);
    return n != 2;
}

static bool wide_scanf(void)
{
    long double x = 0;

    return swscanf(L"1.5", L"%Lg", &x) != 1 || x != 1.5L;
}

static bool bounded_printf(void)
{
    return sprintf_s(text, sizeof text, "%Lg %d", 1.5L, 7) != 5 ||
           strcmp(text, "1.5 7") != 0;
}
#else
/* 1.8.0 has no wide printf at all, nor Annex K; the version says that these rows are not asked. */
static bool wide_printf(void)
{
    return false;
}
#define wide_digits    wide_printf
#define wide_count     wide_printf
#define wide_scanf     wide_printf
#define bounded_printf wide_printf
#endif

static const struct {
    int from,
        until; /* the fault is in versions from .. until, the last excluded */
    bool (*there)(void);
} rows[] = {
    {0, VERSION(8, 10), wide_0x},
    {0, VERSION(8, 10), wide_base},
    {0, NEVER, ecvt_long},
    {0, NEVER, getopt_minus},
    {0, NEVER, getopt_unknown},
    {VERSION(8, 10), NEVER, locale_unknown},
    {0, VERSION(8, 10), wide_byte},
    {VERSION(8, 10), NEVER, wide_printf},
    {VERSION(8, 10), NEVER, wide_digits},
    {VERSION(8, 10), NEVER, wide_count},
    {VERSION(8, 10), NEVER, wide_scanf},
    {VERSION(8, 10), NEVER, bounded_printf},
};

int main(void)
{
    plan(sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int row = (int)i + 1;
        bool expected = HERE >= rows[i].from && HERE < rows[i].until;
        bool there = rows[i].there();

        if (expected && !there)
            ok(0,
               "row %d of docs/libc.md has gone from "
               "picolibc " __PICOLIBC_VERSION__
               ": take it out, or say in which versions it is",
               row);
        else if (there && !expected)
            ok(0,
               "row %d of docs/libc.md: picolibc " __PICOLIBC_VERSION__
               " has the fault, and the table says that it has not",
               row);
        else
            ok(1, "row %d: %s", row, there ? "there" : "not in this version");
    }
    return done();
}
