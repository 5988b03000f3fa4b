/* kernel/fault/panic_hooks.c -- the program's hooks for a panic, called after its report.
 *
 * We refused to call the hooks before the report. A hook that hangs would take the report
 * with it, and a time limit would need an interrupt, which is off inside a trap.
 */
#include <string.h>
#include <port/image.h>
#include "extras.h"
#include "grown.h"
#include "panic.h"
#include "task.h"
#include "trap.h"

#define ADDED 0x9a41cu

static struct rill_panic_hook *newest;

/* The report that hooks now hear of, and what they are told: one at a time, so it need not lie on the
 * stack of a task that may have little left. */
static struct rill_report *told;
static struct rill_panic_info info;

/* A panic in a trap may have gone on there, because libc had nearly filled the trap stack. */
static bool is_on_idle_stack(const struct rill_hart *h)
{
    uintptr_t sp = rill_stack_pointer();

    return sp > h->trap_sp + FRAME_BYTES && sp <= h->fault_sp;
}

/* Wherever the program broke, a hook runs as a device's handler does: it has no thread-local
 * variables, and a call that would park panics. When the panic came outside a trap or has gone to
 * the idle stack, a fault in the hook uses the trap stack, because the report may lie on the idle
 * stack. */
static void call(struct rill_panic_hook *k)
{
    struct rill_hart *self = rill_hart_self();
    struct rill_hart *h = self ? self : rill_trap_hart();
    const void *tp = rill_thread_pointer();
    uintptr_t fault_sp = h->fault_sp;

    if (self || is_on_idle_stack(h))
        h->fault_sp = h->trap_sp + FRAME_BYTES; /* its top */
    rill_stack_reach(); /* from here on no fault of this stack is a task's */
    rill_thread_pointer_set((const void *)h->handler_tp);
    rill_hart_self_set(NULL);
    k->fn(k, &info);
    if (!RILL_GUARDED)
        rill_handler_look();
    rill_hart_self_set(self);
    rill_thread_pointer_set(tp);
    h->fault_sp = fault_sp;
}

/* When a report comes while hooks hear of another, a hook broke. The first report is the one
 * that matters: it was printed in full, and its status stops the machine. */
static void tell(struct rill_report *r, bool first)
{
    if (told) {
        told->broke = r;
        r = told;
        told = NULL;
        if (r->ends_task)
            rill_image_flush();
        r->ends_task = false;
        rill_report(r, NULL);
        rill_stop(r->status);
    }
    if (!first)
        return;
    told = r;
    rill_report_info(r, &info);
    for (struct rill_panic_hook *k = newest; k; k = k->older)
        call(k);
    told = NULL;
}

void rill_panic_say(const char *text)
{
    rill_console_write(text, strlen(text));
}

void rill_panic_hook_add(struct rill_panic_hook *hook)
{
    rill_sched_enter("rill_panic_hook_add");
    if (hook->added == ADDED)
        rill_panic("rill_panic_hook_add: this hook was added already; remove "
                   "it first");
    hook->added = ADDED;
    hook->older = newest;
    newest = hook;
    rill_task_extras.tell_panic = tell;
    rill_sched_leave();
}

void rill_panic_hook_remove(struct rill_panic_hook *hook)
{
    struct rill_panic_hook **at = &newest;

    rill_sched_enter("rill_panic_hook_remove");
    if (hook->added != ADDED)
        rill_panic("rill_panic_hook_remove: this hook was not added");
    while (*at != hook)
        at = &(*at)->older;
    *at = hook->older;
    hook->added = 0;
    rill_sched_leave();
}
