/* 07-shell.c -- a shell, with jobs in the background; nothing of it is Rill's own.
 *     tools/rill run examples/07-shell.c
 *
 * As started above, the host's terminal edits the line. With the word `edit` Rill edits
 * it, for a serial line or a terminal that passes each key on (stty raw -echo).
 *
 * Each command is a task, so `sleep 5 &` leaves the prompt free. `kill` cancels a job.
 * It only asks: the call in which the job waits then returns -ECANCELED. */
#include <rill/rill.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 128, WORDS = 16, JOBS = 8, TASKS = 32 };

struct job {
    struct rill_job job;
    unsigned number; /* 0: this place is free */
    volatile bool ended;
    char line[LINE];
    int words;
    char *word[WORDS + 1];
};

static struct job jobs[JOBS];
static unsigned last_number;

/* ---- commands: status 0 is good ---- */

static int ps(struct job *j)
{
    static struct rill_task_info list[TASKS];
    size_t n = rill_tasks_read(list, TASKS);

    (void)j;
    printf("%6s  %-12s %-20s %s\n", "task", "name", "state", "stack, bytes");
    for (size_t i = 0; i < n; i++)
        printf("%6u  %-12s %-20s %lu\n", (unsigned)list[i].number, list[i].name,
               list[i].waits ? list[i].waits : "ready",
               (unsigned long)list[i].stack_bytes);
    return 0;
}

static int mem(struct job *j)
{
    struct rill_stats s;

    (void)j;
    rill_stats_read(&s);
    printf("tasks   %10lu bytes, of them stacks %lu\n",
           (unsigned long)s.block_bytes, (unsigned long)s.stack_bytes);
    printf("blocks  %10lu bytes for tasks to come\n",
           (unsigned long)s.free_block_bytes);
    printf("malloc  %10lu bytes\n", (unsigned long)s.heap_bytes);
    printf("unused  %10lu bytes\n", (unsigned long)s.untouched_bytes);
    return 0;
}

static int harts(struct job *j)
{
    (void)j;
    for (unsigned i = 0; i < rill_hart_count(); i++) {
        struct rill_hart_info h;
        uint64_t up_ns = rill_now_ns();

        rill_hart_read(i, &h);
        printf("hart %lu  asleep %u.%02u %%  %lu switches  %lu steals  "
               "%u spurious interrupts  %lu bytes kept by malloc\n",
               (unsigned long)h.id, (unsigned)(h.idle_ns * 100 / up_ns),
               (unsigned)(h.idle_ns * 10000 / up_ns % 100), h.switches,
               h.steals, (unsigned)h.spurious, (unsigned long)h.malloc_bytes);
    }
    return 0;
}

static int irq(struct job *j)
{
    (void)j;
    printf("%6s  %-12s %8s %10s %10s\n", "source", "name", "priority", "taken",
           "for nobody");
    for (const struct rill_irq *i = NULL; (i = rill_irq_next(i));)
        printf("%6u  %-12s %8u %10lu %10lu%s\n", i->source,
               i->name ? i->name : "", i->priority ? i->priority : 1u, i->taken,
               i->for_nobody, i->masked ? "  masked" : "");
    printf("%lu that nobody had asked for\n", rill_irq_spurious());
    return 0;
}

static int platform(struct job *j)
{
    (void)j;
    rill_platform_print();
    return 0;
}

static int nap(struct job *j)
{
    double s = j->words > 1 ? strtod(j->word[1], NULL) : 1;
    int r = s > 0 ? rill_sleep_ns((uint64_t)(s * 1e9)) : 0;

    if (r)
        printf("sleep: %s\n", strerror(-r));
    return r;
}

static int echo(struct job *j)
{
    for (int i = 1; i < j->words; i++)
        printf("%s%s", j->word[i], i + 1 < j->words ? " " : "");
    printf("\n");
    return 0;
}

/* Read what is typed, until ^D. */
static int cat(struct job *j)
{
    char line[LINE];

    (void)j;
    while (fgets(line, sizeof line, stdin))
        fputs(line, stdout);
    clearerr(stdin);
    return 0;
}

/* Count in the background, so that there is something to see. */
static int tick(struct job *j)
{
    int n = j->words > 1 ? atoi(j->word[1]) : 5;

    for (int i = 1; i <= n; i++) {
        if (rill_sleep_ns(RILL_S))
            return 1;
        printf("tick %d\n", i);
    }
    return 0;
}

static int list_jobs(struct job *j)
{
    (void)j;
    for (int i = 0; i < JOBS; i++)
        if (jobs[i].number && &jobs[i] != j)
            printf("[%u] %s\n", jobs[i].number, jobs[i].word[0]);
    return 0;
}

static int stop_job(struct job *j)
{
    unsigned n = j->words > 1 ? (unsigned)atoi(j->word[1]) : 0;

    for (int i = 0; i < JOBS; i++)
        if (n && jobs[i].number == n && &jobs[i] != j) {
            rill_job_cancel(&jobs[i].job);
            return 0;
        }
    printf("kill: no job %u\n", n);
    return 1;
}

static int help(struct job *j);

static const struct {
    const char *name;
    int (*fn)(struct job *);
    const char *what;
} commands[] = {
    {"ps", ps, "the tasks, and what each waits for"},
    {"mem", mem, "what the memory is used for"},
    {"harts", harts, "the harts, and how much of the time they slept"},
    {"irq", irq, "devices' interrupts, and how many there were"},
    {"platform", platform, "what machine this is, and how that is known"},
    {"sleep", nap, "SECONDS"},
    {"tick", tick, "N: say so each second, N times"},
    {"echo", echo, "WORD..."},
    {"cat", cat, "what is typed, until ^D"},
    {"jobs", list_jobs, "what runs in the background"},
    {"kill", stop_job, "JOB: cancel it"},
    {"help", help, "this"},
};

static int help(struct job *j)
{
    (void)j;
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("%-8s %s\n", commands[i].name, commands[i].what);
    printf("%-8s %s\n", "exit", "STATUS: the machine's");
    return 0;
}

static int run(void *arg)
{
    struct job *j = arg;
    int r = 127;

    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(j->word[0], commands[i].name))
            r = commands[i].fn(j);
    if (r == 127)
        printf("%s: no such command; try help\n", j->word[0]);
    j->ended = true;
    return r;
}

/* ---- the loop ---- */

/* Say which jobs are over, and free their places. */
static void reap(void)
{
    for (int i = 0; i < JOBS; i++) {
        struct job *j = &jobs[i];
        int status;

        if (!j->number || !j->ended)
            continue;
        rill_join(&j->job, RILL_FOREVER, &status);
        printf("[%u] %s: %s\n", j->number, j->word[0],
               status ? "failed" : "done");
        j->number = 0;
    }
}

static void start(struct job *j, bool behind)
{
    static const struct rill_task_opts opts = {.name = "job",
                                               .stack_bytes = 16384};
    int status;

    j->ended = false;
    j->number = ++last_number;
    status = rill_spawn(&j->job, &opts, run, j);
    if (status) {
        printf("%s: %s\n", j->word[0], strerror(-status));
    } else if (behind) {
        printf("[%u] %s\n", j->number, j->word[0]);
        return;
    } else {
        rill_join(&j->job, RILL_FOREVER, NULL);
    }
    j->number = 0;
}

static bool split(struct job *j)
{
    bool behind;
    size_t n = strlen(j->line);

    while (n && (j->line[n - 1] == '\n' || j->line[n - 1] == ' '))
        j->line[--n] = 0;
    behind = n && j->line[n - 1] == '&';
    if (behind)
        j->line[n - 1] = 0;
    j->words = 0;
    for (char *w = strtok(j->line, " "); w && j->words < WORDS;
         w = strtok(NULL, " "))
        j->word[j->words++] = w;
    j->word[j->words] = NULL;
    return behind;
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "edit"))
        rill_console_mode(RILL_CONSOLE_LINE);
    for (;;) {
        struct job *j = NULL;
        bool behind;

        reap();
        for (int i = 0; i < JOBS && !j; i++)
            if (!jobs[i].number)
                j = &jobs[i];
        if (!j) {
            printf("%d jobs are all there is room for; one must end\n", JOBS);
            rill_sleep_ns(RILL_S);
            continue;
        }
        printf("rill> ");
        fflush(stdout);
        if (!fgets(j->line, LINE, stdin))
            return 0;
        behind = split(j);
        if (!j->words)
            continue;
        if (!strcmp(j->word[0], "exit"))
            return j->words > 1 ? atoi(j->word[1]) : 0;
        start(j, behind);
    }
}
