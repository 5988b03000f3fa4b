/* libc/errno.c -- each task has its own errno and _Thread_local variables, with their first values
 * and with the alignment that they ask for. */
#include <errno.h>
#include <rill/rill.h>
#include <stdint.h>
#include <string.h>

#include "../tap.h"

enum { TASKS = 4, ROUNDS = 20 };

static _Thread_local int initialised = 4711;
static _Thread_local char zeroed[40];
static _Thread_local _Alignas(64) char aligned[64] = "aligned";

struct verdict {
    int number;
    int fresh, aligned, kept, own_errno;
};

/* Not inlined: the caller must find the address of errno anew after each switch. */
static __attribute__((noinline)) int look(int number)
{
    return errno == number && initialised == number && zeroed[39] == number;
}

static int worker(void *arg)
{
    struct verdict *v = arg;

    v->fresh = errno == 0 && initialised == 4711 && zeroed[0] == 0 &&
               zeroed[39] == 0 && strcmp(aligned, "aligned") == 0;
    v->aligned = (uintptr_t)aligned % 64 == 0;
    v->kept = v->own_errno = 1;
    errno = initialised = zeroed[39] = (char)v->number;
    for (int i = 0; i < ROUNDS; i++) {
        int *e = &errno;

        *e = v->number;
        rill_yield();
        v->kept &= look(v->number);
        v->own_errno &= *e == v->number;
    }
    aligned[0] = 'X'; /* the next task in this memory must not see it */
    return 0;
}

int main(void)
{
    struct verdict v[2 * TASKS];
    struct rill_job jobs[TASKS] = {{0}};

    plan(4 * 2 * TASKS + 2);
    errno = 0;
    initialised = 7;
    for (int round = 0; round < 2; round++) { /* 1: in used memory */
        for (int i = 0; i < TASKS; i++) {
            v[round * TASKS + i] = (struct verdict){.number = 10 + i};
            if (rill_spawn(&jobs[i], NULL, worker, &v[round * TASKS + i]) != 0)
                bail("no memory for task %d", i);
        }
        for (int i = 0; i < TASKS; i++)
            (void)rill_join(&jobs[i], RILL_FOREVER, NULL);
    }
    for (int i = 0; i < 2 * TASKS; i++) {
        ok(v[i].fresh, "task %d starts with pristine values", i);
        ok(v[i].aligned, "task %d: 64-byte alignment", i);
        ok(v[i].kept, "task %d keeps its values", i);
        ok(v[i].own_errno, "task %d: errno through a kept pointer", i);
    }
    is(initialised, 7, "main's variable is its own");
    ok((uintptr_t)aligned % 64 == 0, "main: 64-byte alignment");
    return done();
}
