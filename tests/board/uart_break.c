/* board/uart_break.c -- the line is held low: the console gives no byte, and counts a break. The
 * check on the host holds the line low, and each time waits until this program says that it has
 * seen the break: QEMU's 16550 has one mark for a break, whatever bytes came before it and are
 * not read yet. */
// run-by: tests/t/break.t
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

int main(void)
{
    struct rill_console_counts counts;
    unsigned long heard = 0;
    char text[16] = "";

    rill_console_mode(RILL_CONSOLE_RAW);
    plan(5);
    rill_console_getc(RILL_POLL); /* from here on the console notes breaks */
    printf("# heard 0\n");
    for (size_t n = 0; n < sizeof text - 1 && !strchr(text, 'q');) {
        int byte = rill_console_getc(rill_after_ns(5 * RILL_MS));

        if (byte >= 0)
            text[n++] = (char)byte;
        rill_console_counts(&counts);
        if (counts.received + counts.breaks == heard)
            continue;
        heard = counts.received + counts.breaks;
        printf("# heard %lu\n", heard);
    }
    ok(!strcmp(text, "abq"), "what was sent between breaks: %s", text);
    is((long)counts.breaks, 3, "breaks");
    is((long)counts.broken, 0, "which are no framing errors");
    is((long)counts.overruns, 0, "nor overruns");
    is((long)counts.received, 3, "nor bytes");
    return done();
}
