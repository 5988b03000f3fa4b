/* board/dev/clock_told.c -- the clock's rate as the board's folder or the device tree
 * has it. */
#include <port/board.h>

uint32_t rill_clock_hz(void)
{
    return rill_board.timer.hz;
}
