// make: APP_LDFLAGS=-Wl,--wrap=rill_hart_start
/* boot/harts_missing.c -- harts that cannot be started, or never come: rill_hart_count says at
 * the beginning of main how many harts there will be, and rill_pin waits for a hart that is on
 * its way, but not for ever. argv[1]: "refused": the machine refuses the first of the three;
 * "lost": Rill calls the last hart, and it does not come. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

extern const char *rill_platform_words(void);

/* As in include/port/board.h. */
bool __real_rill_hart_start(uintptr_t id, void *hart, unsigned number);
bool __wrap_rill_hart_start(uintptr_t id, void *hart, unsigned number);

static unsigned asked;
static uintptr_t refused_id;

static bool is_refused(void)
{
    const char *words = rill_platform_words();

    return words && strstr(words, "refused");
}

bool __wrap_rill_hart_start(uintptr_t id, void *hart, unsigned number)
{
    asked++;
    if (is_refused() && asked == 1) {
        refused_id = id;
        return false;
    }
    if (!is_refused() && asked == 3)
        return true;
    return __real_rill_hart_start(id, hart, number);
}

static long stays_on(int hart)
{
    int r = rill_pin(hart);

    return r ? r : (long)rill_hart();
}

int main(void)
{
    unsigned count = rill_hart_count(), want = is_refused() ? 3 : 4;
    struct rill_hart_info info;
    long there = stays_on(2), again;
    uint64_t begun;

    plan(12);
    is((long)count, want, "at the beginning of main all are counted");
    is(there, 2, "the third can be pinned to at once");
    is(stays_on(1), 1, "and the second");
    is((long)asked, 3, "three were asked to start");
    is((long)rill_hart_arrived(), 3, "and the boot hart and two have come");
    begun = rill_now_ns();
    again = stays_on(3);
    is(again, is_refused() ? -EINVAL : -ETIMEDOUT, "the fourth");
    ok(rill_now_ns() - begun < 5 * RILL_S, "is not waited for for ever");
    is((long)rill_hart(), 1, "nothing has changed");
    is(rill_hart_read(3, &info), is_refused() ? -EINVAL : 0,
       "who is counted can be read");
    ok(is_refused() || !info.malloc_bytes, "malloc has given it nothing");
    is((long)rill_hart_count(), count, "the count is what it was");
    if (SUPERVISOR)
        ok(!__real_rill_hart_start(12345, NULL, 0),
           "firmware refuses a hart that is not there");
    else
        skip(1, "there is no firmware");
    return done();
}
