/* watch/census.c -- how deep stacks went, by task and by the place that spawns. */
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

RILL_STACK_CENSUS(8);

#define STACK (300 * sizeof(long))

static size_t used_after;

__attribute__((noinline)) static int dig(size_t bytes)
{
    volatile char room[bytes];

    memset((char *)room, 1, bytes);
    return room[bytes / 2];
}

static int digger(void *arg)
{
    dig((size_t)(uintptr_t)arg);
    used_after = rill_stack_used(rill_self());
    return 0;
}

/* All tasks start at this one place. */
__attribute__((noinline)) static void start(const char *name, size_t bytes)
{
    struct rill_task_opts opts = {.name = name, .stack_bytes = STACK};
    struct rill_job job = {0};

    if (rill_spawn(&job, &opts, digger, (void *)bytes))
        bail("no memory");
    rill_join(&job, RILL_FOREVER, NULL);
}

static const struct rill_stack_site *site_of(const char *name)
{
    size_t n;
    const struct rill_stack_site *s = rill_stack_census(&n);

    for (size_t i = 0; i < n; i++)
        if (s[i].site && !strcmp(s[i].name, name))
            return &s[i];
    return NULL;
}

int main(void)
{
    const struct rill_stack_site *s;
    size_t shallow, n;

    plan(10);
    rill_stack_census(&n);
    is((long)n, 8, "room for as many sites as were asked for");
    start("shallow", 64);
    shallow = used_after;
    ok(shallow >= 64 && shallow < 64 + 100 * sizeof(long),
       "64 bytes and a bit");
    start("deep", 64 + 128 * sizeof(long));
    ok(used_after >= shallow + 128 * sizeof(long) - 16 &&
           used_after <= shallow + 128 * sizeof(long) + 16,
       "a deeper one, by as much");
    start("again", 64);
    is((long)used_after, (long)shallow, "used memory is painted anew");
    s = site_of("deep");
    if (!s)
        bail("the site is not in the census");
    ok(!site_of("shallow"), "one entry a site, named after the deepest");
    is((long)s->tasks, 3, "three tasks were started there");
    ok(s->used >= 64 + 128 * sizeof(long) && s->used < s->bytes, "how deep");
    ok(s->bytes >= STACK, "of how much");
    s = site_of("main");
    ok(s && !s->tasks && s->used >= 100, "the living count as they are");
    ok(rill_stack_used(rill_self()) >= 100, "main's own");
    return done();
}
