/* kernel/panic_hooks.c -- who is told before a report is printed. */
#include <string.h>
#include <port/image.h>
#include "extras.h"
#include "panic.h"
#include "task.h"

#define ADDED 0x9a41cu

static struct rill_panic_hook *newest;

static void tell(const struct rill_report *r)
{
    struct rill_panic_info info;

    rill_report_info(r, &info);
    for (struct rill_panic_hook *k = newest; k; k = k->older)
        k->fn(k, &info);
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
