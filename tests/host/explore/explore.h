/* explore.h -- schedules of the kernel's own source, for many harts, on one host
 * thread.
 *
 *     switcher.c   which hart goes on, at each access to memory that the compiler has
 *                  put a call to (-fsanitize=thread; the functions are ours)
 *     machine.c    does what boot/, board/ and libc-shim/ do on the target
 *     programs.c   what the tasks do, and what must then be true
 *     drive.c      seeds
 *
 * A seed decides all: the program, the number of harts, how harts change, when interrupts come,
 * how fast the clock is. So a seed that fails fails again.
 *
 * Each hart has a buffer of stores that the other harts do not see yet (switcher.c), so the
 * explorer also finds a missing fence. It does not find what late loads break: RISC-V allows
 * them, but the explorer does not make them.
 */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <rill/task.h>

struct rill_hart;
struct rill_lock;

#define EXPLORE_HZ         10000000u
#define EXPLORE_TICK_NS    100u
#define EXPLORE_FIRST_ROOM 8192u
#define EXPLORE_HARTS      4

/* ---- switcher.c ---- */

struct explore_way {
    uint64_t seed;
    unsigned harts;
    bool buffers; /* other harts may see stores late */
};

/* How the schedule went. */
struct explore_end {
    const char *failure; /* NULL: the schedule went well */
    uint64_t hash;       /* of all changes from hart to hart */
    uint64_t accesses;
    unsigned changes;
};

uint64_t explore_random(void); /* from this schedule's generator */
unsigned explore_below(unsigned n);

/* explore_run runs the harts that explore_start_hart has made, each from its stack pointer,
 * until one of the harts calls explore_over. */
void explore_start_hart(unsigned i, uintptr_t sp, char *tp,
                        struct rill_hart *h);
struct explore_end explore_run(const struct explore_way *way);
_Noreturn void explore_over(void);

_Noreturn void explore_fail(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

extern bool explore_tells; /* --verbose */
void explore_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* How many locks this hart holds. */
unsigned explore_held(void);
void explore_drop_quietly(struct rill_lock *l); /* no hart comes in between */

/* From here on the other harts see what this hart has written. */
void explore_flush(void);

extern uint64_t explore_now;
void explore_arm(uint64_t when);
void explore_ipi(unsigned hart);
void explore_device(unsigned hart); /* the number counts round */

/* ---- machine.c ---- */

/* Take the pending interrupts, in a trap of this hart. */
void explore_trap(struct rill_hart *h, bool timer, bool ipi, bool device);
void explore_bring_up(void);                         /* once */
void explore_prepare(const struct explore_way *way); /* before each schedule */

/* ---- programs.c ---- */

extern const char *explore_program; /* its name */
extern const char *explore_only;    /* only this program; NULL: any */
unsigned explore_choose(void);  /* choose one; returns the harts it may have */
int explore_main(void *unused); /* the first task */
void explore_handler(void);     /* a device's, in a trap */
bool explore_known(const char *name);

/* A panic ends only its task, with this result, while explore_panics_end_tasks is set. */
#define EXPLORE_PANICKED 77
extern bool explore_panics_end_tasks;

/* ---- tests/host/fuzz/switch_* ---- */
void rill_host_swap(uintptr_t *save_sp, uintptr_t sp);
void rill_host_entry(void);
_Noreturn void rill_host_first(rill_task_fn *fn, void *arg);

#endif
