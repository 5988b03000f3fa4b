// qemu: -icount shift=0,sleep=off -rtc base=2024-02-29T12:00:00,clock=vm
/* services/date.c -- when the board has a clock with the date, the date is that clock's at boot,
 * else boot is the year 1970; from there on Rill's own clock goes on. The row's word is the date
 * at boot, in seconds since 1970; tests/t/date.t has other words for other clocks. */
#define _POSIX_TIMERS          1
#define _POSIX_MONOTONIC_CLOCK 1
#include <errno.h>
#include <stdlib.h>
#include <rill/rill.h>
#include <sys/time.h>
#include <time.h>

#include "../tap.h"

#define HALF_NS (1ull << 32) /* the RTC's lower half wraps */

uint64_t rill_date_ns(void); /* As in include/port/image.h. */

static uint64_t now_of(clockid_t id)
{
    struct timespec ts = {0};

    clock_gettime(id, &ts);
    return (uint64_t)ts.tv_sec * RILL_S + (uint64_t)ts.tv_nsec;
}

/* Is ns s seconds since 1970, or a few more? */
static int is_about(uint64_t ns, long long s)
{
    return ns >= (uint64_t)s * RILL_S && ns < (uint64_t)(s + 10) * RILL_S;
}

static void test_board(long long at_boot)
{
    struct timeval tv;
    struct tm tm;
    time_t now = time(NULL);
    uint64_t apart;

    ok(now >= at_boot && now < at_boot + 10, "time()");
    gettimeofday(&tv, NULL);
    ok(tv.tv_sec >= at_boot && tv.tv_sec < at_boot + 10, "gettimeofday");
    ok(is_about(now_of(CLOCK_REALTIME), at_boot), "clock_gettime");
    gmtime_r(&now, &tm);
    diag("it is %04d-%02d-%02d %02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
         tm.tm_mday, tm.tm_hour, tm.tm_min);

    apart = now_of(CLOCK_REALTIME);
    apart -= now_of(CLOCK_MONOTONIC);
    rill_sleep_ns(3 * RILL_S);
    apart -= now_of(CLOCK_REALTIME);
    apart += now_of(CLOCK_MONOTONIC);
    ok(apart + 100 * RILL_US < 200 * RILL_US,
       "three seconds later the date is three seconds on");
}

/* Across the time at which a torn reading would be 4.3 s off. */
static void test_halves(void)
{
    uint64_t last = rill_date_ns(), first;
    unsigned back = 0, leap = 0;

    if (last == 0) {
        skip(3, "no clock");
        return;
    }
    rill_sleep_ns(HALF_NS - last % HALF_NS - 200 * RILL_US);
    first = last = rill_date_ns();
    for (unsigned i = 0; i < 2000; i++) {
        uint64_t now = rill_date_ns();

        back += now < last;
        leap += now > last + RILL_S;
        last = now;
    }
    ok(first / HALF_NS + 1 == last / HALF_NS, "the lower half goes round");
    is(back, 0, "and the clock does not go back");
    is(leap, 0, "nor does it leap");
}

static int set_day(long long s, long us)
{
    struct timeval tv = {.tv_sec = s, .tv_usec = us};

    errno = 0;
    return settimeofday(&tv, NULL);
}

static int set_clock(clockid_t id, long long s, long ns)
{
    struct timespec ts = {.tv_sec = s, .tv_nsec = ns};

    errno = 0;
    return clock_settime(id, &ts);
}

static void test_setting(void)
{
    uint64_t monotonic = now_of(CLOCK_MONOTONIC);

    ok(set_day(4294967296 + 5, 999999) == 0 &&
           is_about(now_of(CLOCK_REALTIME), 4294967296 + 5),
       "settimeofday, to 2106");
    ok(time(NULL) >= 4294967296 + 5, "time() has more than 32 bits");
    ok(set_clock(CLOCK_REALTIME, 1000000000, 5) == 0 &&
           is_about(now_of(CLOCK_REALTIME), 1000000000),
       "clock_settime, to 2001");
    ok(set_day(0, 0) == 0 && is_about(now_of(CLOCK_REALTIME), 0),
       "1970, before this machine was on");
    monotonic = now_of(CLOCK_MONOTONIC) - monotonic;
    ok(monotonic < RILL_S, "CLOCK_MONOTONIC has not moved");

    ok(set_day(1, 1000000) == -1 && errno == EINVAL, "a second of us: EINVAL");
    ok(set_day(1, -1) == -1 && errno == EINVAL, "less than none: EINVAL");
    ok(set_day(-1, 0) == -1 && errno == EINVAL, "1969: EINVAL");
    ok(set_day(18446744073, 0) == -1 && errno == EINVAL, "2554: EINVAL");
    ok(set_clock(CLOCK_REALTIME, 1, 1000000000) == -1 && errno == EINVAL,
       "a second of ns: EINVAL");
    ok(set_clock(CLOCK_MONOTONIC, 1, 0) == -1 && errno == EINVAL,
       "CLOCK_MONOTONIC: EINVAL");
    errno = 0;
    ok(settimeofday(NULL, NULL) == -1 && errno == EFAULT, "NULL: EFAULT");
    errno = 0;
    ok(clock_settime(CLOCK_REALTIME, NULL) == -1 && errno == EFAULT,
       "NULL: EFAULT");
    ok(is_about(now_of(CLOCK_REALTIME), 0), "none of these has set it");
}

int main(int argc, char **argv)
{
    plan(21);
    if (argc != 2)
        bail("say the date at boot");
    test_board(atoll(argv[1]));
    test_halves();
    test_setting();
    return done();
}
