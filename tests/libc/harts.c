// expect-status: 0
// expect-out: ^ok 6 - atexit$
// expect-out: ^# 16 of 16 ran at exit$
// expect-out: ^# task 15 line 39 abcdefghijklmnopqrstuvwxyz$
// reject-out: ^not ok
// reject-out: ^(?!# task \d\d line \d\d abcdefghijklmnopqrstuvwxyz$|ok \d|# \d+ harts$|# 16 of|1\.\.6|ok$)(?=.*task|.*line|.*xyz)
/* libc/harts.c -- tasks on all harts call libc at once: the heap, lines of printf, files in
 * memory, errno, atexit, the environment.
 *
 * The test does not ask for what libc keeps once for all tasks: strtok's place (tasks use
 * strtok_r), rand's sequence (rand_r), what getenv points to while another task sets it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../many.h"

enum { TASKS = 16, ROUNDS = 150, PIECES = 8 };

static const struct rill_task_opts with_printf = {.name = "printer",
                                                  .stack_bytes = 8192};

static bool is_filled(const unsigned char *p, size_t n, unsigned char with)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != with)
            return false;
    return true;
}

/* Allocate pieces of random sizes, and fill each with the owner's number. */
static int allocates(void *arg)
{
    unsigned char me = (unsigned char)((uintptr_t)arg + 1),
                  *piece[PIECES] = {0};
    size_t size[PIECES] = {0};
    unsigned random = me * 2654435761u;

    for (int i = 0; i < ROUNDS * PIECES; i++) {
        unsigned k = random_next(&random) % PIECES;
        size_t n = 1 + random_next(&random) % 600;
        unsigned char *p;

        must(is_filled(piece[k], size[k], me));
        if (i % 3 == 0) {
            free(piece[k]);
            piece[k] = p = calloc(1, n);
            must(p && is_filled(p, n, 0));
        } else if (i % 3 == 1) {
            piece[k] = p = realloc(piece[k], n);
            must(p && is_filled(p, n < size[k] ? n : size[k], me));
        } else {
            free(piece[k]);
            piece[k] = p = malloc(n);
            must(p != NULL);
        }
        size[k] = p ? n : 0;
        memset(p, me, size[k]);
        if (i % 16 == 0)
            rill_yield();
    }
    for (int k = 0; k < PIECES; k++) {
        must(is_filled(piece[k], size[k], me));
        free(piece[k]);
    }
    return 0;
}

/* A line is one piece, whatever other tasks print. The expectations above say what may come
 * out. */
static int prints(void *arg)
{
    for (int i = 0; i < 40; i++) {
        must(printf("# task %02u line %02d abcdefghijklmnopqrstuvwxyz\n",
                    (unsigned)(uintptr_t)arg, i) == 45);
        if (i % 4 == 0)
            rill_yield();
    }
    return 0;
}

static int own_errno(void *arg)
{
    int me = (int)(uintptr_t)arg + 1;

    for (int i = 0; i < ROUNDS; i++) {
        char *end, text[24];
        unsigned long n;

        errno = me;
        rill_yield();
        must(errno == me);
        snprintf(text, sizeof text, "%d:%d", me, i);
        n = strtoul(text, &end, 10);
        must(n == (unsigned long)me && *end == ':');
        must(strtoul("99999999999999999999999", NULL, 10) == ~0ul);
        must(errno == ERANGE);
    }
    return 0;
}

static int cuts(void *arg)
{
    char text[32], *at, *word;
    unsigned me = (unsigned)(uintptr_t)arg;

    for (int i = 0; i < ROUNDS; i++) {
        unsigned words = 0;

        snprintf(text, sizeof text, "%u,%u,%u", me, me + 1, me + 2);
        for (word = strtok_r(text, ",", &at); word;
             word = strtok_r(NULL, ",", &at)) {
            must(strtoul(word, NULL, 10) == me + words);
            words++;
            rill_yield();
        }
        must(words == 3);
    }
    return 0;
}

static int scans(void *arg)
{
    for (int i = 0; i < ROUNDS; i++) {
        unsigned a = 0, b = 0;
        char text[32];

        snprintf(text, sizeof text, "%u and %d", (unsigned)(uintptr_t)arg, i);
        must(sscanf(text, "%u and %u", &a, &b) == 2);
        must(a == (unsigned)(uintptr_t)arg && b == (unsigned)i);
        must(getenv("no such name") == NULL);
        (void)rand();
    }
    return 0;
}

static unsigned at_exit_ran;

static void at_exit(void)
{
    at_exit_ran++;
}

/* Print when all other functions have run: exit calls the newest first, so this one comes
 * last. */
static void at_last(void)
{
    printf("# %u of %u ran at exit\n", at_exit_ran, TASKS);
}

static int registers(void *arg)
{
    (void)arg;
    must(atexit(at_exit) == 0);
    return 0;
}

static void run_printing(rill_task_fn *fn)
{
    for (uintptr_t i = 0; i < TASKS; i++)
        if (rill_spawn(&many_jobs[i], &with_printf, fn, (void *)i))
            bail("no memory");
    join_many(TASKS);
}

/* A hart keeps a page for each size that it has ever used: some 25 sizes, of up to 600 bytes. */
#define KEPT_BYTES (25ul * 16384 * RILL_HARTS)

/* The heap, as malloc uses it: a second round finds room where the first one was. What the tasks of
 * one more round take, if nothing came back, is more than the harts may keep: 16 tasks with 1,200
 * blocks of 300 bytes. */
static void heap(void)
{
    struct rill_stats before, after;

    run_many(TASKS, allocates);
    rill_stats_read(&before);
    for (int i = 0; i < 3; i++)
        run_many(TASKS, allocates);
    rill_stats_read(&after);
    is(wrong, 0, "malloc, calloc, realloc and free");
    ok(after.heap_bytes < before.heap_bytes + KEPT_BYTES,
       "and the heap does not grow: %lu bytes, %lu",
       (unsigned long)before.heap_bytes, (unsigned long)after.heap_bytes);
}

int main(void)
{
    plan(6);
    diag("%u harts", harts_ready());
    atexit(at_last);
    heap();
    run_printing(prints);
    is(wrong, 0, "printf");
    run_printing(own_errno);
    run_printing(cuts);
    is(wrong, 0, "errno, strtoul, strtok_r");
    run_printing(scans);
    is(wrong, 0, "snprintf, sscanf, getenv, rand");
    run_many(TASKS, registers);
    is(wrong, 0, "atexit");
    return done();
}
