/* libc-shim/posix.c -- the small questions of POSIX.1: how many harts, how much memory, and
 * whether another task would like to run. */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/hart.h>
#include <rill/task.h>
#include <port/image.h>

#define PAGE_BYTES 4096 /* nothing is mapped: malloc asks sbrk for so much */
#define OPEN_FILES 3

int rill_getpagesize(void)
{
    return PAGE_BYTES;
}

int rill_sched_yield(void)
{
    rill_yield();
    return 0;
}

/* -1 with errno unchanged: there is no limit. -1 with EINVAL: there is no such name. */
long rill_sysconf(int name)
{
    switch (name) {
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        return (long)rill_hart_count();
    case _SC_PAGESIZE:
        return PAGE_BYTES;
    case _SC_PHYS_PAGES:
        return (__heap_end - __heap_start) / PAGE_BYTES;
    case _SC_CLK_TCK:
        return CLOCKS_PER_SEC; /* of times() */
    case _SC_OPEN_MAX:
        return OPEN_FILES;
    case _SC_VERSION:
        return 200809;
    case _SC_ATEXIT_MAX:
        return 32;
    case _SC_CHILD_MAX:
    case _SC_JOB_CONTROL:
    case _SC_SAVED_IDS:
    case _SC_NGROUPS_MAX:
        return 0;
    case _SC_ARG_MAX:
    case _SC_LINE_MAX:
        return -1;
    default:
        errno = EINVAL;
        return -1;
    }
}

RILL_DEFAULT(function, getpagesize, rill_getpagesize);
RILL_DEFAULT(function, sched_yield, rill_sched_yield);
RILL_DEFAULT(function, sysconf, rill_sysconf);
