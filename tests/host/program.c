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

/* Vigna's splitmix64: any seed is as good as any other, 0 and 1 too. */
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

enum kind step_kind(const uint8_t *s)
{
    static const uint8_t kinds[32] = {
        SEND,   SEND,   SEND,   SEND,   SEND, SEND,  SEND,    RECV,
        RECV,   RECV,   RECV,   RECV,   RECV, RECV,  SELECT,  SELECT,
        SELECT, SELECT, SELECT, SELECT, LOCK, LOCK,  LOCK,    UNLOCK,
        UNLOCK, SLEEP,  SLEEP,  YIELD,  JOIN, SPAWN, ADVANCE, CLOSE};

    return (enum kind)kinds[s[0] % 32];
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

int step_arms(const struct program *p, const uint8_t *s, struct m_arm *arms)
{
    int n = 1 + s[5] % M_ARMS, chans = program_chans(p);

    for (int i = 0; i < n; i++) {
        int ch = s[2] >> 2 * i & 3;

        arms[i] =
            (struct m_arm){.ch = ch < chans ? ch : -1, .send = s[3] >> i & 1};
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
        else
            fprintf(f, " [%s c%d]", arms[i].send ? "send" : "receive",
                    arms[i].ch);
    }
}

void step_print(FILE *f, const struct program *p, const uint8_t *s)
{
    static const char *const words[KINDS] = {
        "send",  "receive", "select", "lock",    "unlock", "sleep",
        "yield", "join",    "spawn",  "advance", "close"};
    enum kind kind = step_kind(s);
    int who = 1 + s[2] % program_workers(p);

    if (kind == SELECT)
        print_arms(f, p, s);
    else
        fprintf(f, "%s", words[kind]);
    if (kind == SEND || kind == RECV || kind == CLOSE)
        fprintf(f, " c%d", step_chan(p, s));
    if (kind == LOCK || kind == UNLOCK)
        fprintf(f, " m%d", s[2] % M_MUTEXES);
    if (kind == SPAWN || kind == JOIN)
        fprintf(f, " task %d", who);
    if (kind == SPAWN && s[3] & 1)
        fprintf(f, ", detached");
    if (kind == ADVANCE)
        fprintf(f, " the clock by %u ns", s[4] % 16 * 100u);
    if (kind <= SELECT || kind == LOCK || kind == JOIN || kind == SLEEP)
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
