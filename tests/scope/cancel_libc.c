// qemu: -icount shift=0,sleep=off
/* scope/cancel_libc.c -- what libc's calls answer in a cancelled task; nothing that the task has
 * read or locked is lost. */
#define _POSIX_TIMERS 1
#include <errno.h>
#include <string.h>
#include <sys/lock.h>
#include <time.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../tap.h"

/* picolibc 1.8.10 does not declare these. */
int __retarget_lock_try_acquire(_LOCK_T lock);
int __retarget_lock_try_acquire_recursive(_LOCK_T lock);

static const struct rill_task_opts small = {
    .name = "reader",
    .stack_bytes = sizeof(void *) * 200, /* too small for printf */
};

/* The console gives the bytes in `typed`; then it is the real one, which gives nothing. */
static const char *typed = "";

RILL_USE(function, real_getc, rill_default_console_getc);

static int typed_getc(uint64_t deadline_ns)
{
    int byte;

    if (*typed)
        return *typed++;
    do
        byte = real_getc(deadline_ns);
    while (byte >= 0); /* the bytes that the runner sends */
    return byte;
}

RILL_PROVIDE(function, rill_console_getc, typed_getc);

static char buf[8];
static int error, left;
static struct rill_job job;

static int reads(void *arg)
{
    ssize_t n;

    (void)arg;
    errno = 0;
    n = read(0, buf, sizeof buf);
    error = errno;
    return (int)n;
}

static int gets_char(void *arg)
{
    int c;

    (void)arg;
    errno = 0;
    c = getchar();
    error = errno;
    return c;
}

static int polls(void *arg)
{
    (void)arg;
    return rill_console_getc(RILL_POLL);
}

static int sleeps(void *arg)
{
    struct timespec want = {.tv_sec = 10}, rest = {0};
    int r;

    (void)arg;
    errno = 0;
    r = nanosleep(&want, &rest);
    error = errno;
    left = (int)rest.tv_sec;
    return r;
}

static int sleeps_10(void *arg)
{
    (void)arg;
    return (int)sleep(10);
}

static int sleeps_us(void *arg)
{
    (void)arg;
    errno = 0;
    return usleep(10000000) == -1 ? errno : 0;
}

/* Cancel a task while it waits; at_once: before it has run. */
static int canceled(rill_task_fn *fn, bool at_once)
{
    int result = 99;

    if (rill_spawn(&job, &small, fn, NULL))
        bail("no memory for a task");
    if (!at_once)
        rill_sleep_ns(10 * RILL_MS);
    rill_job_cancel(&job);
    rill_join(&job, RILL_FOREVER, &result);
    return result;
}

static void console(void)
{
    memset(buf, 0, sizeof buf);
    is(canceled(reads, false), -1, "read of nothing");
    is(error, ECANCELED, "why");
    is(canceled(reads, true), -1, "the same, cancelled before");
    is(error, ECANCELED, "why");
    typed = "ab";
    is(canceled(reads, false), 2, "read of half a line: what there is");
    ok(!memcmp(buf, "ab", 2), "and nothing is lost");
    typed = "c\n";
    is(canceled(reads, true), 2, "a whole line is read, cancelled or not");
    typed = "\x16";
    is(canceled(reads, false), -1, "read between ^V and its byte");
    typed = "\x04\n";
    is(canceled(reads, true), 2, "the next one has the byte as it stands");
    is(buf[0], 4, "it is a 4");
    is(canceled(gets_char, false), EOF, "getchar");
    is(error, ECANCELED, "why");
    ok(ferror(stdin) && !feof(stdin), "an error, not the end");
    clearerr(stdin);
    typed = "x";
    is(canceled(gets_char, true), 'x', "and after that a byte");
    is(canceled(polls, true), -ETIMEDOUT, "a poll is a poll");
}

static void sleeping(void)
{
    is(canceled(sleeps, false), -1, "nanosleep");
    is(error, ECANCELED, "why");
    is(left, 9, "what is left of it");
    is(canceled(sleeps_10, false), 10, "sleep: what is left, rounded up");
    is(canceled(sleeps_us, false), ECANCELED, "usleep");
}

/* ---- a lock of libc, which has no way to answer -ECANCELED ---- */

static _LOCK_T lock;
static int in;

static int locks(void *arg)
{
    (void)arg;
    __retarget_lock_acquire(lock);
    in++;
    __retarget_lock_release(lock);
    __retarget_lock_acquire_recursive(lock);
    in++;
    __retarget_lock_release_recursive(lock);
    return rill_sleep_ns(0);
}

static void locking(void)
{
    int result = 0;

    __retarget_lock_init(&lock);
    __retarget_lock_acquire(lock);
    rill_spawn(&job, &small, locks, NULL);
    rill_yield();
    rill_job_cancel(&job);
    rill_sleep_ns(RILL_MS);
    is(in, 0, "a lock of libc is waited for by a cancelled task");
    __retarget_lock_release(lock);
    rill_join(&job, RILL_FOREVER, &result);
    is(in, 2, "until it is had");
    is(result, -ECANCELED, "and then it is cancelled as before");
    ok(__retarget_lock_try_acquire(lock) == 1 &&
           __retarget_lock_try_acquire(lock) == 0 &&
           __retarget_lock_try_acquire_recursive(lock) == 1,
       "a lock of libc is tried");
    __retarget_lock_release_recursive(lock);
    __retarget_lock_release(lock);
    __retarget_lock_close(lock);
}

int main(void)
{
    plan(24);
    console();
    sleeping();
    locking();
    return done();
}
