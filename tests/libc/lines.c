/* libc/lines.c -- lines of two tasks never mix, by whatever function a task prints them. A task
 * prints a line in pieces and yields between two pieces. So if Rill did not gather lines, each
 * line would be torn; and no line may be lost. */
// expect-status: 0
// expect-out: ^1\.\.4$
// expect-out: ^# A line 0 whole\n# B line 0 whole\n# C line 0 whole\n# A line 1
// expect-out: ^# A line 2 whole\n# B line 2 whole\n# C line 2 whole\nok 1 - .*$
// expect-out: ^# a{400}\n# b{400}\nok 2 - .*$
// expect-out: ^# left behind by a task that ended, continued$
// expect-out: ^# printf first, then write\nok 3 - .*$
// expect-out: ^# flushed in order\nok 4 - .*$
// expect-out: ^# an unfinished last line$
// no-stress: which task prints first is compared
// reject-out: ^not ok
#include <rill/rill.h>
#include <string.h>
#include <unistd.h>

#include "../tap.h"

enum { TASKS = 3, LINES = 3, LONG = 400 };

static int speaker(void *arg)
{
    const char who = (char)('A' + (int)(intptr_t)arg);

    for (int i = 0; i < LINES; i++) {
        putchar('#');
        rill_yield();
        printf(" %c", who);
        rill_yield();
        fprintf(stderr, " line %d", i);
        rill_yield();
        puts(" whole");
        rill_yield();
    }
    return 0;
}

/* Longer than any buffer starts. */
static int long_speaker(void *arg)
{
    const char who = (char)('a' + (int)(intptr_t)arg);

    printf("# ");
    for (int i = 0; i < LONG; i++) {
        putchar(who);
        if (i % 50 == 0)
            rill_yield();
    }
    putchar('\n');
    return 0;
}

/* Ends with an unfinished line, which must not be lost. */
static int leaver(void *arg)
{
    (void)arg;
    printf("# left behind by a task that ended, ");
    return 0;
}

static void run(rill_task_fn *fn, int tasks)
{
    struct rill_job jobs[TASKS] = {{0}};

    for (int i = 0; i < tasks; i++)
        if (rill_spawn(&jobs[i], NULL, fn, (void *)(intptr_t)i) != 0)
            bail("no memory for task %d", i);
    for (int i = 0; i < tasks; i++)
        (void)rill_join(&jobs[i], RILL_FOREVER, NULL);
}

int main(void)
{
    plan(4);
    run(speaker, TASKS);
    ok(1, "tasks with pieces of lines");
    run(long_speaker, 2);
    ok(1, "long lines");
    run(leaver, 1);
    printf("continued\n");
    printf("# printf first, ");
    is(write(1, "then write\n", 11), 11, "write comes after what printf said");
    printf("# flushed ");
    fflush(stdout);
    write(1, "in order\n", 9);
    ok(1, "fflush");
    fputs("# an unfinished last line", stdout);
    return done();
}
