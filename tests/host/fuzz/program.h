/* program.h -- a random program: a few bytes of head, and steps of six bytes.
 *
 * Any bytes are a program, and any steps can be left out: a task passes over a step that then
 * makes no sense (to unlock what it does not hold).
 */
#ifndef HOST_PROGRAM_H
#define HOST_PROGRAM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "model.h"

enum { HEAD_BYTES = 8, STEP_BYTES = 6, MOST_STEPS = 128 };

enum kind {
    SEND,
    RECV,
    SELECT,
    CLOSE,
    LOCK,
    UNLOCK,
    COND_WAIT,
    SIGNAL,
    BROADCAST,
    RW_LOCK,
    RW_RLOCK,
    RW_RELEASE,
    SEM_GET,
    SEM_PUT,
    GROUP_ADD,
    GROUP_DONE,
    GROUP_WAIT,
    ONCE,
    BARRIER,
    EVENT_SET,
    EVENT_TRAP,
    EVENT_CLEAR,
    EVENT_WAIT,
    EVENT_TAKE,
    TIMER_SET,
    TIMER_STOP,
    SLEEP,
    YIELD,
    JOIN,
    SPAWN,
    ADVANCE,
    CANCEL,
    UNCANCEL,
    MASK,
    KINDS
};

enum wait { POLL, FOREVER, SOON, AT }; /* what a step's deadline is */

struct program {
    uint8_t head[HEAD_BYTES];
    uint8_t step[MOST_STEPS][STEP_BYTES];
    int steps;
};

void program_from_bytes(struct program *p, const uint8_t *data, size_t n);
void program_from_seed(struct program *p, uint64_t seed);
size_t program_bytes(const struct program *p, uint8_t *data); /* writes them */

int program_chans(const struct program *p);
int program_cap(const struct program *p, int ch);
size_t program_elem_bytes(const struct program *p, int ch);
int program_workers(const struct program *p);             /* 1.., 0 is main */
bool program_starts(const struct program *p, int worker); /* main spawns it */
int program_task(const struct program *p, int i);

bool program_words(const struct program *p, int ch); /* its values are words */
int program_parties(const struct program *p, int barrier);
int program_units(const struct program *p, int sem); /* at the start */
bool program_by_trap(const struct program *p, int event);

enum kind step_kind(const struct program *p, const uint8_t *s);
enum wait step_wait(const uint8_t *s);
uint64_t step_ns(const uint8_t *s); /* to the deadline, from now or the start */
int step_chan(const struct program *p, const uint8_t *s);
int step_pipe(const struct program *p, const uint8_t *s); /* or of a timer */
uint64_t step_period_ns(const uint8_t *s);
int step_arms(const struct program *p, const uint8_t *s, struct m_arm *arms);

void program_print(FILE *f, const struct program *p);
void step_print(FILE *f, const struct program *p, const uint8_t *s);

#endif
