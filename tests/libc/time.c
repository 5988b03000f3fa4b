// qemu: -icount shift=0,sleep=off -rtc base=2024-02-29T12:00:00,clock=vm
/* libc/time.c -- C's clocks agree with Rill's and never go backwards. services/date.c tests the
 * date, on machines that know it. */
#define _POSIX_TIMERS          1
#define _POSIX_MONOTONIC_CLOCK 1
#include <errno.h>
#include <rill/rill.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "../tap.h"

static long long us_of(struct timeval t)
{
    return t.tv_sec * 1000000ll + t.tv_usec;
}

int main(void)
{
    struct timeval a, b;
    struct timespec ts;
    struct tms t;
    clock_t c;
    uint64_t before;
    long long us;

    plan(11);
    before = rill_now_ns();
    is(gettimeofday(&a, NULL), 0, "gettimeofday");
    us = us_of(a) - (long long)((rill_boot_date_ns + before) / 1000);
    ok(us >= 0 && us < 1000000,
       "it is the time since boot, and the date of that");
    c = clock();
    usleep(20000);
    gettimeofday(&b, NULL);
    us = us_of(b) - us_of(a);
    ok(us >= 20000 && us < 2000000, "usleep(20000) took %d us", (int)us);
    us = (long long)(clock() - c) * 1000000 / CLOCKS_PER_SEC;
    ok(us >= 20000 && us < 2000000, "and by clock() %d us", (int)us);
    ok(times(&t) != (clock_t)-1 && t.tms_utime > 0 && t.tms_stime == 0,
       "times");
    us = (long long)(rill_boot_date_ns / RILL_S);
    ok(time(NULL) >= us && time(NULL) < us + 3600, "time()");
    errno = 0;
    ok(gettimeofday(NULL, NULL) == -1 && errno == EFAULT, "NULL: EFAULT");
    ts = (struct timespec){.tv_nsec = 5000000};
    before = rill_now_ns();
    is(nanosleep(&ts, NULL), 0, "nanosleep");
    ok(rill_now_ns() - before >= 5000000, "it slept at least that long");
    ts.tv_nsec = 1000000000;
    errno = 0;
    ok(nanosleep(&ts, NULL) == -1 && errno == EINVAL, "a second of ns: EINVAL");
    before = rill_now_ns();
    ok(clock_gettime(CLOCK_MONOTONIC, &ts) == 0 &&
           (uint64_t)ts.tv_sec * RILL_S + (uint64_t)ts.tv_nsec >= before,
       "clock_gettime");
    return done();
}
