/* scope/recover_fp.c -- the FP registers that calls must keep, and the rounding mode, after a
 * panic and after a fault. On a march without FP this program keeps its doubles elsewhere. */
#include <rill/rill.h>

#include "../tap.h"

static volatile double one = 1, two = 2;

/* Uses up all registers that calls keep. */
__attribute__((noinline)) static void spoil(void *arg)
{
    double a = one, b = two, c = a + b, d = a - b, e = a * b, f = a / b;
    double g = c + 1, h = d + 1, i = e + 1, j = f + 1, k = g * h, l = i * j;

    rill_yield(); /* a call, so the values must be in kept registers or on the stack */
    one = 1;
    if (arg)
        *(volatile int *)arg = 1;
    if (a + b + c + d + e + f + g + h + i + j + k + l != 12345)
        rill_panic("on purpose");
}

static void fault(void *arg)
{
    (void)arg;
    spoil((void *)8);
}

__attribute__((noinline)) static int kept(void (*fn)(void *))
{
    double a = one, b = two, c = a + b, d = a - b, e = a * b, f = a / b;
    double g = c + 1, h = d + 2, i = e + 3, j = f + 4, k = g * h, l = i * j;
    int r = rill_try(fn, NULL, NULL);

    return r && a == 1 && b == 2 && c == 3 && d == -1 && e == 2 && f == 0.5 &&
           g == 4 && h == 1 && i == 5 && j == 4.5 && k == 4 && l == 22.5;
}

static int other(void *arg)
{
    (void)arg;
    for (int i = 0; i < 100; i++) {
        two = two * 3 / 3;
        rill_yield();
    }
    return 0;
}

int main(void)
{
    struct rill_job job = {0};
    int good = 1;

    plan(3);
    ok(kept(spoil), "after a panic");
    ok(kept(fault), "after a fault");
    rill_spawn(&job, NULL, other, NULL);
    for (int i = 0; i < 50; i++)
        good &= kept(i & 1 ? fault : spoil);
    rill_join(&job, RILL_FOREVER, NULL);
    ok(good, "fifty, with another task that uses them");
    return done();
}
