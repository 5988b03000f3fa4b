/* board/dev/console_semihost.c -- the debugger's console, or QEMU's with -semihosting: a
 * last resort, because each call stops the hart, and with a real debugger for
 * milliseconds. RISC-V Semihosting specification 0.4; Arm's "Semihosting for AArch32 and
 * AArch64", operations SYS_WRITEC, SYS_WRITE0 and SYS_ERRNO.
 *
 * There is no input. The only call that reads (SYS_READC) waits for a byte and stops
 * the hart meanwhile, with all its tasks and interrupts; no call asks whether a byte is
 * there. And QEMU 7.2, once it has waited, answers 0 and no byte, and may wait for ever
 * the next time. */
#include <port/board.h>
#include <port/hart.h>
#include "semihost.h"

#define SYS_WRITEC 0x03
#define SYS_WRITE0 0x04
#define SYS_ERRNO  0x13

#define AT_ONCE 64

/* This call changes nothing. Without a host the trap answers "absent". */
static bool works(const struct rill_console *c)
{
    (void)c;
    return rill_semihost(SYS_ERRNO, NULL) != RILL_SEMIHOST_ABSENT;
}

static void nothing(const struct rill_console *c)
{
    (void)c;
}

/* The bytes go as a string, which a byte of 0 ends; a byte of 0 goes alone. */
static size_t put(const struct rill_console *c, const char *bytes, size_t n)
{
    char text[AT_ONCE + 1];
    size_t i = 0;

    (void)c;
    while (i < n && i < AT_ONCE && bytes[i]) {
        text[i] = bytes[i];
        i++;
    }
    if (!i && n) {
        rill_semihost(SYS_WRITEC, (void *)bytes);
        return 1;
    }
    text[i] = 0;
    rill_semihost(SYS_WRITE0, text);
    return i;
}

static size_t get(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong)
{
    (void)c, (void)to, (void)n, (void)wrong;
    return 0;
}

const struct rill_console_ops rill_console_semihost = {.name = "semihosting",
                                                       .works = works,
                                                       .init = nothing,
                                                       .put = put,
                                                       .get = get,
                                                       .drain = nothing};
