/* libc/more.c -- what picolibc 1.8 lacks of C17 and POSIX.1, and the shim has: the functions do
 * what they should. tests/t/libc_names.t has the names that link, and those that do not. */
#include <errno.h>
#include <sched.h>
#include <search.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rill/rill.h>
#include "../tap.h"

static char said[256];
static unsigned calls;

/* dprintf writes by this function: fd 5 refuses, and fd 4 takes at most 10 bytes a call. */
ssize_t _write(int fd, const void *buf, size_t n);
ssize_t write(int fd, const void *buf, size_t n)
{
    if (fd < 4)
        return _write(fd, buf, n);
    if (fd != 4) {
        errno = EBADF;
        return -1;
    }
    calls++;
    n = n < 10 ? n : 10;
    strncat(said, buf, n);
    return (ssize_t)n;
}

static char text[200];

static int next_of_text(FILE *stream)
{
    static size_t at;

    (void)stream;
    return at < sizeof text ? text[at++] : _FDEV_EOF;
}

static void lines(void)
{
    static FILE of_text =
        FDEV_SETUP_STREAM(NULL, next_of_text, NULL, _FDEV_SETUP_READ);
    FILE *in = &of_text;
    char *line = NULL;
    size_t room = 0;

    memset(text, 'x', sizeof text);
    memcpy(text, "one\n\ntwo;three\n", 15);
    ok(getline(&line, &room, in) == 4 && !strcmp(line, "one\n") && room >= 5,
       "a line");
    ok(getline(&line, &room, in) == 1 && !strcmp(line, "\n"), "an empty one");
    ok(getdelim(&line, &room, ';', in) == 4 && !strcmp(line, "two;"),
       "another end");
    ok(getline(&line, &room, in) == 6 && !strcmp(line, "three\n"),
       "to its end");
    ok(getline(&line, &room, in) == 185 && strlen(line) == 185 &&
           line[184] == 'x' && room > 185,
       "a long one without an end, in memory that grew");
    ok(getline(&line, &room, in) == -1 && feof(in), "the end");
    errno = 0;
    ok(getline(NULL, &room, in) == -1 && errno == EINVAL, "nowhere to put it");
    fclose(in);
    free(line);
}

static void printing(void)
{
    ok(dprintf(4, "%d %s|%70s|", 42, "words", "right") == 80 && calls >= 8 &&
           strlen(said) == 80 && !strncmp(said, "42 words|    ", 13) &&
           !strcmp(said + 73, " right|"),
       "dprintf, by write, that takes some");
    errno = 0;
    ok(dprintf(5, "%d", 1) == -1 && errno == EBADF, "and its error");
}

static void memory(void)
{
    char *made = NULL;
    size_t size = 99;
    FILE *m = open_memstream(&made, &size);

    ok(m != NULL && fflush(m) == 0 && size == 0 && made[0] == '\0',
       "a stream to memory, empty");
    ok(fprintf(m, "hello %d", 7) == 7 && fflush(m) == 0 && size == 7 &&
           !strcmp(made, "hello 7"),
       "what it got, after fflush");
    ok(fseek(m, 0, SEEK_SET) == 0 && fputc('J', m) == 'J' && fflush(m) == 0 &&
           size == 1 && !strcmp(made, "Jello 7"),
       "back, and over it");
    for (int i = 0; i < 300; i++)
        fputc('a' + i % 26, m);
    ok(ftell(m) == 301 && fseek(m, 310, SEEK_SET) == 0 &&
           fputc('!', m) == '!' && fclose(m) == 0 && size == 311 &&
           made[300] == 'a' + 299 % 26 && made[305] == '\0' &&
           made[310] == '!' && made[311] == '\0',
       "more than it had room for, and a hole of 0");
    free(made);
}

static void fixed_memory(void)
{
    char letters[8] = "abc", room[4];
    FILE *f = fmemopen(letters, 3, "r");

    ok(getc(f) == 'a' && getc(f) == 'b' && getc(f) == 'c' && getc(f) == EOF &&
           feof(f) && !ferror(f) && fseek(f, 1, SEEK_SET) == 0 && !feof(f) &&
           getc(f) == 'b' && putc('x', f) == EOF && fclose(f) == 0,
       "a stream over memory, and its end is no error");
    f = fmemopen(letters, sizeof letters, "a");
    ok(fputs("de", f) >= 0 && ftell(f) == 5 && fclose(f) == 0 &&
           !strcmp(letters, "abcde"),
       "more behind what is there");
    f = fmemopen(letters, sizeof letters, "r+");
    ok(putc('X', f) == 'X' && getc(f) == 'b' && fclose(f) == 0 &&
           !strcmp(letters, "Xbcde"),
       "read and written");
    f = fmemopen(room, sizeof room, "w");
    errno = 0;
    ok(room[0] == '\0' && fputs("1234", f) >= 0 && putc('5', f) == EOF &&
           errno == ENOSPC && fclose(f) == 0 && !memcmp(room, "1234", 4),
       "no more than there is room for");
    f = fmemopen(NULL, 10, "w+");
    ok(fputs("own", f) >= 0 && fseek(f, 0, SEEK_SET) == 0 && getc(f) == 'o' &&
           fclose(f) == 0 && fmemopen(room, 0, "r") == NULL &&
           fmemopen(room, 4, "x") == NULL && errno == EINVAL,
       "memory of its own, and none");
}

static void positions(void)
{
    char letters[] = "abcdef";
    FILE *in = fmemopen(letters, 6, "r");
    fpos_t pos;

    getc(in);
    getc(in);
    ok(fgetpos(in, &pos) == 0 && getc(in) == 'c' && getc(in) == 'd' &&
           fsetpos(in, &pos) == 0 && getc_unlocked(in) == 'c',
       "fgetpos and fsetpos");
    fclose(in);
}

static void clocks(void)
{
    struct timespec ts, now, left = {.tv_sec = 9};
    uint64_t t0 = rill_now_ns();

    ok(timespec_get(&ts, TIME_UTC) == TIME_UTC && ts.tv_sec == time(NULL) &&
           timespec_get(&ts, 0) == 0,
       "timespec_get");
    clock_gettime(CLOCK_MONOTONIC, &ts);
    ts.tv_nsec += 20000000;
    if (ts.tv_nsec >= 1000000000) {
        ts.tv_sec++;
        ts.tv_nsec -= 1000000000;
    }
    errno = 0;
    ok(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, &left) == 0 &&
           rill_now_ns() - t0 >= 20000000 && left.tv_sec == 9 &&
           clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == 0,
       "clock_nanosleep until then, and no longer");
    t0 = rill_now_ns();
    now = (struct timespec){.tv_nsec = 10000000};
    ok(clock_nanosleep(CLOCK_REALTIME, 0, &now, NULL) == 0 &&
           rill_now_ns() - t0 >= 10000000,
       "and for so long");
    now.tv_nsec = 1000000000;
    ok(clock_nanosleep(CLOCK_REALTIME, 0, &now, NULL) == EINVAL &&
           clock_nanosleep((clockid_t)77, 0, &ts, NULL) == EINVAL && errno == 0,
       "its errors are returned");
    ok(clock_getres(CLOCK_MONOTONIC, &ts) == 0 && ts.tv_sec == 0 &&
           ts.tv_nsec == 1 && clock_getres(CLOCK_REALTIME, &ts) == 0,
       "clock_getres");
}

static void jump(void)
{
    static jmp_buf env;
    static volatile int times;

    if (_setjmp(env) == 0)
        _longjmp(env, 5);
    ok(++times == 1, "_longjmp");
    ok(putchar_unlocked('#') == '#' && putchar_unlocked('\n') == '\n',
       "putchar_unlocked");
}

static int turns;

static int other(void *unused)
{
    (void)unused;
    turns++;
    return 0;
}

static int by_int(const void *a, const void *b)
{
    return *(const int *)a != *(const int *)b;
}

static void small(void)
{
    struct element {
        struct element *next, *prev;
    } a = {}, b, c;
    struct rill_job job;
    int found[4] = {3, 1}, key = 7;
    size_t n = 2;

    rill_spawn(&job, NULL, other, NULL);
    ok(sched_yield() == 0 && turns == 1, "sched_yield");
    rill_join(&job, RILL_FOREVER, NULL);
    ok(sysconf(_SC_NPROCESSORS_ONLN) == (long)rill_hart_count() &&
           sysconf(_SC_PAGESIZE) == getpagesize() && sysconf(-7) == -1 &&
           errno == EINVAL,
       "sysconf");
    ok(lfind(&key, found, &n, sizeof key, by_int) == NULL &&
           lsearch(&key, found, &n, sizeof key, by_int) == &found[2] &&
           n == 3 && lfind(&key, found, &n, sizeof key, by_int) == &found[2],
       "a table is searched, and grows");
    insque(&a, NULL);
    insque(&c, &a);
    insque(&b, &a);
    ok(a.next == &b && b.next == &c && c.next == NULL && c.prev == &b,
       "a list");
    remque(&b);
    ok(a.next == &c && c.prev == &a, "and one less");
}

int main(void)
{
    plan(31);
    lines();
    printing();
    memory();
    fixed_memory();
    positions();
    clocks();
    jump();
    small();
    return done();
}
