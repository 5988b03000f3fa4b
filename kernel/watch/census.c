/* kernel/watch/census.c -- how deep stacks go.
 *
 *    stack_low          high-water mark       the task
 *    | canary | pattern | ... has been used ...  |
 *
 * The task has used its stack down to the lowest word that is not the pattern. We refused to
 * paint each stack always: that takes a store for each word, 1024 for a stack of the default
 * size, which is more than a whole spawn costs.
 */
#include <stddef.h>
#include "extras.h"
#include "guards.h"
#include "task.h"

#define PAINT ((uintptr_t)0x57ac6b0757ac6b07ull)

static void paint(struct rill_task *t)
{
    uintptr_t *top = (uintptr_t *)t->sp; /* the first frame */

    RILL_NEEDS(rill_extras_give);
    for (uintptr_t *w = (uintptr_t *)rill_stack_readable(t) + 1; w < top; w++)
        *w = PAINT;
}

static size_t used(const struct rill_task *t)
{
    const uintptr_t *w = (const uintptr_t *)rill_stack_end(t);

    if (rill_stack_end(t) == t->stack_low) /* the canary */
        w++;

    while (w < (const uintptr_t *)t && *w == PAINT)
        w++;
    return (uintptr_t)t - (uintptr_t)w;
}

/* The entry of a site, or the free entry where it belongs; NULL: the table is full. */
static struct rill_stack_site *site_of(uintptr_t site)
{
    size_t n = rill_task_extras.site_count, i = (site >> 1) % n;

    for (size_t looked = 0; looked < n; looked++) {
        struct rill_stack_site *s = &rill_task_extras.sites[i];

        if (!s->site || s->site == site)
            return s;
        i = i + 1 < n ? i + 1 : 0;
    }
    return NULL;
}

static struct rill_stack_site *count(const struct rill_task *t)
{
    struct rill_stack_site *s = site_of(t->started_at);
    size_t deep = used(t);

    if (!s)
        return NULL;
    s->site = t->started_at;
    if (deep > s->used) {
        s->used = deep;
        s->bytes = (uintptr_t)t - rill_stack_end(t);
        s->name = rill_task_name(t);
    }
    return s;
}

static void ended(const struct rill_task *t)
{
    struct rill_stack_site *s = count(t);

    if (s)
        s->tasks++;
}

const struct rill_stack_watch rill_stack_painter = {paint, used, NULL};
const struct rill_stack_watch rill_stack_counter = {paint, used, ended};

const struct rill_stack_site *rill_stack_census(size_t *n)
{
    rill_sched_enter("rill_stack_census");
    if (rill_task_extras.sites)
        for (struct rill_task *t = NULL; (t = rill_task_next(t));)
            count(t);
    rill_sched_leave();
    *n = rill_task_extras.site_count;
    return rill_task_extras.sites;
}
