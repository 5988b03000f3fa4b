/* kernel/irq/many/harts.c -- more harts than one: start, interrupts, end.
 *
 * A hart that stops the machine (the owner of the end) and a hart that arrives take no lock:
 *
 *     the owner                      a hart that arrives
 *       stopping = 1                   here |= its bit
 *       -- full fence --               -- full fence --
 *       IPI to all in here             is stopping 1?
 *
 * At least one of the two harts sees the other's word. So each hart that arrives either stops
 * by itself or gets the IPI.
 */
#include <stddef.h>
#include <port/board.h>
#include <port/image.h>
#include "clints.h"
#include "console.h"
#include "cpus.h"
#include "harts.h"
#include "paging.h"
#include "print.h"
#include "task.h"
#include "timer.h"
#include "trap.h"

#define STOP_MOST_S 1 /* a report in words takes less at 115200 baud */

_Static_assert(RILL_HARTS <= 64, "rill_harts_here has two words");

uint32_t rill_harts_called = 1;
uint32_t rill_harts_count;
uint32_t rill_harts_here[2];
uint32_t rill_harts_stopping;

static uint32_t end_owner; /* that hart's id + 1; only that hart writes it */
static uint32_t halted[2];

_Noreturn void rill_hart_main(struct rill_hart *h);

static uint32_t me(void)
{
    return (uint32_t)rill_hart_id() + 1;
}

static void set_bit(uint32_t *bits, unsigned i)
{
    __atomic_fetch_or(&bits[i / 32], 1u << i % 32, __ATOMIC_RELEASE);
}

unsigned rill_hart_place(void)
{
    const struct rill_hart *h = rill_hart_self();

    if (!h)
        h = rill_trap_hart();
    return (unsigned)(h - rill_harts);
}

/* ---- start ---- */

static void arrive(struct rill_hart *h)
{
    rill_irq_accept_soft();
    set_bit(rill_harts_here, (unsigned)(h - rill_harts));
    __atomic_fetch_add(&rill_harts_count, 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* the picture above */
    rill_stop_asked();
}

/* Start the hart with this id as hart i. Its guard and its stacks lie behind those of hart
 * i - 1 (linker/sections.ld). When the machine refuses, the caller gives i to the next hart. */
static bool start(unsigned i, uintptr_t id)
{
    extern char __rill_guard[], __rill_trap_stack_top[],
        __rill_idle_stack_top[];
    struct rill_hart *h = &rill_harts[i];
    uintptr_t before = i * RILL_LINKER_NUMBER(__rill_hart_bytes);

    h->id = id;
    h->idle = &rill_idle_tasks[i];
    h->handler_tp = (uintptr_t)__rill_guard + before;
    h->trap_sp = (uintptr_t)__rill_trap_stack_top + before - FRAME_BYTES;
    h->fault_sp = (uintptr_t)__rill_idle_stack_top + before;
    return rill_hart_start(id, h, i);
}

unsigned rill_harts_called_ids(uintptr_t *ids)
{
    for (unsigned i = 0; i < rill_harts_called; i++)
        ids[i] = rill_harts[i].id;
    return rill_harts_called;
}

/* The boot hart is hart 0, whatever the tree says about it. When the loader passes no tree, no
 * other hart is known. */
__attribute__((cold)) void rill_harts_call(void)
{
    uintptr_t ids[RILL_HARTS];
    unsigned n = 1;

    ids[0] = rill_harts[0].id;
    if (rill_board.loader == &rill_loader_fdt) {
        n = rill_cpus(ids, RILL_HARTS);
        if (rill_board.ipi)
            n = rill_clints_serve(ids, n);
    }
    rill_ipi_clear(); /* an IPI from before reset */
    arrive(&rill_harts[0]);
    for (unsigned i = 1; i < n; i++)
        if (start(rill_harts_called, ids[i]))
            rill_harts_called++;
        else
            rill_print("rill: hart %lu cannot be started: it does not "
                       "run tasks\n",
                       (unsigned long)ids[i]);
}

/* boot/many/harts.h calls it, on the idle stack of h. h clears the IPI that started it, and
 * with that serves a hart that has asked h already. It does so before arrive, from when other
 * harts count on h. */
__attribute__((cold)) _Noreturn void rill_hart_main(struct rill_hart *h)
{
    if (RILL_PAGED)
        rill_paging_enter();
    rill_sched_init(h);
    rill_trap_init(h);
    rill_hart_took(XCAUSE_SOFT, h);
    arrive(h);
    rill_irq_on();
    rill_sched_run();
}

/* ---- interrupts ---- */

/* Release here, acquire in the trap: the asked hart sees what each asking hart wrote. A hart
 * that finds the bit set leaves the IPI to the hart that set it. The trap takes the bit after
 * the two have set it, and so sees what the two wrote. */
void rill_hart_ask(struct rill_hart *h, uint32_t bit)
{
    if (!(__atomic_fetch_or(h->asked, bit, __ATOMIC_RELEASE) & bit))
        rill_ipi_send(h->id);
}

void rill_hart_have_accept_ext(unsigned i)
{
    if (i == rill_hart_index())
        rill_irq_accept_ext();
    else
        rill_hart_ask(&rill_harts[i], RILL_ASKED_EXT);
}

/* A hart sets its bit before it sends its IPI. So another hart's IPI may deliver the bit, and
 * the hart's own IPI then comes with no bit set. We count such an IPI as spurious, like an
 * interrupt that no hart has sent. */
bool rill_hart_took(uintptr_t cause, struct rill_hart *h)
{
    uint32_t asked;

    if (cause == XCAUSE_TIMER) {
        rill_wheel_came_due(h);
        return true;
    }
    if (cause != XCAUSE_SOFT)
        return false;
    rill_ipi_clear();
    if (__atomic_load_n(&rill_harts_stopping, __ATOMIC_RELAXED)) {
        if (!rill_console_mine()) /* else it stops after its write */
            rill_stop_asked();
        return true;
    }
    asked = __atomic_exchange_n(h->asked, 0, __ATOMIC_ACQUIRE);
    if (asked & RILL_ASKED_TIMER)
        rill_wheel_arm_again(h);
    if (asked & RILL_ASKED_EXT)
        rill_irq_accept_ext();
    return asked;
}

/* ---- the end ---- */

bool rill_harts_own_end(void)
{
    return __atomic_load_n(&end_owner, __ATOMIC_RELAXED) == me();
}

/* Returns to the owner alone, because no other hart writes the owner's id. Any other hart stops
 * here. */
bool rill_harts_obey(void)
{
    uint32_t owner;

    if (rill_harts_own_end())
        return true;
    rill_irq_off();
    rill_irq_accept_none();
    for (unsigned i = 0; i < RILL_HARTS; i++)
        if (rill_harts[i].id == rill_hart_id()) {
            set_bit(halted, i);
            break;
        }
    /* The owner sees our bit before it sleeps, or we see the owner and wake it. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    owner = __atomic_load_n(&end_owner, __ATOMIC_RELAXED);
    if (owner)
        rill_ipi_send(owner - 1);
    for (;;)
        rill_hart_wait();
}

static bool all_halted(const uint32_t *asked)
{
    for (int i = 0; i < 2; i++)
        if (asked[i] & ~__atomic_load_n(&halted[i], __ATOMIC_ACQUIRE))
            return false;
    return true;
}

/* Wait until each asked hart has stopped, or the time is over. We sleep meanwhile: harts that
 * share one thread of QEMU (-icount) get no turn while we spin. This hart's alarm is lost, and
 * no task waits for it any more. */
static void wait_for_halted(const uint32_t *asked)
{
    uint64_t most = STOP_MOST_S * (uint64_t)rill_clock_hz();
    uint64_t begun = rill_clock_ticks();

    rill_clock_arm(begun + most);
    while (!all_halted(asked) && rill_clock_ticks() - begun < most) {
        rill_hart_wait();
        rill_ipi_clear();
    }
}

/* Interrupts are off: a trap before end_owner is written would stop the owner itself. */
void rill_harts_stop_others(void)
{
    uintptr_t status = rill_irq_off();
    uint32_t asked[2] = {0, 0};

    if (__atomic_exchange_n(&rill_harts_stopping, 1, __ATOMIC_RELAXED)) {
        rill_harts_obey();
        rill_irq_restore(status);
        return;
    }
    __atomic_store_n(&end_owner, me(), __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* the picture above */
    for (unsigned i = 0; i < RILL_HARTS; i++)
        if (rill_hart_has_come(i) && rill_harts[i].id != rill_hart_id()) {
            asked[i / 32] |= 1u << i % 32;
            rill_ipi_send(rill_harts[i].id);
        }
    wait_for_halted(asked);
    rill_irq_restore(status);
}
