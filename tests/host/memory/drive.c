/* drive.c -- the seeds from FIRST on, COUNT of them, STEPS steps each. */
#include <stdio.h>
#include <stdlib.h>
#include "fuzz.h"

int main(int argc, char **argv)
{
    uint64_t first, count;
    unsigned steps;

    if (argc != 4) {
        fprintf(stderr, "usage: %s FIRST COUNT STEPS\n", argv[0]);
        return 2;
    }
    first = strtoull(argv[1], NULL, 0);
    count = strtoull(argv[2], NULL, 0);
    steps = (unsigned)strtoul(argv[3], NULL, 0);
    for (host_seed = first; host_seed < first + count; host_seed++) {
        fuzz_heap(host_seed, steps);
    }
    printf("%llu seeds, %u steps each, %d harts: all as the model says\n",
           (unsigned long long)count, steps, RILL_HARTS);
    return 0;
}
