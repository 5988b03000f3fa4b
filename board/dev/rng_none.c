/* board/dev/rng_none.c -- a board without a device that makes random bytes. */
#include <port/board.h>

const struct rill_rng_dev rill_board_rng;
const char rill_rng_compatible[] = "";

bool rill_rng_start(uintptr_t base)
{
    (void)base;
    return false;
}

int rill_rng_take(void *buf, size_t n)
{
    (void)buf;
    (void)n;
    return -1;
}

void rill_rng_stop(void)
{
}
