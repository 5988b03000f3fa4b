/* libc/sbrk.c -- sbrk fails with (void *)-1 and ENOMEM in both directions (up and down), moves
 * nothing when it fails, and never returns NULL; malloc turns the failure into NULL. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tap.h"

#define FAILED ((void *)-1)

static void refused(ptrdiff_t delta, const char *what)
{
    void *before = sbrk(0);
    void *got;

    errno = 0;
    got = sbrk(delta);
    ok(got == FAILED && errno == ENOMEM && sbrk(0) == before,
       "%s: -1, ENOMEM, nothing moved", what);
}

int main(void)
{
    /* volatile, because the compiler knows malloc and would drop malloc and free. */
    void *volatile big;
    char *end;
    char *p;

    printf("# \n"); /* stdio now has its line, so only the test moves the end */
    plan(14);
    end = sbrk(0);
    ok(end != NULL && end != FAILED, "sbrk(0) is an address");
    p = sbrk(64);
    ok(p == end, "sbrk(64) returns the old end");
    memset(p, 0xa5, 64);
    ok(sbrk(0) == end + 64, "and the end has moved");
    ok(sbrk(-64) == end + 64 && sbrk(0) == end, "and back");

    refused(PTRDIFF_MAX, "PTRDIFF_MAX");
    refused(PTRDIFF_MIN, "PTRDIFF_MIN");
    refused(PTRDIFF_MIN + 1, "PTRDIFF_MIN + 1");
    refused(-(ptrdiff_t)(uintptr_t)end, "down to address 0");
    refused((ptrdiff_t)(UINTPTR_MAX - (uintptr_t)end),
            "up to the last address");
    refused((ptrdiff_t)(0 - (uintptr_t)end), "wrapped to address 0");
    refused(PTRDIFF_MAX / 2 + 1, "half of the range");

    errno = 0;
    big = malloc(PTRDIFF_MAX / 2);
    ok(big == NULL && errno == ENOMEM, "malloc too large: NULL, ENOMEM");
    big = malloc(100);
    ok(big != NULL, "malloc(100) still works");
    free(big);
    ok(sbrk(1) != FAILED && (big = malloc(16)) != NULL &&
           (uintptr_t)big % sizeof(double) == 0,
       "malloc is aligned after an odd sbrk");
    return done();
}
