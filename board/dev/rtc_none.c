/* board/dev/rtc_none.c -- a board that does not know the date. */
#include <port/board.h>

uint64_t rill_rtc_ns(void)
{
    return 0;
}
