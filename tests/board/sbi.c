/* board/sbi.c -- the firmware's console, which board virt-s has as second console behind its
 * UART. The UART and the firmware write to one line. */
// expect-status: 0
// expect-out: ^by the firmware, 3 times: one two three$
// expect-out: ^works: 1, interrupts: 0, waiting: (-1|17)$
// expect-out: ^and by the UART again$
#include <stdio.h>

#include <rill/rill.h>

#include "../board.h"

extern const struct rill_console_ops rill_console_sbi;

static void say(const char *bytes, size_t n)
{
    while (n) {
        size_t took = rill_console_sbi.put(NULL, bytes, n);

        bytes += took;
        n -= took;
    }
}

int main(void)
{
    unsigned wrong = 0;
    char byte;

    printf("works: %d, interrupts: %d, waiting: %d\n",
           rill_console_sbi.works(NULL), rill_console_sbi.want != NULL,
           rill_console_sbi.get(NULL, &byte, 1, &wrong) ? byte : -1);
    rill_console_sbi.init(NULL);
    say("by the firmware, 3 times: ", 26);
    say("one two ", 8);
    say("three\r\n", 7);
    rill_console_sbi.drain(NULL);
    puts("and by the UART again");
    return 0;
}
