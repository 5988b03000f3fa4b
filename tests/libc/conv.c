/* libc/conv.c -- what C has and the printf, scanf and strtod of picolibc do not: long double, %n,
 * wide characters, hexadecimal floats, the last digit. And our functions take little stack, and
 * disturb no other task. tests/t/libc.t tries random values.
 */
#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <rill/rill.h>

#include "../tap.h"

static char text[5200];
static const char *volatile too_wide = "%.2147483648f";
static const char *volatile ends_early = "%d%"; /* gcc would warn */

#define PRINTS(expected, ...)                                              \
    do {                                                                   \
        int n_ = snprintf(text, sizeof text, __VA_ARGS__);                 \
                                                                           \
        ok(n_ == (int)sizeof(expected) - 1 && strcmp(text, expected) == 0, \
           "%s: %.60s", #__VA_ARGS__, text);                               \
    } while (0)

/* ---- long double: 113 bits on rv32 and on rv64 ---- */

static void long_double(void)
{
    long double x, third = 1.0L / 3;

    PRINTS("1.500000 7 tail", "%Lf %d %s", 1.5L, 7, "tail");
    PRINTS("1.500000e+00 1.5 0X1.8P+0", "%Le %Lg %LA", 1.5L, 1.5L, 1.5L);
    PRINTS("0.333333333333333333333333333333333317", "%.36Lf", third);
    PRINTS("0x1.5555555555555555555555555555p-2", "%La", third);
    PRINTS("3.6e-4951", "%.1Le", 3.6e-4951L);
    PRINTS("2.5 1.5", "%2$g %1$Lg", 1.5L, 2.5);
    ok(snprintf(text, sizeof text, "%Lf", LDBL_MAX) == 4940 &&
           strncmp(text, "1189731495357231765085759326628007016", 37) == 0,
       "the largest, all 4933 digits");
    x = strtold(text, NULL);
    ok(x == LDBL_MAX, "and back");
    ok(strtold("0.1", NULL) == 0.1L && strtold("1e-4950", NULL) == 1e-4950L &&
           strtold("0x1.5555555555555555555555555555p-2", NULL) == third,
       "strtold: all bits");
    x = 0;
    ok(sscanf("0.1,", "%Lg", &x) == 1 && x == 0.1L, "sscanf %%Lg");
}

/* ---- what is not a number ---- */

static void counts(void)
{
    signed char c = 0;
    short s = 0;
    int i = 0;
    long l = 0;
    long long ll = 0;
    intmax_t j = 0;
    size_t z = 0;

    PRINTS("abcdefg", "a%hhnb%hnc%nd%lne%llnf%jng%zn", &c, &s, &i, &l, &ll, &j,
           &z);
    ok(c == 1 && s == 2 && i == 3 && l == 4 && ll == 5 && j == 6 && z == 7,
       "%%n of seven sizes");
    PRINTS("1 2", "%2$d %1$d", 2, 1);
    PRINTS("    1", "%2$*1$d", 5, 1);
    ok(sscanf("1 2", "%2$d %1$lld", &ll, &i) == 2 && ll == 2 && i == 1,
       "sscanf by position");
}

static void wide(void)
{
    wchar_t w[8];
    char c[8];

    PRINTS("wide|wi| x", "%ls|%.2ls|%2lc", L"wide", L"wide", L'x');
    errno = 0;
    ok(snprintf(text, sizeof text, "%ls", L"\x20ac") == -1 && errno == EILSEQ,
       "a character that C's locale has not: -1, EILSEQ");
    ok(sscanf("wide x", "%ls %lc", w, &w[6]) == 2 && wcscmp(w, L"wide") == 0 &&
           w[6] == L'x',
       "sscanf %%ls, %%lc");
    ok(sscanf("ab1", "%l[a-z]%2s", w, c) == 2 && wcscmp(w, L"ab") == 0 &&
           strcmp(c, "1") == 0,
       "sscanf %%l[");
}

static void multibyte(void)
{
    wchar_t w[8];
    char c[8];

    ok(mbstowcs(NULL, "hello", 0) == 5 && wcstombs(NULL, L"abc", 0) == 3,
       "mbstowcs, wcstombs: how long it would be");
    ok(wcstombs(c, L"a\x20ac", sizeof c) == (size_t)-1,
       "wcstombs of what C's locale has not: -1");
    ok(mbstowcs(w, "ab", 8) == 2 && wcscmp(w, L"ab") == 0 &&
           wcstombs(c, L"abc", 2) == 2 && strncmp(c, "ab", 2) == 0,
       "mbstowcs, wcstombs");
}

/* ---- texts ---- */

#define READS(in, expected, rest, error)                                    \
    do {                                                                    \
        char *end_;                                                         \
        double x_;                                                          \
                                                                            \
        errno = 0;                                                          \
        x_ = strtod(in, &end_);                                             \
        ok(x_ == (expected) && strcmp(end_, rest) == 0 && errno == (error), \
           "strtod(%.30s): %a, rest %s, errno %d", in, x_, end_, errno);    \
    } while (0)

static void texts(void)
{
    wchar_t *end;

    READS("0x1.8p1x", 3.0, "x", 0);
    READS("0x1.8", 1.5, "", 0);
    READS("0x", 0.0, "x", 0);
    READS("1e+", 1.0, "e+", 0);
    READS("infi", HUGE_VAL, "i", 0);
    READS("-x", 0.0, "-x", 0);
    READS("1e400", HUGE_VAL, "", ERANGE);
    READS("1e-400", 0.0, "", ERANGE);
    READS("0x1p-1074", 0x1p-1074, "", 0);
    READS("9007199254740993", 9007199254740992.0, "", 0);
    READS(
        "9007199254740993.0000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000001",
        9007199254740994.0, "", 0);
    ok(strtof("0x1.8p1", NULL) == 3 && strtof("16777217", NULL) == 16777216,
       "strtof");
    ok(wcstod(L" -0x1.8p1x", &end) == -3 && *end == L'x', "wcstod");
    ok(atof("0x10") == 16, "atof");
    strtod("nan(12)x", &(char *){NULL});
    ok(snprintf(text, sizeof text, "%f", strtod("-nan(1_a)", NULL)) == 4 &&
           strcmp(text, "-nan") == 0,
       "strtod: nan(...)");
}

static void fields(void)
{
    char line[] = ",a,,b,";
    char *rest = line;
    char *field;

    text[0] = '\0';
    while ((field = strsep(&rest, ",")) != NULL)
        sprintf(text + strlen(text), "[%s]", field);
    ok(strcmp(text, "[][a][][b][]") == 0, "strsep: %s", text);
}

/* ---- streams: one character goes back ---- */

struct from {
    FILE file;
    const char *text;
    bool yields;
};

static int get(FILE *file)
{
    struct from *from = (struct from *)file;

    if (from->yields)
        rill_yield();
    return *from->text == '\0' ? _FDEV_EOF : (unsigned char)*from->text++;
}

#define FROM(in, how)                                                 \
    (struct from)                                                     \
    {                                                                 \
        FDEV_SETUP_STREAM(NULL, get, NULL, _FDEV_SETUP_READ), in, how \
    }

static void streams(void)
{
    static const struct {
        const char *in, *format;
        int result, next;
    } rows[] = {
        {"x", "%f", 0, 'x'},       {"-x", "%f", 0, 'x'},
        {"infi", "%f", 0, EOF},    {"1.5e+x", "%f", 1, 'x'},
        {"nanx", "%f", 1, 'x'},    {"0x1.8p1z", "%a", 1, 'z'},
        {"", "%f", EOF, EOF},      {"-", "%d", 0, EOF},
        {"+y", "%d", 0, 'y'},      {"12x", "%d", 1, 'x'},
        {"0x", "%x", 1, EOF},      {" z", "%d", 0, 'z'},
        {"nan(1)x", "%f", 1, 'x'}, {"nan(1", "%f", 0, EOF},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct from from = FROM(rows[i].in, false);
        float value;
        int n = fscanf(&from.file, rows[i].format, &value);
        int next = getc(&from.file);

        ok(n == rows[i].result && next == rows[i].next,
           "fscanf(%s) of %s: %d, next %d", rows[i].format, rows[i].in, n,
           next);
    }
}

/* ---- the functions that use these ---- */

__attribute__((format(printf, 1, 2))) static int by_list(const char *format,
                                                         ...)
{
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return n;
}

static void family(void)
{
    char *made = NULL;
    char small[4] = "zzz";

    ok(by_list("%Lg", 0.5L) == 3 && strcmp(text, "0.5") == 0, "vsnprintf");
    ok(sprintf(text, "%Lg", 0.5L) == 3 && strcmp(text, "0.5") == 0, "sprintf");
    ok(asprintf(&made, "%Lg", 0.5L) == 3 && made != NULL &&
           strcmp(made, "0.5") == 0,
       "asprintf");
    free(made);
    ok(snprintf(small, sizeof small, "%.17g", 0.1) == 19 &&
           strcmp(small, "0.1") == 0 && snprintf(NULL, 0, "%f", 1.0) == 8,
       "snprintf says how long it would be");
    errno = 0;
    ok(snprintf(text, sizeof text, ends_early, 1) == -1 && errno == EINVAL,
       "a format that ends too early: -1, EINVAL");
    errno = 0;
    ok(snprintf(text, sizeof text, too_wide, 1.0) == -1 && errno == EOVERFLOW,
       "a precision past INT_MAX: -1, EOVERFLOW");
    ok(printf("# %Lg\n", 0.5L) == 6, "printf");
}

#ifdef FE_UPWARD
static void modes(void)
{
    static const int mode[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    static const char *const printed[] = {"1 -0", "0 -1", "0 -0"};
    double up, down;

    for (int i = 0; i < 3; i++) {
        fesetround(mode[i]);
        snprintf(text, sizeof text, "%.0f %.0f", 0.1, -0.1);
        fesetround(FE_TONEAREST);
        ok(strcmp(text, printed[i]) == 0, "rounding mode %d: %s", i, text);
    }
    fesetround(FE_UPWARD);
    up = strtod("0.3", NULL);
    fesetround(FE_DOWNWARD);
    down = strtod("0.3", NULL);
    fesetround(FE_TONEAREST);
    ok(down == 0.3 && up > down, "strtod rounds as the hart does");
}
#else
static void modes(void)
{
    skip(4, "there is one rounding mode");
}
#endif

/* ---- two tasks print in turn, in the midst of a conversion ---- */

struct to {
    FILE file;
    char text[60];
    size_t n;
};

static int put(char c, FILE *file)
{
    struct to *to = (struct to *)file;

    rill_yield();
    to->text[to->n++ % sizeof to->text] = c;
    return 0;
}

static int mixed(void *arg)
{
    int number = *(int *)arg;
    struct to to = {.file =
                        FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE)};
    struct from from = FROM("", true);
    char expected[60];
    double x = number / 7.0, y = 0;
    int bad = 0;

    for (int i = 0; i < 5; i++) {
        to.n = 0;
        memset(to.text, 0, sizeof to.text);
        fprintf(&to.file, "%.20g %d %Lf", x, number, (long double)number);
        snprintf(expected, sizeof expected, "%.20g %d %Lf", x, number,
                 (long double)number);
        from.text = to.text;
        bad += strcmp(to.text, expected) != 0;
        bad += fscanf(&from.file, "%lf", &y) != 1 || y != x;
    }
    return bad;
}

static void tasks(void)
{
    static int number[4] = {1, 22, 333, 4444};
    struct rill_job job[4] = {0};
    int bad = 0;

    for (int i = 0; i < 4; i++)
        bad += rill_spawn(&job[i], NULL, mixed, &number[i]) != 0;
    for (int i = 0; i < 4; i++) {
        int result = -1;

        bad += rill_join(&job[i], RILL_FOREVER, &result) != 0 || result != 0;
    }
    is(bad, 0, "four tasks print and scan in the midst of one another");
}

/* ---- stack ---- */

#define PAINTED 6000

static volatile char *painted;

__attribute__((noinline)) static void paint(void)
{
    volatile char room[PAINTED];

    for (int i = 0; i < PAINTED; i++)
        room[i] = 0x5a;
    __asm__ volatile("" : "=r"(painted) : "0"(room));
}

__attribute__((noinline)) static int used(void)
{
    int n = PAINTED;

    for (volatile char *p = painted; *p == 0x5a; p++)
        n--;
    return n;
}

/* In words and bytes: words for saved registers, bytes for arrays. */
#define TAKES(words, bytes, call)                         \
    do {                                                  \
        int n_;                                           \
                                                          \
        paint();                                          \
        (void)(call);                                     \
        n_ = used();                                      \
        ok(n_ <= (int)((words) * sizeof(long) + (bytes)), \
           "%s: %d bytes of stack", #call, n_);           \
    } while (0)

static void stacks(void)
{
    int i;
    double x;

    TAKES(60, 140, snprintf(text, sizeof text, "%d %s", 12, "text"));
    TAKES(72, 300, snprintf(text, sizeof text, "%f", 1.5));
    TAKES(72, 440, snprintf(text, sizeof text, "%f", DBL_MAX));
    TAKES(72, 2600, snprintf(text, sizeof text, "%Lf", LDBL_MAX));
    TAKES(30, 250, strtod("0.1", NULL));
    TAKES(60, 200, sscanf("12", "%d", &i));
    TAKES(70, 500, sscanf("1.5", "%lf", &x));
}

int main(void)
{
    plan(71);
    long_double();
    counts();
    wide();
    multibyte();
    texts();
    fields();
    streams();
    family();
    modes();
    tasks();
    stacks();
    return done();
}
