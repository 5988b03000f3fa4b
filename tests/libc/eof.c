/* libc/eof.c -- the end of the input: a terminal's ^D ends one reading. The end of a pipe ends all
 * readings, in each task, whether the task waits for a byte when the end comes or asks later. */
#include <string.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../tap.h"

enum { TASKS = 4 };

/* The console gives the bytes in `typed`, and then nothing until the test types more. */
static const char *typed = "";
static struct rill_event more;

static int typed_getc(uint64_t deadline_ns)
{
    int r;

    while (!*typed)
        if ((r = rill_event_take(&more, deadline_ns)))
            return r;
    return (unsigned char)*typed++;
}

RILL_PROVIDE(function, rill_console_getc, typed_getc);

static void got(const char *expected, const char *what)
{
    char buf[16] = {0};
    ssize_t n = read(0, buf, sizeof buf);

    ok(n == (ssize_t)strlen(expected) &&
           memcmp(buf, expected, strlen(expected)) == 0,
       "%s: %d bytes", what, (int)n);
}

static const struct rill_task_opts small = {
    .stack_bytes = sizeof(void *) * 200, /* too small for printf */
};
static struct rill_job jobs[TASKS];

static int counts(void *unused)
{
    int n = 0;

    (void)unused;
    while (getchar() != EOF)
        n++;
    return n;
}

static int reads(void *unused)
{
    char byte;

    (void)unused;
    return (int)read(0, &byte, 1);
}

static void start(rill_task_fn *fn)
{
    for (int i = 0; i < TASKS; i++)
        if (rill_spawn(&jobs[i], &small, fn, NULL))
            bail("no memory for task %d", i);
    rill_sleep_ns(5 * RILL_MS);
}

/* The sum of the tasks' results; -100: a task does not end. */
static int ends(void)
{
    int sum = 0, result;

    for (int i = 0; i < TASKS; i++) {
        if (rill_join(&jobs[i], rill_after_ns(2 * RILL_S), &result))
            bail("task %d still waits for the end", i);
        sum += result;
    }
    return sum;
}

static void type(const char *text)
{
    typed = text;
    rill_event_set(&more);
}

int main(void)
{
    plan(12);
    type("ab\x04\x04"
         "cd\n\x16\x1c\n\x16\x04\n");
    got("ab", "^D in the midst of a line");
    got("", "which the next read tells");
    got("", "^D at the begin of one");
    got("cd\n", "and after that a line");
    got("\x1c\n", "a quoted end is a byte");
    got("\x04\n", "so is a quoted ^D");

    start(reads);
    type("\x04\x04\x04x");
    is(ends(), 1, "of four readers three see a ^D each, and one a byte");

    start(counts);
    type("last\x1c");
    is(ends(), 4, "four tasks in getchar, and the input ends: all see it");
    type("never");
    start(counts);
    is(ends(), 0, "and tasks that ask later");
    got("", "read as well");
    got("", "for good");
    clearerr(stdin);
    ok(getchar() == EOF && feof(stdin), "clearerr or not");
    return done();
}
