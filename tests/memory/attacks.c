/* memory/attacks.c -- the table of attacks: each kind of memory is read, written and run, and the
 * fault's sentence says what was tried, or nothing happens because the kind allows it. Each
 * attack faults in a rill_try, so one run makes all. crash/memory/attack_*.c end in the report.
 *
 * Where BARE is true the hart has no PMP (attacks_bare.c), so nothing is forbidden but the null
 * page, where no memory is; in S-mode it is the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

#ifndef BARE
#define BARE false
#endif

extern char __rill_trap_stack[];

#define RET 0x00008067u /* jalr x0, 0(ra): the shortest function, without C */

enum { READ, WRITE, RUN };
static const char *const verbs[] = {"read", "write", "run"};

struct attack {
    int how;
    volatile uint32_t *at;
};

static const uint32_t constant[2] = {RET, 1};
static uint32_t data[2] = {RET, 1};

__attribute__((noinline, aligned(4))) static void code(void)
{
    __asm__ volatile("");
}

static void attack(void *arg)
{
    const struct attack *a = arg;

    if (a->how == READ)
        (void)*a->at;
    else if (a->how == WRITE)
        *a->at = *a->at;
    else
        ((void (*)(void))(uintptr_t)a->at)();
}

/* A write needs the old value, which a guard would not give: write 0 there. */
static void write_zero(void *arg)
{
    *((struct attack *)arg)->at = 0;
}

/* Is `want` what the sentence says behind the cause? A long sentence is cut. */
static bool says(const char *text, const char *want)
{
    const char *said = strstr(text, "): ");

    if (!said)
        return false;
    said += 3;
    return !strcmp(said, want) || (strlen(text) == RILL_PANIC_TEXT - 1 &&
                                   !strncmp(said, want, strlen(said)));
}

/* What must be said of it, "" if nothing may happen. */
static void try(const char *name, int how, volatile void *at, const char *want)
{
    struct attack a = {how, at};
    struct rill_panic_info info = {.text = ""};
    int faulted =
        rill_try(how == WRITE && *want ? write_zero : attack, &a, &info);
    bool good = *want ? faulted && info.fault.addr == (uintptr_t)at &&
                            says(info.text, want)
                      : !faulted;

    if (!good)
        diag("%s", info.text);
    ok(good, "%s %s: %s", verbs[how], name, *want ? want : "allowed");
}

static volatile uint32_t *others;

static int other(void *arg)
{
    uint32_t here[2] = {RET, 1};

    (void)arg;
    others = here;
    while (others)
        rill_yield();
    return (int)here[0];
}

#define BELOW "the guard below the trap stack"

static uint32_t *heap;
static const struct row {
    const char *name;
    volatile void *at; /* NULL: found at run time */
    const char *read, *write, *run;
} rows[] = {
    {"the null page", (volatile void *)8, "a read of the null page",
     "a write to the null page", "running the null page"},
    {"code", (volatile void *)code, "", "a write to code", ""},
    {"constants", (volatile void *)constant, "", "a write to constants",
     "running constants"},
    {"data", data, "", "", "running data"},
    {"the heap", NULL, "", "", "running the heap"},
    {"the own stack", NULL, "", "", "running a stack"},
    {"another's stack", NULL, "", "", "running a stack"},
    {"the trap stack", __rill_trap_stack, "", "", "running a stack"},
    {"the guard", __rill_guard, "a read of " BELOW, "a write to " BELOW,
     "running " BELOW},
    {"a device", NULL, "", "", "running what is no memory"},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* A register that takes its own value: the word of the CLINT that interrupts hart 0, or the
 * control register of OpenTitan's UART. */
static volatile void *device(void)
{
    uintptr_t at =
        strcmp(RILL_BOARD_NAME, "opentitan") ? 0x2000000 : 0x40000010;

    return (volatile void *)at;
}

/* Without guards nothing is forbidden, but no memory is at 0. What would run there is
 * no function of ours at the guard and at a device, and firmware has the device. */
static void try_row(const struct row *r, volatile void *at, bool bare)
{
    bool null = r == rows, last = r >= rows + ROWS - 2;
    bool device = r == rows + ROWS - 1;

    bare &= !null;
    if (device && SUPERVISOR) {
        skip(3, "the firmware has the device");
        return;
    }
    try(r->name, READ, at, bare ? "" : r->read);
    try(r->name, WRITE, at, bare ? "" : r->write);
    if (bare && last)
        skip(1, "no function is there");
    else
        try(r->name, RUN, at, bare ? "" : r->run);
}

int main(void)
{
    uint32_t own[2] = {RET, 1};
    bool bare = SUPERVISOR || BARE;
    struct rill_job job;

    plan(3 * ROWS);
    rill_pin(0); /* where __rill_guard is */
    heap = malloc(64);
    rill_spawn(&job, NULL, other, NULL);
    while (!others)
        rill_yield();
    heap[0] = RET;
    *(volatile uint32_t *)__rill_trap_stack = RET;
    __asm__ volatile("fence.i" : : "r"(own), "r"(data) : "memory");
    for (unsigned i = 0; i < ROWS; i++) {
        volatile void *at[] = {heap, own, others, device()};
        unsigned k = i < 4 ? 0 : i < 7 ? i - 4 : 3;

        try_row(&rows[i], rows[i].at ? rows[i].at : at[k], bare);
    }
    others = NULL;
    rill_join(&job, RILL_FOREVER, NULL);
    free(heap);
    return done();
}
