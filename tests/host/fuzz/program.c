/* program.c -- random programs: from bytes, from a seed, and as text. */
#include <string.h>
#include "program.h"

/* ---- bytes ---- */

void program_from_bytes(struct program *p, const uint8_t *data, size_t n)
{
    size_t head = n < HEAD_BYTES ? n : HEAD_BYTES;

    memset(p, 0, sizeof(*p));
    if (head)
        memcpy(p->head, data, head);
    for (data += head, n -= head; n >= STEP_BYTES && p->steps < MOST_STEPS;
         data += STEP_BYTES, n -= STEP_BYTES)
        memcpy(p->step[p->steps++], data, STEP_BYTES);
}

size_t program_bytes(const struct program *p, uint8_t *data)
{
    memcpy(data, p->head, HEAD_BYTES);
    memcpy(data + HEAD_BYTES, p->step, (size_t)p->steps * STEP_BYTES);
    return HEAD_BYTES + (size_t)p->steps * STEP_BYTES;
}

/* Vigna's splitmix64: each seed is as good as any other, 0 and 1 too. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void program_from_seed(struct program *p, uint64_t seed)
{
    uint8_t bytes[HEAD_BYTES + MOST_STEPS * STEP_BYTES];
    size_t n;

    n = HEAD_BYTES + STEP_BYTES * (4 + next(&seed) % (MOST_STEPS / 2));
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)next(&seed);
    program_from_bytes(p, bytes, n);
}

/* ---- what they mean ---- */

int program_chans(const struct program *p)
{
    return 1 + p->head[0] % M_CHANS;
}

int program_cap(const struct program *p, int ch)
{
    return p->head[1 + ch] % (M_CAP + 1);
}

size_t program_elem_bytes(const struct program *p, int ch)
{
    static const uint8_t sizes[] = {8, 4, 1, 24};

    if (ch >= M_CHANS)
        return 8;
    return sizes[p->head[1 + ch] / (M_CAP + 1) % 4];
}

int program_workers(const struct program *p)
{
    return 2 + p->head[5] % (M_TASKS - 2);
}

bool program_starts(const struct program *p, int worker)
{
    for (int i = 0; i < p->steps; i++)
        if (program_task(p, i) == worker)
            return !(p->head[6] >> worker & 1) || worker < 3;
    return false;
}

int program_task(const struct program *p, int i)
{
    return 1 + p->step[i][1] % program_workers(p);
}

bool program_words(const struct program *p, int ch)
{
    return program_elem_bytes(p, ch) == 8 && p->head[1 + ch] & 0x80;
}

int program_parties(const struct program *p, int barrier)
{
    return 1 + (p->head[6] >> 2 * barrier & 3);
}

int program_units(const struct program *p, int sem)
{
    return (p->head[6] >> 4 >> 2 * sem & 3) % 3;
}

bool program_by_trap(const struct program *p, int event)
{
    return event || p->head[7] & 0x80;
}

/* A program is about one part of the kernel, or about all of it: objects that seldom meet find
 * few bugs. */
enum kind step_kind(const struct program *p, const uint8_t *s)
{
    static const uint8_t kinds[7][32] = {
        {SEND,   SEND,   SEND,   SEND,   SEND,   SEND,    SEND,   RECV,
         RECV,   RECV,   RECV,   RECV,   RECV,   RECV,    SELECT, SELECT,
         SELECT, SELECT, SELECT, SELECT, SELECT, LOCK,    LOCK,   UNLOCK,
         SLEEP,  SLEEP,  YIELD,  JOIN,   SPAWN,  ADVANCE, CLOSE,  YIELD},
        {SEND,   SEND,   SEND,   SEND,   SEND,     RECV,     RECV,   RECV,
         RECV,   RECV,   SELECT, SELECT, SELECT,   SELECT,   SELECT, CLOSE,
         SLEEP,  SLEEP,  YIELD,  YIELD,  JOIN,     JOIN,     SPAWN,  ADVANCE,
         CANCEL, CANCEL, CANCEL, CANCEL, UNCANCEL, UNCANCEL, MASK,   MASK},
        {LOCK,      LOCK,      LOCK,       LOCK,       UNLOCK,     UNLOCK,
         COND_WAIT, COND_WAIT, COND_WAIT,  COND_WAIT,  SIGNAL,     SIGNAL,
         BROADCAST, RW_LOCK,   RW_LOCK,    RW_LOCK,    RW_RLOCK,   RW_RLOCK,
         RW_RLOCK,  RW_RLOCK,  RW_RELEASE, RW_RELEASE, RW_RELEASE, SLEEP,
         SLEEP,     YIELD,     YIELD,      ADVANCE,    CANCEL,     UNCANCEL,
         MASK,      SPAWN},
        {SEM_GET,    SEM_GET,    SEM_GET,    SEM_GET,    SEM_PUT,    SEM_PUT,
         SEM_PUT,    GROUP_ADD,  GROUP_ADD,  GROUP_DONE, GROUP_DONE, GROUP_DONE,
         GROUP_WAIT, GROUP_WAIT, GROUP_WAIT, ONCE,       ONCE,       BARRIER,
         BARRIER,    BARRIER,    BARRIER,    SLEEP,      SLEEP,      YIELD,
         YIELD,      ADVANCE,    ADVANCE,    CANCEL,     CANCEL,     UNCANCEL,
         MASK,       JOIN},
        {TIMER_SET,  TIMER_SET,  TIMER_SET,  TIMER_SET,   TIMER_STOP,
         RECV,       RECV,       RECV,       RECV,        RECV,
         SELECT,     SELECT,     SELECT,     EVENT_SET,   EVENT_SET,
         EVENT_TRAP, EVENT_TRAP, EVENT_TRAP, EVENT_CLEAR, EVENT_WAIT,
         EVENT_WAIT, EVENT_TAKE, EVENT_TAKE, EVENT_TAKE,  SLEEP,
         SLEEP,      SLEEP,      YIELD,      ADVANCE,     ADVANCE,
         CANCEL,     UNCANCEL},
        {SPAWN,   SPAWN,   SPAWN,   SPAWN,  SPAWN,    SPAWN, JOIN,  JOIN,
         JOIN,    JOIN,    JOIN,    JOIN,   JOIN,     JOIN,  SLEEP, SLEEP,
         SLEEP,   SLEEP,   YIELD,   YIELD,  YIELD,    YIELD, YIELD, ADVANCE,
         ADVANCE, ADVANCE, ADVANCE, CANCEL, UNCANCEL, MASK,  RECV,  SEND},
        {SEND,      RECV,      SELECT,     CLOSE,      LOCK,       UNLOCK,
         COND_WAIT, SIGNAL,    BROADCAST,  RW_LOCK,    RW_RLOCK,   RW_RELEASE,
         SEM_GET,   SEM_PUT,   GROUP_ADD,  GROUP_DONE, GROUP_WAIT, ONCE,
         BARRIER,   EVENT_SET, EVENT_TRAP, EVENT_WAIT, EVENT_TAKE, TIMER_SET,
         SLEEP,     YIELD,     JOIN,       SPAWN,      ADVANCE,    CANCEL,
         UNCANCEL,  MASK},
    };

    return (enum kind)kinds[p->head[7] % 7][s[0] % 32];
}

enum wait step_wait(const uint8_t *s)
{
    return (enum wait)(s[4] & 3);
}

uint64_t step_ns(const uint8_t *s)
{
    static const uint32_t scale[] = {1, 1, 33, 400000}; /* near and far */

    return (s[4] >> 2 & 15) * 70u * (uint64_t)scale[s[4] >> 6];
}

int step_chan(const struct program *p, const uint8_t *s)
{
    return s[2] % program_chans(p);
}

int step_pipe(const struct program *p, const uint8_t *s)
{
    int chans = program_chans(p), i = s[2] % (chans + 2 * M_TIMERS);

    return i < chans ? i : M_CHANS + i % M_TIMERS;
}

/* Far more than a tick and no whole number of them. */
uint64_t step_period_ns(const uint8_t *s)
{
    return s[3] & 1 ? 1000000u + s[3] * 7u : 0;
}

int step_arms(const struct program *p, const uint8_t *s, struct m_arm *arms)
{
    int n = 1 + s[5] % M_ARMS, chans = program_chans(p);

    for (int i = 0; i < n; i++) {
        int ch = s[2] >> 2 * i & 3;

        arms[i] =
            (struct m_arm){.ch = ch < chans ? ch : -1, .send = s[3] >> i & 1};
        if (s[5] >> 4 >> i & 1 && !arms[i].send)
            arms[i].ch = M_CHANS + ch % M_TIMERS;
    }
    return n;
}

/* ---- as text ---- */

static void print_wait(FILE *f, const uint8_t *s)
{
    switch (step_wait(s)) {
    case POLL:
        fprintf(f, ", not waiting");
        break;
    case FOREVER:
        break;
    case SOON:
        fprintf(f, ", for %u ns", (unsigned)step_ns(s));
        break;
    case AT:
        fprintf(f, ", until %u ns", (unsigned)step_ns(s));
        break;
    }
}

static void print_arms(FILE *f, const struct program *p, const uint8_t *s)
{
    struct m_arm arms[M_ARMS];
    int n = step_arms(p, s, arms);

    fprintf(f, "select");
    for (int i = 0; i < n; i++) {
        if (arms[i].ch < 0)
            fprintf(f, " [nothing]");
        else if (arms[i].ch >= M_CHANS)
            fprintf(f, " [receive t%d]", arms[i].ch - M_CHANS);
        else
            fprintf(f, " [%s c%d]", arms[i].send ? "send" : "receive",
                    arms[i].ch);
    }
}

static void print_object(FILE *f, const struct program *p, const uint8_t *s,
                         const char *sort)
{
    int pipe = step_pipe(p, s);

    if (*sort == 'c')
        fprintf(f, " c%d", step_chan(p, s));
    else if (*sort == 'p')
        fprintf(f, " %c%d", pipe < M_CHANS ? 'c' : 't', pipe % M_CHANS);
    else if (*sort == 'w')
        fprintf(f, " task %d", 1 + s[2] % program_workers(p));
    else if (*sort)
        fprintf(f, " %s%d", sort, s[2] % M_EACH);
}

/* A step's name, the sort of its object, and whether it has a deadline. */
static const struct {
    const char *word, *sort;
    bool waits;
} said[KINDS] = {
    [SEND] = {"send", "c", true},
    [RECV] = {"receive", "p", true},
    [SELECT] = {"select", "", true},
    [CLOSE] = {"close", "c", false},
    [LOCK] = {"lock", "m", true},
    [UNLOCK] = {"unlock", "m", false},
    [COND_WAIT] = {"wait for condition", "", true},
    [SIGNAL] = {"signal condition", "", false},
    [BROADCAST] = {"broadcast condition", "", false},
    [RW_LOCK] = {"lock for writing", "rw", true},
    [RW_RLOCK] = {"lock for reading", "rw", true},
    [RW_RELEASE] = {"unlock", "rw", false},
    [SEM_GET] = {"get semaphore", "", true},
    [SEM_PUT] = {"put semaphore", "", false},
    [GROUP_ADD] = {"add to group", "", false},
    [GROUP_DONE] = {"done of group", "", false},
    [GROUP_WAIT] = {"wait for group", "", true},
    [ONCE] = {"once", "", true},
    [BARRIER] = {"wait at barrier", "", true},
    [EVENT_SET] = {"set event", "e", false},
    [EVENT_TRAP] = {"in a trap: set event", "e", false},
    [EVENT_CLEAR] = {"clear event", "e", false},
    [EVENT_WAIT] = {"wait for event", "e", true},
    [EVENT_TAKE] = {"take event", "e", true},
    [TIMER_SET] = {"set timer", "t", true},
    [TIMER_STOP] = {"stop timer", "t", false},
    [SLEEP] = {"sleep", "", true},
    [YIELD] = {"yield", "", false},
    [JOIN] = {"join", "w", true},
    [SPAWN] = {"spawn", "w", false},
    [ADVANCE] = {"advance", "", false},
    [CANCEL] = {"cancel", "w", false},
    [UNCANCEL] = {"uncancel", "w", false},
    [MASK] = {"mask", "", false},
};

void step_print(FILE *f, const struct program *p, const uint8_t *s)
{
    enum kind kind = step_kind(p, s);
    bool numbered = kind >= COND_WAIT && kind <= BARRIER && !*said[kind].sort;

    if (kind == SELECT)
        print_arms(f, p, s);
    else
        fprintf(f, "%s", said[kind].word);
    print_object(f, p, s, numbered ? " " : said[kind].sort);
    if (kind == SPAWN && s[3] & 1)
        fprintf(f, ", detached");
    if (kind == SPAWN && s[3] & 2)
        fprintf(f, ", in memory of its caller's");
    if (kind == GROUP_ADD)
        fprintf(f, ", %d", 1 + s[3] % 3);
    if (kind == TIMER_SET)
        fprintf(f, ", every %u ns", (unsigned)step_period_ns(s));
    if (kind == ADVANCE)
        fprintf(f, " the clock by %u ns", s[4] % 16 * 100u);
    if (kind == MASK)
        fprintf(f, s[3] & 1 ? " cancelation" : " nothing");
    if (said[kind].waits)
        print_wait(f, s);
}

void program_print(FILE *f, const struct program *p)
{
    uint8_t bytes[HEAD_BYTES + MOST_STEPS * STEP_BYTES];
    size_t n = program_bytes(p, bytes);

    for (int i = 0; i < program_chans(p); i++)
        fprintf(f, "  c%d: room for %d values of %d bytes\n", i,
                program_cap(p, i), (int)program_elem_bytes(p, i));
    for (int i = 0; i < p->steps; i++) {
        int task = program_task(p, i);

        fprintf(f, "  task %d%s: ", task,
                program_starts(p, task) ? "" : " (spawned later)");
        step_print(f, p, p->step[i]);
        fprintf(f, "\n");
    }
    fprintf(f, "  bytes: ");
    for (size_t i = 0; i < n; i++)
        fprintf(f, "%02x", bytes[i]);
    fprintf(f, "\n");
}
