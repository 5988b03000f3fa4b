/* console/echo.c -- copies standard input to standard output, byte for byte, and then prints how
 * many bytes there were and their checksum (Fletcher's, of 32 bits).
 * argv[1]: "polled", or any other word to leave the console as it is. */
// run-by: tests/t/echo.t
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../board.h"

struct block {
    unsigned n;
    unsigned char bytes[252];
};

RILL_CHAN(blocks, struct block, 8);

/* Reads while another task writes, so that bytes go both ways at once. */
static int reader(void *arg)
{
    struct block b;
    ssize_t n;

    (void)arg;
    while ((n = read(0, b.bytes, sizeof b.bytes)) > 0) {
        b.n = (unsigned)n;
        if (rill_chan_send(&blocks, &b, RILL_FOREVER))
            return 1;
    }
    return rill_chan_close(&blocks);
}

int main(int argc, char **argv)
{
    unsigned long total = 0, a = 0, b = 0;
    struct rill_console_counts counts;
    struct block block;

    if (argc > 1 && !strcmp(argv[1], "polled"))
        board_polls();
    if (rill_go(reader, NULL))
        return 1;
    while (rill_chan_recv(&blocks, &block, RILL_FOREVER) == 0) {
        for (unsigned i = 0; i < block.n; i++) {
            a = (a + block.bytes[i]) % 65535;
            b = (b + a) % 65535;
        }
        total += block.n;
        if (write(1, block.bytes, block.n) != (ssize_t)block.n)
            return 2;
    }
    rill_console_counts(&counts);
    printf("\nechoed %lu sum %08lx lost %lu\n", total, b << 16 | a,
           counts.overruns);
    return 0;
}
