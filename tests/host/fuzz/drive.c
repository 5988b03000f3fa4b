/* drive.c -- runs programs from seeds, many in a process, and makes a program that fails small.
 *
 *   fuzz [--first N] [--count N]   random programs; stops at the first that fails
 *   fuzz --seed N                  the program of seed N, told call by call
 *   fuzz --bytes HEX               the program of these bytes, told call by call
 *   fuzz --quiet                   without what ASan and the kernel say about a failure
 *
 * Status: 0; 1 if a program failed. A program runs in a child, because it may break everything. A
 * program that takes 5 seconds hangs.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fuzz.h"

enum { A_PROCESS = 500, SECONDS = 5 };

static uint64_t *at_seed; /* shared with the child */
static bool quiet;

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0:detect_stack_use_after_return=0:exitcode=1:"
           "abort_on_error=0";
}

static void silence(void)
{
    int null = open("/dev/null", O_WRONLY);

    dup2(null, 1);
    dup2(null, 2);
}

/* Did the child end well? */
static bool went_well(pid_t child)
{
    int status;

    return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           !WEXITSTATUS(status);
}

static bool passes(const struct program *p, bool silent)
{
    pid_t child;

    fflush(NULL);
    child = fork();
    if (!child) {
        alarm(SECONDS);
        if (silent)
            silence();
        fuzz_run(p);
        fflush(NULL);
        _exit(0);
    }
    return went_well(child);
}

/* Run the seeds [first, first + count) in one child.   returns  whether all passed; if not,
 * *at_seed is the seed that failed. */
static bool passes_all(uint64_t first, uint64_t count)
{
    pid_t child;

    fflush(NULL);
    child = fork();
    if (!child) {
        struct program p;

        silence();
        for (uint64_t i = 0; i < count; i++) {
            *at_seed = first + i;
            alarm(SECONDS);
            program_from_seed(&p, *at_seed);
            fuzz_run(&p);
        }
        _exit(0);
    }
    return went_well(child);
}

/* ---- shrinking ---- */

static void without(struct program *to, const struct program *p, int from,
                    int n)
{
    *to = *p;
    to->steps = p->steps - n;
    memmove(to->step[from], to->step[from + n],
            (size_t)(p->steps - from - n) * STEP_BYTES);
}

static bool keep_failing(struct program *p, const struct program *smaller)
{
    if (passes(smaller, true))
        return false;
    *p = *smaller;
    return true;
}

/* Leave out runs of steps, long ones first.   returns  whether a run could be left out. */
static bool drop_steps(struct program *p)
{
    struct program smaller;
    bool any = false;

    for (int n = p->steps / 2 ? p->steps / 2 : 1; n; n /= 2)
        for (int i = 0; i + n <= p->steps;) {
            without(&smaller, p, i, n);
            if (keep_failing(p, &smaller))
                any = true;
            else
                i += n;
        }
    return any;
}

/* Try fewer and smaller channels, and plainer arguments. */
static bool plainer_bytes(struct program *p)
{
    struct program smaller;
    bool any = false;

    for (int i = 0; i < HEAD_BYTES; i++) {
        smaller = *p;
        smaller.head[i] = 0;
        if (p->head[i] && keep_failing(p, &smaller))
            any = true;
    }
    for (int i = 0; i < p->steps; i++)
        for (int j = 2; j < STEP_BYTES; j++) {
            smaller = *p;
            smaller.step[i][j] = j == 4 ? FOREVER : 0;
            if (p->step[i][j] != smaller.step[i][j] &&
                keep_failing(p, &smaller))
                any = true;
        }
    return any;
}

static void shrink(struct program *p)
{
    for (bool again = true; again;) {
        again = drop_steps(p);
        again |= plainer_bytes(p);
    }
}

/* ---- what is asked for ---- */

static void report(struct program *p, uint64_t seed)
{
    int steps = p->steps;

    shrink(p);
    printf("seed %llu fails; %d of its %d steps are enough:\n",
           (unsigned long long)seed, p->steps, steps);
    program_print(stdout, p);
    printf("again: tests/host/fuzz/run --seed %llu, or --bytes and the above\n",
           (unsigned long long)seed);
    if (!quiet)
        passes(p, false);
}

static int replay(struct program *p)
{
    bool well;

    fuzz_trace = stdout;
    setvbuf(stdout, NULL, _IOLBF, 0);
    program_print(stdout, p);
    well = passes(p, quiet);
    printf("%s\n", well ? "passes" : "fails");
    return !well;
}

/* A program may fail only after other programs, by what they left behind. This tells of such a
 * program at the end, if no program fails alone. */
static int many(uint64_t first, uint64_t count)
{
    struct program p;
    uint64_t lone = 0, since = 0, n;
    bool failed = false;

    for (uint64_t done = 0; done < count; done += n) {
        n = A_PROCESS - (first + done) % A_PROCESS;
        if (n > count - done)
            n = count - done;
        if (passes_all(first + done, n))
            continue;
        program_from_seed(&p, *at_seed);
        if (!passes(&p, true)) {
            report(&p, *at_seed);
            return 1;
        }
        if (!failed) {
            lone = *at_seed;
            since = first + done;
        }
        failed = true;
        n = *at_seed - (first + done) + 1;
    }
    if (failed)
        printf("seed %llu fails only after the programs before it: "
               "tests/host/fuzz/run --first %llu --count %llu\n",
               (unsigned long long)lone, (unsigned long long)since,
               (unsigned long long)(lone - since + 1));
    else
        printf("%llu programs from seed %llu: all as the model says\n",
               (unsigned long long)count, (unsigned long long)first);
    return failed;
}

static int from_hex(const char *hex)
{
    uint8_t bytes[HEAD_BYTES + MOST_STEPS * STEP_BYTES];
    struct program p;
    size_t n = 0;

    for (unsigned byte; n < sizeof(bytes) && sscanf(hex, "%2x", &byte) == 1;
         hex += strlen(hex) > 1 ? 2 : 1)
        bytes[n++] = (uint8_t)byte;
    program_from_bytes(&p, bytes, n);
    return replay(&p);
}

int main(int argc, char **argv)
{
    uint64_t first = 0, count = 20000;

    at_seed = mmap(NULL, sizeof(*at_seed), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (!strcmp(argv[i], "--quiet")) {
            quiet = true;
            continue;
        }
        i++;
        if (!strcmp(argv[i - 1], "--first"))
            first = strtoull(value, NULL, 0);
        else if (!strcmp(argv[i - 1], "--count"))
            count = strtoull(value, NULL, 0);
        else if (!strcmp(argv[i - 1], "--bytes"))
            return from_hex(value);
        else if (!strcmp(argv[i - 1], "--seed")) {
            struct program p;

            program_from_seed(&p, strtoull(value, NULL, 0));
            return replay(&p);
        } else {
            fprintf(stderr, "fuzz: %s? See tests/host/fuzz/drive.c\n",
                    argv[i - 1]);
            return 2;
        }
    }
    return many(first, count);
}
