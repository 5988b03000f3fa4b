/* board/dev/console_sbi.c -- the firmware's console. Every machine with SBI has it; it
 * serves machines with a UART that no driver here knows. SBI 2.0, chapter 12 (Debug
 * Console); where firmware is older, SBI 1.0, 5.2 and 5.3, a call for each byte. The
 * debug console takes as many bytes as it has room for and does not wait; the legacy
 * putchar waits for room. Neither console can interrupt.
 */
#include <port/board.h>
#include <port/hart.h>
#include "sbi.h"

static bool has_debug_console;
static char room
    [64]; /* firmware takes addresses of memory; a caller's may be a growing stack's */

/* Firmware of 0.1 has the legacy calls and cannot be asked. */
static bool works(const struct rill_console *c)
{
    (void)c;
    return rill_sbi_has(SBI_DBCN) || rill_sbi_has(SBI_PUTCHAR_LEGACY) ||
           rill_sbi(SBI_BASE, SBI_BASE_VERSION, 0, 0, 0).error;
}

static void init(const struct rill_console *c)
{
    (void)c;
    has_debug_console = rill_sbi_has(SBI_DBCN);
}

static size_t put(const struct rill_console *c, const char *bytes, size_t n)
{
    (void)c;
    if (has_debug_console) {
        struct rill_sbi r;

        if (n > sizeof room)
            n = sizeof room;
        for (size_t i = 0; i < n; i++)
            room[i] = bytes[i];
        r = rill_sbi(SBI_DBCN, SBI_DBCN_WRITE, n, (uintptr_t)room, 0);
        return r.error ? n
                       : r.value; /* an error stays one: to wait is no use */
    }
    for (size_t i = 0; i < n; i++)
        rill_sbi(SBI_PUTCHAR_LEGACY, 0, (unsigned char)bytes[i], 0, 0);
    return n;
}

static size_t get(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong)
{
    size_t i = 0;
    struct rill_sbi r;

    (void)c, (void)wrong;
    if (has_debug_console) {
        if (n > sizeof room)
            n = sizeof room;
        r = rill_sbi(SBI_DBCN, SBI_DBCN_READ, n, (uintptr_t)room, 0);
        for (; !r.error && i < r.value; i++)
            to[i] = room[i];
        return i;
    }
    while (i < n && (r = rill_sbi(SBI_GETCHAR_LEGACY, 0, 0, 0, 0)).error >= 0)
        to[i++] = (char)r.error;
    return i;
}

/* Nothing to set up: the firmware has done it. */
static void drain(const struct rill_console *c)
{
    (void)c;
}

const struct rill_console_ops rill_console_sbi = {.name = "sbi",
                                                  .works = works,
                                                  .init = init,
                                                  .put = put,
                                                  .get = get,
                                                  .drain = drain};
