/* drive.c -- schedules from seeds.
 *
 *   explore [--first N] [--count N]   runs these seeds; stops at the first that fails
 *   explore --seed N [--verbose]      runs seed N; with --verbose it tells each step
 *   explore --only NAME               runs seeds of one program (programs.c)
 *
 * Status: 0; 1 if a seed failed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "explore.h"

void explore_seed(uint64_t seed);

static uint64_t seed_now;

/* A signal: the program broke so that the host noticed. Runs on a stack of its own. */
static void crashed(int signal)
{
    char line[100];
    int n = snprintf(line, sizeof(line), "seed %llu fails (%s): signal %d\n",
                     (unsigned long long)seed_now, explore_program, signal);

    fflush(stdout);
    if (write(1, line, (size_t)n) != n)
        _exit(2);
    _exit(1);
}

static void catch_crashes(void)
{
    static char stack[64 << 10];
    stack_t s = {.ss_sp = stack, .ss_size = sizeof(stack)};
    struct sigaction a = {.sa_handler = crashed, .sa_flags = SA_ONSTACK};

    sigaltstack(&s, NULL);
    sigaction(SIGSEGV, &a, NULL);
    sigaction(SIGBUS, &a, NULL);
    sigaction(SIGILL, &a, NULL);
    sigaction(SIGFPE, &a, NULL);
    sigaction(SIGALRM, &a, NULL); /* a loop without an access to memory */
}

static struct explore_end one(uint64_t seed)
{
    struct explore_way way = {.seed = seed};
    unsigned least;

    seed_now = seed;
    explore_seed(seed);
    least = explore_choose();
    way.harts = least + explore_below(EXPLORE_HARTS - least + 1);
    way.buffers = explore_below(3) == 0;
    explore_prepare(&way);
    return explore_run(&way);
}

static int many(uint64_t first, uint64_t count)
{
    unsigned long long accesses = 0, changes = 0, hash = 0;

    for (uint64_t i = 0; i < count; i++) {
        struct explore_end end;

        if (i % 10000 == 0)
            alarm(60);
        end = one(first + i);
        accesses += end.accesses;
        changes += end.changes;
        hash ^= end.hash * (2 * (first + i) + 1);
        if (!end.failure)
            continue;
        printf("seed %llu fails (%s): %s\n"
               "again: tests/host/explore/run --seed %llu --verbose%s%s\n",
               (unsigned long long)(first + i), explore_program, end.failure,
               (unsigned long long)(first + i), explore_only ? " --only " : "",
               explore_only ? explore_only : "");
        return 1;
    }
    printf("%llu schedules from seed %llu: all well; %llu accesses, %llu "
           "changes of hart in each, hash %016llx\n",
           (unsigned long long)count, (unsigned long long)first,
           accesses / count, changes / count, hash);
    return 0;
}

static int replay(uint64_t seed)
{
    struct explore_end end;

    alarm(60);
    end = one(seed);
    printf("seed %llu (%s) %s%s; %llu accesses, %u changes, hash %016llx\n",
           (unsigned long long)seed, explore_program,
           end.failure ? "fails: " : "passes", end.failure ? end.failure : "",
           (unsigned long long)end.accesses, end.changes,
           (unsigned long long)end.hash);
    return end.failure != NULL;
}

int main(int argc, char **argv)
{
    uint64_t first = 0, count = 100000, seed = 0;
    bool alone = false;

    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (!strcmp(argv[i], "--verbose")) {
            explore_tells = true;
            continue;
        }
        i++;
        if (!strcmp(argv[i - 1], "--first")) {
            first = strtoull(value, NULL, 0);
        } else if (!strcmp(argv[i - 1], "--count")) {
            count = strtoull(value, NULL, 0);
        } else if (!strcmp(argv[i - 1], "--seed")) {
            seed = strtoull(value, NULL, 0);
            alone = true;
        } else if (!strcmp(argv[i - 1], "--only") && explore_known(value)) {
            explore_only = value;
        } else {
            fprintf(stderr, "explore: %s? See tests/host/explore/drive.c\n",
                    argv[i - 1]);
            return 2;
        }
    }
    if (!count)
        count = 1;
    catch_crashes();
    explore_bring_up();
    return alone ? replay(seed) : many(first, count);
}
