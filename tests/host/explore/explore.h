/* explore.h -- schedules of the kernel's own source, for many harts, on one host
 * thread.
 *
 *     switcher.c   which hart goes on, at each access to memory that the compiler has
 *                  put a call to (-fsanitize=thread; the functions are ours)
 *     machine.c    what boot/, board/ and libc-shim/ are on the target
 *     programs.c   what the tasks do, and what must be true when they have
 *     drive.c      seeds
 *
 * A seed says all: the program, the number of harts, how harts change, when
 * interrupts come, how fast the clock is. So a seed that fails fails again.
 *
 * Each hart has a buffer of stores that the others do not see yet (switcher.c): what
 * a fence is there for is found, too. What stays unseen: loads that are late, which
 * RISC-V allows and this does not do.
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
    bool buffers; /* stores are seen late */
};

/* How the schedule went. */
struct explore_end {
    const char *failure; /* NULL: well */
    uint64_t hash;       /* of all changes from hart to hart */
    uint64_t accesses;
    unsigned changes;
};

uint64_t explore_random(void); /* of this schedule */
unsigned explore_below(unsigned n);

/* Let harts run from `first` on, each from the stack pointer it was given, until
 * explore_over is called by one of them. */
void explore_start_hart(unsigned i, uintptr_t sp, char *tp,
                        struct rill_hart *h);
struct explore_end explore_run(const struct explore_way *way);
_Noreturn void explore_over(void);

_Noreturn void explore_fail(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

extern bool explore_tells; /* --verbose */
void explore_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The locks that this hart holds. */
unsigned explore_held(void);
void explore_drop_quietly(struct rill_lock *l); /* no hart comes in between */

/* What this hart has written is seen. */
void explore_flush(void);

extern uint64_t explore_now;
void explore_arm(uint64_t when);
void explore_ipi(unsigned hart);
void explore_device(unsigned hart); /* of those that there are, round */

/* ---- machine.c ---- */

/* In a trap of this hart: what was pending comes. */
void explore_trap(struct rill_hart *h, bool timer, bool ipi, bool device);
void explore_bring_up(void);                         /* once */
void explore_prepare(const struct explore_way *way); /* before each schedule */

/* ---- programs.c ---- */

extern const char *explore_program; /* its name */
extern const char *explore_only;    /* this one alone; NULL: any */
unsigned explore_choose(void);  /* one for this seed; the most harts it wants */
int explore_main(void *unused); /* the first task */
void explore_handler(void);     /* of a device, in a trap */
bool explore_known(const char *name);

/* A panic ends its task with this, and nothing else. */
#define EXPLORE_PANICKED 77
extern bool explore_panics_end_tasks;

/* ---- tests/host/fuzz/switch_* ---- */
void rill_host_swap(uintptr_t *save_sp, uintptr_t sp);
void rill_host_entry(void);
_Noreturn void rill_host_first(rill_task_fn *fn, void *arg);

#endif
