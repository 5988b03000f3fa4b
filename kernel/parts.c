/* kernel/parts.c -- what stands where a part of the kernel would, in programs that
 * are linked without it: port/image.h. */
#include <rill/panic.h>
#include <port/image.h>

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

/* The headers name the alarms wherever C sees a deadline (rill/time.h). */
RILL_NO_PART(alarms_start) static void no_start(void)
{
    rill_panic("no alarms are linked for this deadline (rill/time.h); link "
               "with -Wl,-u,rill_alarm_start");
}
