/* boot/harts.c -- all harts of the machine arrive, as many as the image is built for. Each has
 * stacks of its own, takes interrupts, and is unharmed by interrupts that no hart asked for.
 * argv[1] says how many harts there must be. */
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
#include <stdlib.h>

#include "../tap.h"

#include <rill/hart.h>

#if RILL_HARTS > 1

#include "../other_harts.h"

extern uint32_t rill_harts_here[2];
extern char __rill_trap_stack_size[], __rill_idle_room[];
extern char __rill_guard[], __heap_start[];
void rill_hart_ask(void *hart, uint32_t bit);

/* As in include/port/frame.h: trap_sp is so far below the trap stack's top. */
#define FRAME_BYTES (36 * sizeof(uintptr_t))
#define ASKED_LOOK  1u
#define ASKED_TIMER 2u

static volatile unsigned seen[RILL_HARTS];
static volatile uintptr_t sp_of[RILL_HARTS], ie_of[RILL_HARTS];

static void on_hart(unsigned i)
{
    uintptr_t sp, ie;

    __asm__ volatile("mv %0, sp\n\tcsrr %1, " X "ie" : "=r"(sp), "=r"(ie));
    sp_of[i] = sp;
    ie_of[i] = ie;
    __atomic_fetch_add(&seen[i], 1, __ATOMIC_RELEASE);
}

/* struct rill_hart in kernel/sched/task.h: behind four words, the inbox. */
static volatile struct {
    uint16_t timer_due, watched;
    uint32_t spurious;
} * inbox(unsigned i)
{
    return (void *)(hart_words(i) + 4);
}

static int wait_for(volatile unsigned *count, unsigned want)
{
    for (int i = 0; i < 5000 && *count < want; i++)
        rill_sleep_ns(RILL_MS);
    return *count >= want;
}

static unsigned in_stack(uintptr_t at, uintptr_t top, const char *size)
{
    return at <= top && top - at <= (uintptr_t)size;
}

static void check_stacks(unsigned n)
{
    unsigned good = 0, canaries = 0, apart = 0;

    for (unsigned i = 1; i < n; i++) {
        const uintptr_t *top = hart_words(i);
        uintptr_t low = top[1] - (uintptr_t)__rill_idle_room;

        good += top[0] > (uintptr_t)__rill_guard && top[0] % 16 == 0 &&
                top[1] <= (uintptr_t)__heap_start && top[1] % 16 == 0;
        canaries += *(uintptr_t *)low == low;
        apart += low >= top[0];
        for (unsigned j = 1; j < i; j++)
            apart += hart_words(j)[1] <= top[0] + TRAP_FRAME_BYTES -
                                             (uintptr_t)__rill_trap_stack_size;
    }
    is(good, n - 1, "each has two stacks between the guard and the heap");
    is(canaries, n - 1, "each idle stack has its canary");
    is(apart, n - 1 + (n - 1) * (n - 2) / 2, "no two share one");
}

/* Interrupt each hart by itself, then all at once; 100 times. */
static void check_unasked(unsigned n)
{
    uint32_t before[RILL_HARTS];
    unsigned took = 0, own = 0, counted = 0;

    on_hart_wanted = 1;
    for (unsigned i = 1; i < n; i++) {
        before[i] = inbox(i)->spurious;
        for (unsigned k = 1; k <= 100; k++) {
            interrupt_hart(i);
            took += wait_for(&seen[i], k);
        }
        own += in_stack(sp_of[i], hart_words(i)[0], __rill_trap_stack_size);
        /* The last IPI may be under way, and the kernel has sent one or two. */
        counted += inbox(i)->spurious - before[i] >= 95;
    }
    is(took, 100 * (n - 1), "IPIs that nobody asked for are taken, one by one");
    is(own, n - 1, "each on the hart's own trap stack");
    is(counted, n - 1, "and counted as spurious");
}

/* An IPI with a bit set does not count as spurious, and the timer's bit lets the timer
 * through. */
static void check_asked(unsigned n)
{
    unsigned took = 0, opened = 0;

    for (unsigned i = 1; i < n; i++) {
        unsigned k = seen[i];

        rill_hart_ask(harts_at[i], ASKED_TIMER);
        took += wait_for(&seen[i], k + 1);
        rill_hart_ask(harts_at[i], ASKED_LOOK);
        took += wait_for(&seen[i], k + 2);
        /* The timer is let through, or an alarm that no task has set has shut it out again. */
        opened += (ie_of[i] & XIE_TIMER) != 0 || inbox(i)->timer_due;
    }
    is(took, 2 * (n - 1), "those that are asked are interrupted");
    is(opened, n - 1, "and open their timer's interrupt if that is asked");
    on_hart_wanted = 0;
}

static void check_others(unsigned n)
{
    unsigned bits = 0, ids = 0;

    for (unsigned i = 0; i < 64; i++)
        bits += rill_harts_here[i / 32] >> i % 32 & 1;
    is(bits, n, "a bit for each");
    for (unsigned i = 1; i < n; i++)
        for (unsigned j = 1; j < i; j++)
            ids += hart_id(i) == hart_id(j);
    is(ids, 0, "no two have one id");
    check_stacks(n);
    check_unasked(n);
    check_asked(n);
}

#else

static int harts_arrive(unsigned want)
{
    return rill_hart_arrived() == want;
}

static void check_others(unsigned n)
{
    (void)n;
    skip(10, "an image for one hart");
}

#endif

int main(int argc, char **argv)
{
    unsigned count = rill_hart_count();
    unsigned want = argc > 1 ? (unsigned)atoi(argv[1]) : 1;

    plan(14);
    is((long)count, want,
       "at the beginning of main it is known how many there will be");
    ok(harts_arrive(want), "%u harts have arrived", want);
    ok(rill_hart() < rill_hart_count(), "we run on one of them");
    check_others(want);
    is((long)rill_hart_arrived(), want, "and no more than these");
    return done();
}
