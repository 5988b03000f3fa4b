/* kernel/sched/parts.c -- what stands for a part of the kernel that a program does not link:
 * port/image.h. */
#include <rill/panic.h>
#include <port/image.h>
#include "task.h"

RILL_NO_PART(alarms_init) static void no_init(void)
{
}

RILL_NO_PART(alarms_expire) static void no_expire(void)
{
}

RILL_NO_PART(alarms_pending) static bool no_pending(void)
{
    return false;
}

/* The headers name the alarms where C code passes a deadline (rill/inline/time.h). */
RILL_NO_PART(alarms_start) static void no_start(void)
{
    rill_panic("no alarms are linked for this deadline (rill/time.h); link "
               "with -Wl,-u,rill_alarm_start");
}

/* No code sets rill_task_extras.on, so the first three are not called. */
RILL_NO_PART(extras_spawn) static void no_spawn(void)
{
}

RILL_NO_PART(extras_begin) static void no_begin(void)
{
}

RILL_NO_PART(extras_made) static void no_made(void)
{
}

RILL_NO_PART(extras_exit) static void no_exit(void)
{
}

RILL_NO_PART(extras_ended) static void no_ended(void)
{
}

/* All blocks have one size. */
RILL_NO_PART(block_more) static struct rill_task *no_more(void)
{
    return NULL;
}

/* No task waits for what has an owner. */
RILL_NO_PART(owners_end) static void no_owner(void)
{
}

/* The inbox is always empty. */
RILL_NO_PART(inbox_deliver) static void no_deliver(void)
{
}

/* No task selects. */
RILL_NO_PART(select_exchange) static void no_exchange(void)
{
}

RILL_NO_PART(select_senders) static void no_senders(void)
{
}

/* No task is ever cancelled: only traps have a hurdle. */
RILL_NO_PART(cancel_told) static int not_told(void)
{
    return 0;
}

RILL_NO_PART(irqs_came) static void no_irq(uintptr_t cause, struct rill_hart *h)
{
    (void)cause;
    h->spurious++;
}

RILL_NO_PART(irqs_tell) static void no_tell(void)
{
}

RILL_NO_PART(extras_label) static const char *no_label(void)
{
    return NULL;
}
