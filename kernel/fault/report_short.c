/* kernel/fault/report_short.c -- a report in one line, for images that must be small.
 *
 *     rill: panic 0x80000a30 0x0 at 0x80000412
 *           |     |          |      the pc, or 0
 *           |     |          the address, or the instruction
 *           |     the sentence's address, or the cause
 *           its kind
 *
 * The sentences are in the ELF and not in the image; tools/qemu-run looks them up there.
 */
#include <port/image.h>
#include "panic.h"
#include "trap.h"

__attribute__((noinline)) static void say_hex(uintptr_t v)
{
    char text[4 + 2 * sizeof v], *at = text + sizeof text;

    do {
        *--at = "0123456789abcdef"[v & 15];
        v >>= 4;
    } while (v);
    *--at = 'x';
    *--at = '0';
    *--at = ' ';
    rill_console_write(at, (size_t)(text + sizeof text - at));
}

void rill_report_short(const struct rill_report *r,
                       struct rill_panic_info *info)
{
    static const char kinds[][6] = {
        [REPORT_PANIC] = "panic",   [REPORT_WRONG] = "wrong",
        [REPORT_STACK] = "stack",   [REPORT_DEADLOCK] = "locks",
        [REPORT_FAULT] = "fault",   [REPORT_NESTED] = "traps",
        [REPORT_HANDLER] = "panic", [REPORT_AGAIN] = "again",
        [REPORT_NO_END] = "ended",
    };

    if (info) {
        info->text[0] = 0;
        return;
    }
    if (r->said)
        r = r->broke;
    if (!r)
        return;
    rill_console_write("\nrill: ", 7);
    rill_console_write(kinds[r->kind], 5);
    say_hex(r->what);
    say_hex(r->frame ? r->frame->addr : 0);
    rill_console_write(" at", 3);
    say_hex(r->pc);
    rill_console_write("\n", 1);
}
