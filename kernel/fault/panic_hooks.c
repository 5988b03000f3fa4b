/* kernel/fault/panic_hooks.c -- the program's hooks for a panic, told when its report is out.
 *
 * (Refused: hooks first, and the report when they are through. A hook that hangs would take
 * the report along, and a time limit needs an interrupt where a trap has none.)
 */
#include <string.h>
#include <port/image.h>
#include "extras.h"
#include "panic.h"
#include "task.h"
#include "trap.h"

#define ADDED 0x9a41cu

static struct rill_panic_hook *newest;

static struct rill_report *told; /* what they are being told of */

/* Wherever it broke, a hook is a handler like those of devices: nothing thread-local is its
 * own, and a call that would park panics. Where it came upon a task or the idle loop, the
 * stack for a fault in it is the trap's: what is reported may lie on the idle loop's. */
static void call(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    struct rill_hart *self = rill_hart_self();
    struct rill_hart *h = self ? self : rill_trap_hart();
    const void *tp = rill_thread_pointer();
    uintptr_t fault_sp = h->fault_sp;

    if (self)
        h->fault_sp = h->trap_sp + FRAME_BYTES; /* its top */
    rill_thread_pointer_set((const void *)h->handler_tp);
    rill_hart_self_set(NULL);
    k->fn(k, info);
    if (!RILL_GUARDED)
        rill_handler_look();
    rill_hart_self_set(self);
    rill_thread_pointer_set(tp);
    h->fault_sp = fault_sp;
}

/* One within another: it is a hook that broke. The first is the one that
 * matters, and is reported in full. */
static void tell(struct rill_report *r, bool first)
{
    struct rill_panic_info info;

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
        call(k, &info);
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
