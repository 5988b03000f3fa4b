/* libc/streams.c -- stdin, stdout and stderr as a hosted program sees them: fds, buffers,
 * fflush(NULL), freopen, fclose; and FILEs that the program opens over its own files in
 * memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../tap.h"

/* ---- while `keep` is set, the test keeps what goes to the console ---- */

static char kept[256];
static size_t kept_bytes;
static bool keep;

static void console(const char *bytes, size_t n)
{
    if (!keep) {
        rill_default_console_write(bytes, n);
        return;
    }
    for (size_t i = 0; i < n && kept_bytes < sizeof kept - 1; i++)
        kept[kept_bytes++] = bytes[i];
    kept[kept_bytes] = '\0';
}

RILL_PROVIDE(function, rill_console_write, console);

static void begin(void)
{
    fflush(stdout);
    kept_bytes = 0;
    kept[0] = '\0';
    keep = true;
}

/* What the test saw. It prints this later, because now the text would be kept, too. */
static struct {
    const char *what;
    bool good;
} seen[8];
static unsigned seen_count;

/* Was exactly this text written since then? */
static void wrote(const char *expected, const char *what)
{
    seen[seen_count].what = what;
    seen[seen_count++].good = !strcmp(kept, expected);
    kept_bytes = 0;
    kept[0] = '\0';
}

static void say(void)
{
    keep = false;
    for (unsigned i = 0; i < seen_count; i++)
        ok(seen[i].good, "%s", seen[i].what);
    seen_count = 0;
}

/* ---- one file, "memory", as fd 5 ---- */

static char disk[128] = "from the file\n";
static size_t disk_bytes = 14, disk_at;
static unsigned opened, closed;

static int my_open(const char *path, int how, ...)
{
    if (strcmp(path, "memory")) {
        errno = ENOENT;
        return -1;
    }
    opened++;
    disk_at = 0;
    if (how & O_TRUNC)
        disk_bytes = 0;
    return 5;
}

static ssize_t my_read(int fd, void *buf, size_t n)
{
    if (fd != 5) {
        errno = EBADF;
        return -1;
    }
    if (n > disk_bytes - disk_at)
        n = disk_bytes - disk_at;
    memcpy(buf, disk + disk_at, n);
    disk_at += n;
    return (ssize_t)n;
}

ssize_t _write(int fd, const void *buf, size_t n);
static ssize_t my_write(int fd, const void *buf, size_t n)
{
    if (fd != 5)
        return _write(fd, buf, n);
    if (n > sizeof disk - disk_at)
        n = sizeof disk - disk_at;
    memcpy(disk + disk_at, buf, n);
    disk_at += n;
    if (disk_bytes < disk_at)
        disk_bytes = disk_at;
    return (ssize_t)n;
}

int _close(int fd);
static int my_close(int fd)
{
    if (fd != 5)
        return _close(fd);
    closed++;
    return 0;
}

RILL_PROVIDE(function, open, my_open);
RILL_PROVIDE(function, read, my_read);
RILL_PROVIDE(function, write, my_write);
RILL_PROVIDE(function, close, my_close);

static bool disk_is(const char *text)
{
    return disk_bytes == strlen(text) && !memcmp(disk, text, disk_bytes);
}

/* ---- the tests ---- */

static void fds(void)
{
    struct stat st;

    ok(fileno(stdin) == 0 && fileno(stdout) == 1 && fileno(stderr) == 2,
       "fileno: 0, 1, 2");
    ok(isatty(fileno(stdin)) && !fstat(fileno(stdout), &st) &&
           S_ISCHR(st.st_mode),
       "and they can be asked about");
    errno = 0;
    ok(fseek(stdin, 0, SEEK_SET) == -1 && errno == ESPIPE, "fseek: ESPIPE");
    errno = 0;
    ok(ftell(stdout) == -1 && errno == ESPIPE, "ftell: ESPIPE");
}

static void buffers(void)
{
    begin();
    printf("text");
    wrote("", "a line waits for its end");
    fflush(NULL);
    wrote("text", "or for fflush(NULL)");
    say();
    is(setvbuf(stdout, NULL, _IONBF, 0), 0, "setvbuf(_IONBF)");
    begin();
    putchar('a');
    wrote("a", "a byte at once");
    fputs("bc", stderr);
    putchar('d');
    wrote("bcd", "and behind what stderr has");
    say();
    is(setvbuf(stdout, NULL, _IOFBF, 20), 0, "setvbuf(_IOFBF)");
    begin();
    fputs("one\ntwo\nthree", stdout);
    wrote("", "whole lines wait");
    fputs(" four five", stdout);
    wrote("one\ntwo\n", "until the buffer is full, and then whole lines go");
    fflush(stdout);
    wrote("three four five", "the rest by fflush");
    say();
    is(setvbuf(stdout, NULL, _IOLBF, 0), 0, "setvbuf(_IOLBF)");
    errno = 0;
    ok(setvbuf(stdout, NULL, 7, 0) != 0 && errno == EINVAL, "no mode: EINVAL");
    is(setvbuf(stdin, NULL, _IONBF, 0), 0, "stdin has no buffer anyway");
    setbuf(stdout, NULL);
    begin();
    putchar('x');
    wrote("x", "setbuf(NULL)");
    say();
    setvbuf(stdout, NULL, _IOLBF, 0);
}

static void files(void)
{
    char text[20] = "";
    FILE *f;

    errno = 0;
    ok(!fopen("nowhere", "r") && errno == ENOENT, "fopen of nothing: ENOENT");
    errno = 0;
    ok(!fopen("memory", "q") && errno == EINVAL, "no such mode: EINVAL");
    f = fopen("memory", "r");
    ok(f && fgets(text, sizeof text, f) && !strcmp(text, "from the file\n"),
       "fopen and fgets");
    ok(f && fileno(f) == 5 && fgetc(f) == EOF && feof(f), "its fd, its end");
    ok(f && !fclose(f) && closed == 1, "fclose");
    f = fopen("memory", "w");
    ok(f && fprintf(f, "n is %d\n", 7) == 7 && disk_bytes == 0,
       "what is written waits");
    ok(!fflush(NULL) && disk_is("n is 7\n"), "until fflush(NULL)");
    ok(f && freopen("memory", "w", f) == f && fputs("new\n", f) >= 0 &&
           !fclose(f) && disk_is("new\n") && opened == closed,
       "freopen of a file");
    f = fdopen(1, "w");
    begin();
    fprintf(f, "by fdopen\n");
    fflush(f);
    wrote("by fdopen\n", "fdopen of 1");
    say();
    errno = 0;
    ok(!fdopen(-1, "r") && errno == EBADF, "fdopen of -1: EBADF");
}

static void led(void)
{
    char text[20] = "";

    ok(freopen("memory", "r", stdin) == stdin && fileno(stdin) == 5 &&
           fgets(text, sizeof text, stdin) && !strcmp(text, "new\n"),
       "freopen of stdin: it reads a file");
    ok(getchar() == EOF && feof(stdin), "and comes to its end");
    ok(freopen("memory", "w", stderr) == stderr &&
           fprintf(stderr, "an error\n") == 9 && !fflush(stderr) &&
           disk_is("an error\n"),
       "freopen of stderr: it writes one");
    errno = 0;
    ok(!freopen("nowhere", "r", stdin) && errno == ENOENT, "a failed freopen");
    ok(getchar() == EOF, "has closed what it was");
    errno = 0;
    ok(!freopen(NULL, "r", stderr) && errno == EINVAL, "no path: EINVAL");
    ok(!fclose(stderr) && fputc('x', stderr) == EOF && fileno(stderr) == -1,
       "fclose of stderr");
}

int main(void)
{
    plan(34);
    fds();
    buffers();
    files();
    led();
    leaves("a FILE over 1 stays open");
    return done();
}
