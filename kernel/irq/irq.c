/* kernel/irq/irq.c -- interrupts of devices: which handler serves which.
 * storm.h decides when a source is masked that does not stop; reach.h decides which hart gets
 * a source.
 *
 *     boot/devices.S --> rill_irq_came --claim--> find --> fn(arg) --> complete
 *
 * An image that attaches no handler has none of this: rill_irq_attach names the vector
 * (boot/devices.S), and each function that other rooms call is a part (port/image.h).
 *
 * Invariants:
 *   - a source is let through if its record is attached and not masked;
 *   - a hart's `runs` is set from before the claim until after the completion: first to
 *     `somebodys`, then to the record, under the lock under which the hart found the record.
 *     A task that has shut the source out and taken its record out of the list looks at each
 *     hart's `runs`. When the task sees neither the record nor `somebodys` there, no handler
 *     runs for the source, and no hart still has to complete it.
 *
 * A task takes the lock with interrupts off, so a trap of its own hart never finds the lock
 * taken. On one hart there is no need of lock or `runs`, but reports read `runs`.
 *
 * We refused:
 *   - to claim again, until there is no source, before the trap returns: it would read the
 *     device once more for each interrupt, and save only the trap of a second interrupt that
 *     came meanwhile, which is rare;
 *   - a table by source: it takes 1,023 words for a handful of sources. 16 lists also take one
 *     step. Each controller has its own lists, because each numbers its sources from 1.
 */
#include <errno.h>
#include <rill/irq.h>
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include "platform.h"
#include "print.h"
#include "reach.h"
#include "storm.h"
#include "task.h"
#include "trap.h"

#define LISTS 16u

static struct rill_lock lock;
static struct rill_irq *attached[RILL_HARTS][LISTS];

static struct here { /* for each hart */
    struct rill_irq *volatile runs;
    uintptr_t door; /* of the controller's driver; 0: not started */
    uintptr_t base;
    unsigned context;
    /* The lists of the hart's controller: those in `attached` of the first hart with that
     * controller. On one hart there is one set of lists, and no code reads this field. */
    struct rill_irq **lists;
} here[RILL_HARTS];

static struct rill_irq somebodys;

rill_trap_fn rill_irq_came;

/* ---- in a trap: tp points to the hart, except in the handler ---- */

/* wait_for reads `runs`: begin sets it before the claim, end clears it when all is done. */
static inline void begin(struct here *my)
{
    if (RILL_LOCKS)
        my->runs = &somebodys;
    rill_fence_claim();
}

static inline void end(struct here *my)
{
    rill_fence_done();
    my->runs = NULL;
}

static inline struct rill_irq **lists_of(const struct here *my)
{
    return RILL_HARTS > 1 ? my->lists : attached[0];
}

static struct rill_irq *find(const struct here *my, uintptr_t source)
{
    struct rill_irq *irq = lists_of(my)[source % LISTS];

    while (irq && irq->source != source)
        irq = irq->next;
    return irq;
}

/* The record of the hart that has this source. On one hart gcc knows the address. */
static inline const struct here *its(const struct rill_irq *irq)
{
    return &here[RILL_HARTS > 1 ? irq->hart : 0];
}

static inline void shut(const struct rill_irq *irq)
{
    rill_irqs_let(its(irq)->base, irq->context, irq->source, 0);
}

static unsigned number_of(const struct rill_irq *irq)
{
    return RILL_IRQ_AT(irq->controller, irq->source);
}

/* The caller has completed the interrupt: on each kind of controller, a source that is then
 * shut out is not in service. */
static void mask(struct rill_irq *irq)
{
    rill_lock_take(&lock);
    irq->masked = true;
    shut(irq);
    rill_fence_done();
    rill_lock_drop(&lock);
    rill_print(
        "rill: interrupt %u (%s) does not stop: masked after %lu, %lu of "
        "them for nobody\n",
        number_of(irq), irq->name ? irq->name : "no name", irq->taken,
        irq->for_nobody);
}

/* No record has the source. Either a task took the record out while the interrupt was on its
 * way here; or other code let the source through, and it would interrupt for ever. */
__attribute__((noinline, cold)) static void nobodys(uintptr_t source)
{
    struct rill_hart *h = rill_thread_pointer();
    struct here *my = &here[rill_hart_index()];

    h->spurious++;
    if (source) {
        rill_irqs_complete(my->door, source);
        rill_lock_take(&lock);
        if (!find(my, source))
            rill_irqs_let(my->base, my->context, (unsigned)source, 0);
        rill_fence_done();
        rill_lock_drop(&lock);
    }
    end(my);
}

/* The handler returned `asked`. It was false, or a window is over: look for a storm. */
__attribute__((noinline, cold)) static void ended(struct rill_irq *irq,
                                                  bool asked)
{
    struct rill_hart *h = rill_thread_pointer();
    struct here *my = &here[rill_hart_index()];
    bool storm = irq->taken % RILL_STORM_WINDOW == 0 && rill_storm_is(irq, h);

    rill_trap_look(h);
    if (!asked) {
        h->spurious++;
        irq->for_nobody++;
        storm |= ++irq->idle_in_a_row >= RILL_STORM_IDLE;
    }
    rill_irqs_complete(my->door, irq->source);
    if (storm)
        mask(irq);
    end(my);
}

/* Called by the vector, which passes no proper arguments; by an idle loop; by
 * rill_trap_interrupt. */
RILL_PART(irqs_came) void rill_irq_came(uintptr_t cause, struct rill_hart *h)
{
    struct here *my = &here[rill_hart_index()];
    struct rill_irq *irq;
    uintptr_t source;
    bool asked;

    (void)cause, (void)h;
    begin(my);
    source = rill_irqs_claim(my->door);
    rill_lock_take(&lock);
    irq = find(my, source);
    if (irq)
        my->runs = irq;
    rill_lock_drop(&lock);
    if (__builtin_expect(!irq, 0)) {
        nobodys(source);
        return;
    }
    irq->taken++;
    rill_handler_begins();
    asked = irq->fn(irq->arg);
    rill_handler_ended();
    if (!RILL_GUARDED)
        rill_handler_look();
    if (__builtin_expect(!asked || irq->taken % RILL_STORM_WINDOW == 0, 0)) {
        ended(irq, asked);
        return;
    }
    irq->idle_in_a_row = 0;
    rill_irqs_complete(my->door, irq->source);
    end(my);
}

RILL_PART(irqs_tell) void rill_irq_tell(void)
{
    const struct rill_irq *irq = here[rill_hart_index()].runs;

    if (irq)
        rill_print(" of interrupt %u (%s)", number_of(irq),
                   irq->name ? irq->name : "no name");
}

/* ---- in a task ---- */

static uintptr_t enter(void)
{
    uintptr_t status = rill_irq_off();

    rill_lock_take(&lock);
    rill_fence_devices();
    return status;
}

static void leave(uintptr_t status)
{
    rill_fence_done();
    rill_lock_drop(&lock);
    rill_irq_restore(status);
}

/* Let hart i take interrupts of devices from now on. */
static void start(unsigned i)
{
    struct rill_irqs_at at = rill_irqs_of_hart(i);
    struct here *there = &here[i];
    unsigned first = 0;

    if (there->door)
        return;
    while (RILL_HARTS > 1 && rill_irqs_of_hart(first).base != at.base)
        first++;
    there->lists = attached[first];
    there->base = at.base;
    there->context = at.context;
    there->door = rill_irqs_start(at.base, at.context, at.sources);
    rill_hart_accept_ext(i);
}

static struct rill_irq **place_of(const struct rill_irq *irq)
{
    for (unsigned i = 0; i < RILL_HARTS * LISTS; i++)
        for (struct rill_irq **at = &attached[0][0] + i; *at; at = &(*at)->next)
            if (*at == irq)
                return at;
    return NULL;
}

static void let(const struct rill_irq *irq)
{
    rill_irqs_let(its(irq)->base, irq->context, irq->source,
                  irq->priority ? irq->priority : 1);
}

static void attach(struct rill_irq *irq, unsigned hart, unsigned number)
{
    struct rill_irq **list;

    irq->hart = (uint8_t)hart;
    irq->controller = (uint8_t)(number / RILL_IRQ_AT(1, 0));
    irq->source = (uint16_t)(number % RILL_IRQ_AT(1, 0));
    irq->context = (uint16_t)here[hart].context;
    irq->masked = false;
    irq->taken = irq->for_nobody = 0;
    irq->idle_in_a_row = 0;
    rill_storm_window(irq, &rill_harts[hart]);
    list = &lists_of(&here[hart])[irq->source % LISTS];
    irq->next = *list;
    *list = irq;
    let(irq);
}

int rill_irq_attach(struct rill_irq *irq, unsigned number)
{
    uintptr_t status;
    bool busy, mistake;
    int hart;

    RILL_NEEDS(rill_trap_device);
    RILL_NEEDS(rill_irq_tell);
    rill_sched_begin(RILL_SENTENCE("rill_irq_attach"));
    if (!irq->fn)
        rill_panic("rill_irq_attach: the record at %p has no function",
                   (void *)irq);
    rill_platform_irqs();
    hart = rill_irqs_hart_for(number);
    if (hart < 0)
        return -ENODEV;
    status = enter();
    start((unsigned)hart);
    busy = find(&here[hart], number % RILL_IRQ_AT(1, 0));
    mistake = !busy && place_of(irq);
    if (!busy && !mistake)
        attach(irq, (unsigned)hart, number);
    leave(status);
    if (mistake)
        rill_panic("rill_irq_attach: the record at %p is attached to source "
                   "%u; detach it, or use another",
                   (void *)irq, number_of(irq));
    return busy ? -EBUSY : 0;
}

/* Wait until no hart serves the source. On one hart none does, because a task runs. The caller
 * has shut the source out: so a hart that still claims it has set its `runs` before. */
static void wait_for(const struct rill_irq *irq)
{
    rill_fence_shut();
    for (unsigned i = 0; RILL_LOCKS && i < RILL_HARTS; i++)
        for (;;) {
            const struct rill_irq *runs = here[i].runs;

            if (runs != irq && runs != &somebodys)
                break;
            rill_pause();
        }
    rill_fence();
}

void rill_irq_detach(struct rill_irq *irq)
{
    struct rill_irq **at, *next;
    uintptr_t status;

    rill_sched_begin(RILL_SENTENCE("rill_irq_detach"));
    status = enter();
    at = place_of(irq);
    if (at) {
        *at = irq->next;
        shut(irq);
    }
    leave(status);
    if (!at)
        rill_panic("rill_irq_detach: the record at %p is not attached",
                   (void *)irq);
    wait_for(irq);
    status = enter();
    if (!(next = find(its(irq), irq->source)) || next->context != irq->context)
        rill_irqs_free(its(irq)->base, irq->context, irq->source);
    leave(status);
}

void rill_irq_unmask(struct rill_irq *irq)
{
    uintptr_t status;

    rill_sched_begin(RILL_SENTENCE("rill_irq_unmask"));
    status = enter();
    if (irq->masked && place_of(irq)) {
        irq->masked = false;
        irq->idle_in_a_row = 0;
        rill_storm_window(irq, rill_hart_self());
        let(irq);
    }
    leave(status);
}

int rill_irq_above(unsigned priority)
{
    struct here *my;
    uintptr_t status;
    int was = -ENODEV;

    rill_sched_begin(RILL_SENTENCE("rill_irq_above"));
    status = enter();
    my = &here[rill_hart_index()];
    if (my->door)
        was = (int)rill_irqs_above(my->base, my->context, priority);
    leave(status);
    return was;
}

const struct rill_irq *rill_irq_next(const struct rill_irq *irq)
{
    struct rill_irq **all = &attached[0][0], **list = all;

    rill_sched_begin(RILL_SENTENCE("rill_irq_next"));
    if (irq && irq->next)
        return irq->next;
    if (irq)
        list = &lists_of(its(irq))[irq->source % LISTS] + 1;
    while (list < all + RILL_HARTS * LISTS && !*list)
        list++;
    return list < all + RILL_HARTS * LISTS ? *list : NULL;
}

unsigned long rill_irq_spurious(void)
{
    unsigned long sum = 0;

    for (unsigned i = 0; i < RILL_HARTS; i++)
        sum += rill_harts[i].spurious;
    return sum;
}
