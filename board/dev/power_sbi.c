/* board/dev/power_sbi.c -- the end of the machine, by firmware. SBI 1.0, chapter 10
 * (SRST); with older firmware 5.9, the legacy shutdown. Firmware hears only whether the
 * status is 0, and may forget it (OpenSBI 1.1 does on QEMU): so a board that has another
 * way to end lists that first. */
#include <port/board.h>
#include "sbi.h"

#define SHUTDOWN       0
#define NO_REASON      0
#define SYSTEM_FAILURE 1

static void off(const struct rill_power *p, int status)
{
    (void)p;
    rill_sbi(SBI_SRST, 0, SHUTDOWN, status ? SYSTEM_FAILURE : NO_REASON, 0);
    rill_sbi(SBI_SHUTDOWN_LEGACY, 0, 0, 0, 0);
}

const struct rill_power_ops rill_power_sbi = {.name = "sbi", .off = off};
