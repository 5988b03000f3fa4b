/* board/dev/power_semihost.c -- exit status and arguments by semihosting: a
 * debugger, or QEMU with -semihosting, answers a marked ebreak.
 * RISC-V Semihosting specification 0.4; Arm's "Semihosting for AArch32 and
 * AArch64", operations SYS_EXIT_EXTENDED and SYS_GET_CMDLINE. */
#include <port/board.h>
#include <port/hart.h>
#include "semihost.h"

#define SYS_GET_CMDLINE              0x15
#define SYS_EXIT_EXTENDED            0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

/* SYS_EXIT would do on rv64, but on rv32 it can carry no status. */
static void off(const struct rill_power *p, int status)
{
    uintptr_t block[2] = {ADP_STOPPED_APPLICATION_EXIT, (uintptr_t)status};

    (void)p;
    rill_semihost(SYS_EXIT_EXTENDED, block);
}

const struct rill_power_ops rill_power_semihost = {.name = "semihosting",
                                                   .off = off};

int rill_ask_semihost(char *buf, size_t n)
{
    uintptr_t block[2] = {(uintptr_t)buf, n};

    /* The host answers -1 for a buffer that is too small, as for every other refusal.
     * Without a host nothing writes into buf or block. */
    buf[0] = 0;
    switch (rill_semihost(SYS_GET_CMDLINE, block)) {
    case 0:
        return (int)block[1];
    case RILL_SEMIHOST_ABSENT:
        return -1;
    default:
        return (int)n;
    }
}
