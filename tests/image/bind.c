// qemu: -icount shift=0,sleep=off
/* image/bind.c -- a program binds names both ways: functions, variables, thread-local variables;
 * from C, and from assembly in bind.S. t/bind.t has the bindings that the linker must refuse. */
#define _POSIX_TIMERS          1
#define _POSIX_MONOTONIC_CLOCK 1
#include <errno.h>
#include <rill/rill.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "../tap.h"

uint64_t get_ticks(void);
FILE *const *address_of_out(void);
int *address_of_errno(void);
ssize_t _write(int fd, const void *buf, size_t n);

/* ---- ours stand for theirs ---- */

static int writes;

/* Bound under a name that no other function has. */
static ssize_t my_write(int fd, const void *buf, size_t n)
{
    writes++;
    return fd == 99 ? 4711 : _write(fd, buf, n);
}

RILL_PROVIDE(function, write, my_write);

static int nothing_there(const char *path)
{
    errno = ENOENT;
    return path[0] == 'x' ? -1 : -2;
}

RILL_PROVIDE(function, unlink, nothing_there);

static FILE *const my_err;

RILL_PROVIDE(variable, stderr, my_err);

/* Bound by a definition of the name alone; the runtime's own function does the work. */
static size_t bytes;
static int last_was_end;

void rill_console_write(const char *text, size_t n)
{
    bytes += n;
    last_was_end = n > 0 && text[n - 1] == '\n';
    rill_default_console_write(text, n);
}

static int keys;

static int my_getc(uint64_t deadline_ns)
{
    (void)deadline_ns;
    return "key\n"[keys++ & 3];
}

RILL_PROVIDE(function, rill_console_getc, my_getc);

/* ---- theirs stand for ours ---- */

RILL_USE(function, my_ticks, rill_ticks_now);
RILL_USE(variable, my_out, stdout);
RILL_USE(threadlocal, my_errno, errno);
RILL_USE(function, put_bytes, rill_console_write); /* our own function, above */

/* Declared before, as the header of a caller would. */
void device_write(const char *text, size_t n);

RILL_USE(function, device_write, rill_default_console_write);

static void put_raw(const char *text)
{
    device_write(text, strlen(text));
}

static int other_task(void *result)
{
    *(int *)result = my_errno;
    my_errno = 7;
    return 0;
}

static void test_provide(void)
{
    size_t before;
    char text[8] = "";

    is((long)write(99, "", 0), 4711, "write is ours");
    is(writes, 1, "and it was called once");
    before = bytes;
    is((long)write(1, "# by write\n", 11), 11, "it may call the default");
    ok(writes == 2 && bytes >= before + 11, "whose bytes take our console");
    errno = 0;
    ok(unlink("x") == -1 && errno == ENOENT, "unlink is ours");
    ok(stderr == NULL, "stderr is our variable");
    ok(last_was_end, "lines come whole to rill_console_write");
    ok(read(0, text, sizeof text) == 4 && !strcmp(text, "key\n"),
       "read takes our bytes");
    is(keys, 4, "and no more of them than the line has");
}

static void test_use(void)
{
    size_t before = bytes;
    int seen = -1;
    uint64_t ticks;

    put_bytes("# by another name\n", 18);
    ok(bytes - before >= 18, "a bound function is the one provided");
    before = bytes;
    put_raw("# by the default\n");
    ok(bytes == before, "and its default is reached past it");
    ticks = my_ticks();
    rill_sleep_ns(RILL_MS);
    ok(my_ticks() > ticks, "rill_ticks_now under our name");
    ok(my_out == stdout && &my_out == &stdout, "a variable is the same object");
    *address_of_errno() = 5;
    is(my_errno, 5, "a thread-local one too");
    rill_go(other_task, &seen);
    rill_yield();
    is(seen, 0, "and every task has its own");
    is(my_errno, 5, "this task's is as it was");
}

static void test_assembly(void)
{
    struct timeval tv;
    struct timespec ts;
    uint64_t ticks = my_ticks();

    is(getpid(), 4712, "getpid is the assembly's");
    ok(get_ticks() >= ticks, "which calls rill_ticks_now under its own name");
    ok(address_of_out() == &stdout, "its variable is stdout");
    ok(address_of_errno() == &errno, "its thread-local one is this errno");
    gettimeofday(&tv, NULL);
    ok(tv.tv_sec >= 1000000000 && tv.tv_sec < 1000086400,
       "rill_boot_date_ns is its variable");
    clock_gettime(CLOCK_REALTIME, &ts);
    ok(ts.tv_sec >= 1000000000, "CLOCK_REALTIME has it too");
    clock_gettime(CLOCK_MONOTONIC, &ts);
    ok(ts.tv_sec < 86400, "CLOCK_MONOTONIC has not");
    rill_boot_date_ns = 0;
    ok(time(NULL) < 86400, "and can be set");
}

int main(void)
{
    plan(24);
    test_provide();
    test_use();
    test_assembly();
    return done();
}
