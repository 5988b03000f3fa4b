/* kernel/irq.c -- interrupts of devices: who sees to which, and storms.
 *
 *     boot/devices.S --> rill_irq_came --claim--> find --> fn(arg) --> complete
 *
 * An image that attaches nobody has none of this: rill_irq_attach names the vector
 * (boot/devices.S), and what is called from elsewhere is a part (port/image.h).
 *
 * Invariants:
 *   - a source is let through if its record is attached and not masked;
 *   - a hart's `runs` says from before the claim to after the completion that it is in
 *     service there: of somebody's; from under the lock that the record was found under, whose.
 *     So who has shut a source out and taken its record out, and sees neither in any
 *     `runs`, has it for himself: no handler runs, and nobody is to complete it.
 *
 * Tasks take the lock with interrupts off, so a trap of the same hart never finds it
 * taken. One hart needs neither lock nor `runs`, but reports ask for the latter.
 *
 * Refused:
 *   - to claim again, until there is nothing, before the trap returns: it reads the
 *     device once more for every interrupt, and saves the trap of a second one that
 *     came meanwhile, which is rare;
 *   - a table by source: 1,023 words for a handful; 16 lists take one step as well;
 *   - all sources to the boot hart: another's accepting would need a message to it.
 */
#include <errno.h>
#include <rill/irq.h>
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include "platform.h"
#include "print.h"
#include "task.h"
#include "trap.h"

#define LISTS         16u
#define IDLE_MOST     256u
#define WINDOW        4096u
#define WINDOWS_IN_1S 200u /* 5 ms */

static struct rill_lock lock;
static struct rill_irq *attached[LISTS];

static struct here { /* a hart's */
    struct rill_irq *volatile runs;
    uintptr_t door; /* of the controller's driver; 0: not started */
    unsigned context;
} here[RILL_HARTS];

static struct rill_irq somebodys;

rill_trap_fn rill_irq_came;

/* ---- in a trap: tp is the hart, but in the handler ---- */

/* Seen by who looks in is_running: before the claim, and when all is done. */
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

static struct rill_irq *find(uintptr_t source)
{
    struct rill_irq *irq = attached[source % LISTS];

    while (irq && irq->source != source)
        irq = irq->next;
    return irq;
}

static void begin_window(struct rill_irq *irq, const struct rill_hart *h)
{
    irq->window_taken = irq->taken;
    irq->window_switches = rill_hart_switches(h);
    irq->window_fresh = h->fresh;
    irq->window_began_ticks = rill_clock_ticks();
}

/* Its window is over, if it did not begin in the midst of one. Did it take all that time
 * for itself? Not if tasks have taken what it left for them. */
static bool is_storm(struct rill_irq *irq, const struct rill_hart *h)
{
    uint64_t began = irq->window_began_ticks;
    unsigned long switches = irq->window_switches;
    unsigned long served = h->fresh - irq->window_fresh;
    bool whole = irq->taken - irq->window_taken >= WINDOW;

    begin_window(irq, h);
    return whole && switches == irq->window_switches && served < WINDOW / 2 &&
           irq->window_began_ticks - began < rill_clock_hz() / WINDOWS_IN_1S;
}

/* Complete already: what is shut out now is not in service, whatever the controller. */
static void mask(struct rill_irq *irq)
{
    rill_lock_take(&lock);
    irq->masked = true;
    rill_irqs_let(irq->context, irq->source, 0);
    rill_fence_done();
    rill_lock_drop(&lock);
    rill_print(
        "rill: interrupt %u (%s) does not stop: masked after %lu, %lu of "
        "them for nobody\n",
        irq->source, irq->name ? irq->name : "no name", irq->taken,
        irq->for_nobody);
}

/* Nobody has it: it was taken out while it was on its way here; or let through by another
 * than us, and it would come for ever. */
__attribute__((noinline, cold)) static void nobodys(uintptr_t source)
{
    struct rill_hart *h = rill_thread_pointer();
    struct here *my = &here[rill_hart_index()];

    h->spurious++;
    if (source) {
        rill_irqs_complete(my->door, source);
        rill_lock_take(&lock);
        if (!find(source))
            rill_irqs_let(my->context, (unsigned)source, 0);
        rill_fence_done();
        rill_lock_drop(&lock);
    }
    end(my);
}

/* Its handler has said true or false, and may have done so for too long. */
__attribute__((noinline, cold)) static void ended(struct rill_irq *irq,
                                                  bool asked)
{
    struct rill_hart *h = rill_thread_pointer();
    struct here *my = &here[rill_hart_index()];
    bool storm = irq->taken % WINDOW == 0 && is_storm(irq, h);

    rill_trap_look(h);
    if (!asked) {
        h->spurious++;
        irq->for_nobody++;
        storm |= ++irq->idle_in_a_row >= IDLE_MOST;
    }
    rill_irqs_complete(my->door, irq->source);
    if (storm)
        mask(irq);
    end(my);
}

/* From the vector, where the arguments are anything; from an idle loop; from
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
    irq = find(source);
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
    if (__builtin_expect(!asked || irq->taken % WINDOW == 0, 0)) {
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
        rill_print(" of interrupt %u (%s)", irq->source,
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

/* This hart takes interrupts of devices from now on. */
static void start_here(struct here *my)
{
    const struct rill_irqs_dev *d = &rill_board.irqs;

    if (my->door)
        return;
    my->context = d->contexts
                      ? d->contexts[rill_hart_index()]
                      : (unsigned)(d->context_first +
                                   d->context_step * (int)rill_hart_id());
    my->door = rill_irqs_start(my->context);
    rill_irq_accept_ext();
}

static struct rill_irq **place_of(const struct rill_irq *irq)
{
    for (unsigned i = 0; i < LISTS; i++)
        for (struct rill_irq **at = &attached[i]; *at; at = &(*at)->next)
            if (*at == irq)
                return at;
    return NULL;
}

static void let(const struct rill_irq *irq)
{
    rill_irqs_let(irq->context, irq->source, irq->priority ? irq->priority : 1);
}

static void attach(struct rill_irq *irq, unsigned source)
{
    struct here *my = &here[rill_hart_index()];
    struct rill_irq **list = &attached[source % LISTS];

    start_here(my);
    irq->source = (uint16_t)source;
    irq->context = (uint16_t)my->context;
    irq->masked = false;
    irq->taken = irq->for_nobody = 0;
    irq->idle_in_a_row = 0;
    begin_window(irq, rill_hart_self());
    irq->next = *list;
    *list = irq;
    let(irq);
}

int rill_irq_attach(struct rill_irq *irq, unsigned source)
{
    uintptr_t status;
    bool busy, mistake;

    RILL_NEEDS(rill_trap_device);
    RILL_NEEDS(rill_irq_tell);
    rill_sched_begin(RILL_SENTENCE("rill_irq_attach"));
    if (!irq->fn)
        rill_panic("rill_irq_attach: the record at %p has no function",
                   (void *)irq);
    rill_platform_irqs();
    if (!rill_board.irqs.base || !source || source > rill_board.irqs.sources ||
        (rill_board.irqs.contexts &&
         rill_board.irqs.contexts[rill_hart_index()] == RILL_NO_CONTEXT))
        return -ENODEV;
    status = enter();
    busy = find(source);
    mistake = !busy && place_of(irq);
    if (!busy && !mistake)
        attach(irq, source);
    leave(status);
    if (mistake)
        rill_panic("rill_irq_attach: the record at %p is attached to source "
                   "%u; detach it, or use another",
                   (void *)irq, irq->source);
    return busy ? -EBUSY : 0;
}

/* Until it is in service nowhere. On one hart it is not, for a task runs. It was shut out
 * before: so a hart that claims it yet has said before that, in `runs`, that it may. */
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
        rill_irqs_let(irq->context, irq->source, 0);
    }
    leave(status);
    if (!at)
        rill_panic("rill_irq_detach: the record at %p is not attached",
                   (void *)irq);
    wait_for(irq);
    status = enter();
    if (!(next = find(irq->source)) || next->context != irq->context)
        rill_irqs_free(irq->context, irq->source);
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
        begin_window(irq, rill_hart_self());
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
        was = (int)rill_irqs_above(my->context, priority);
    leave(status);
    return was;
}

const struct rill_irq *rill_irq_next(const struct rill_irq *irq)
{
    unsigned list = irq ? irq->source % LISTS + 1 : 0;

    rill_sched_begin(RILL_SENTENCE("rill_irq_next"));
    if (irq && irq->next)
        return irq->next;
    while (list < LISTS && !attached[list])
        list++;
    return list < LISTS ? attached[list] : NULL;
}

unsigned long rill_irq_spurious(void)
{
    unsigned long sum = 0;

    for (unsigned i = 0; i < RILL_HARTS; i++)
        sum += rill_harts[i].spurious;
    return sum;
}
