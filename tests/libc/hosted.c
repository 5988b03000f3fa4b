/* libc/hosted.c -- an ordinary C program, without a word of Rill in it.
 *
 * The host and each board compile this file and give it the arguments `one "two words"` and the
 * text hosted.in on standard input. It must print the bytes in hosted.expect and end with status
 * 3. (It does not print argv[0], which its caller chooses.)
 */
// run-by: tests/t/rill.t
// args: hosted one two\ words
// stdin: The quick brown fox jumps over the lazy dog.\nThe dog sleeps, the fox runs.\n\nNo newline ends this last line
// expect-status: 3
// expect-out: ^constructed 12, local 42$
// expect-out: ^argv\[1\] = 'one'\nargv\[2\] = 'two words'\nargv ends: 1$
// expect-out: ^-9223372036854775808 18446744073709551615 7 -7$
// expect-out: ^3.141590 0.667 1e-05 1.234568e\+04 {6}-1.50\|\n0.1 1.414214$
// expect-out: ^4 lines, 16 words, eof 1\n  4 the       \|$
// expect-out: ^strtol: 1 1\nthrown 1\natexit 2\natexit 1\ndestructor$
// expect-out: ^an unfinished last line$
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word {
    struct word *next;
    unsigned count;
    char text[];
};

static struct word *words;
static unsigned n_words;
static int constructed;
static jmp_buf out;
static _Thread_local int local = 42;

__attribute__((constructor(101))) static void first(void)
{
    constructed = constructed * 10 + 1;
}

__attribute__((constructor)) static void second(void)
{
    constructed = constructed * 10 + 2;
}

__attribute__((destructor)) static void last(void)
{
    printf("destructor\n");
    printf("an unfinished last line");
}

static void at_exit_1(void)
{
    printf("atexit 1\n");
}

static void at_exit_2(void)
{
    printf("atexit 2\n");
}

static void count(const char *text)
{
    struct word *w;

    for (w = words; w != NULL; w = w->next)
        if (strcmp(w->text, text) == 0) {
            w->count++;
            return;
        }
    w = malloc(sizeof *w + strlen(text) + 1);
    if (w == NULL)
        longjmp(out, 2);
    strcpy(w->text, text);
    w->count = 1;
    w->next = words;
    words = w;
    n_words++;
}

static int by_count(const void *a, const void *b)
{
    const struct word *x = *(struct word *const *)a;
    const struct word *y = *(struct word *const *)b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->text, y->text);
}

static void count_input(void)
{
    char line[80];
    unsigned lines = 0;

    while (fgets(line, sizeof line, stdin) != NULL) {
        lines++;
        for (char *p = strtok(line, " \t\n.,"); p != NULL;
             p = strtok(NULL, " \t\n.,")) {
            for (char *q = p; *q != '\0'; q++)
                *q = (char)tolower((unsigned char)*q);
            count(p);
        }
    }
    printf("%u lines, %u words, eof %d\n", lines, n_words, feof(stdin) != 0);
}

static void print_words(void)
{
    struct word **sorted = calloc(n_words + 1, sizeof *sorted);
    unsigned n = 0;

    if (sorted == NULL)
        longjmp(out, 3);
    for (struct word *w = words; w != NULL; w = w->next)
        sorted[n++] = w;
    qsort(sorted, n, sizeof *sorted, by_count);
    for (unsigned i = 0; i < n && i < 5; i++)
        printf("%3u %-10s|\n", sorted[i]->count, sorted[i]->text);
    free(sorted);
}

static void print_numbers(void)
{
    volatile double two = 2.0;

    printf("%d %5d|%-5d|%05d %x %#o %c %s %%\n", -1, 42, 42, 42, 48879u, 8u,
           'c', "string");
    printf("%lld %llu %zu %ld\n", (long long)INT64_MIN,
           (unsigned long long)UINT64_MAX, (size_t)7, -7L);
    printf("%f %.3f %g %e %10.2f|\n", 3.14159, 2.0 / 3, 1e-5, 12345.678, -1.5);
    printf("%.15g %.6f\n", 0.1, sqrt(two));
    printf("%d %ld %.2f\n", atoi("12"), strtol("-0x1f", NULL, 16),
           strtod("2.25", NULL));
}

int main(int argc, char **argv)
{
    int thrown = setjmp(out);
    long huge;

    if (thrown != 0) {
        printf("thrown %d\n", thrown);
        exit(3);
    }
    printf("constructed %d, local %d\n", constructed, local);
    for (int i = 1; i < argc; i++)
        printf("argv[%d] = '%s'\n", i, argv[i]);
    printf("argv ends: %d\n", argv[argc] == NULL);
    atexit(at_exit_1);
    atexit(at_exit_2);
    print_numbers();
    count_input();
    print_words();
    errno = 0;
    huge = strtol("99999999999999999999", NULL, 10);
    printf("strtol: %d %d\n", huge == LONG_MAX, errno == ERANGE);
    longjmp(out, 1);
}
