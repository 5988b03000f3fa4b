/* libc-shim/services/date.c -- the clock that knows the date, at the place that the machine
 * says. */
#include <port/board.h>
#include <port/image.h>

uint64_t rill_date_ns(void)
{
    const uintptr_t at =
        rill_platform_place(rill_rtc_compatible, 0, rill_board_rtc.base);

    return at ? rill_rtc_ns(at) : 0;
}
