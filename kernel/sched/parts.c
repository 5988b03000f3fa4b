/* kernel/sched/parts.c -- what stands for a part of the kernel that a program does not link:
 * port/image.h. */
#include <rill/panic.h>
#include <port/image.h>
#include "task.h"

#define NOTHING(part)                                   \
    RILL_NO_PART(part) static void nothing_##part(void) \
    {                                                   \
    }

NOTHING(alarms_init)
NOTHING(alarms_expire)

/* No code sets rill_task_extras.on, so the first three are not called. */
NOTHING(extras_spawn)
NOTHING(extras_begin)
NOTHING(extras_made)
NOTHING(extras_exit)
NOTHING(extras_ended)

NOTHING(owners_end)      /* no task waits for what has an owner */
NOTHING(inbox_deliver)   /* the inbox is always empty */
NOTHING(select_exchange) /* no task selects */
NOTHING(select_senders)
NOTHING(irqs_tell)

NOTHING(pages_no_gap)
NOTHING(pages_hold)
NOTHING(pages_flush)
NOTHING(pages_of_stacks)
NOTHING(pages_count)
NOTHING(heap_shut)
NOTHING(pages_break)

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

/* All blocks have one size. */
RILL_NO_PART(block_more) static struct rill_task *no_more(void)
{
    return NULL;
}

/* No malloc: all pages are tasks', or have never been used. The others are not called then. */
RILL_NO_PART(pages_gap) static bool no_gap(void)
{
    return false;
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

RILL_NO_PART(extras_label) static const char *no_label(void)
{
    return NULL;
}
