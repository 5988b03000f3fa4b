/* kernel/scope/values.c -- the values of a context: one for each key, for the tasks in it.
 *
 *     context --values--> record --older--> record --> NULL
 *        |
 *      outer --values--> record --> NULL
 *
 * The task that has begun a context puts records in front of the context's list. A task that
 * asks looks from its innermost context outwards, and takes the first record with the key. So a
 * newer record hides an older one, and a record of an inner context hides one of an outer
 * context. The program owns the records. The end of a context need not look at them.
 *
 * Invariant, true whenever rill_sched_lock is free: a record is at most once in the lists of a
 * chain of contexts.
 */
#include <rill/panic.h>
#include "context.h"

static bool has_record(const struct rill_context *c, const struct rill_value *v)
{
    for (; c; c = rill_context_outer(c))
        for (const struct rill_value *o = c->values; o; o = o->older)
            if (o == v)
                return true;
    return false;
}

void rill_context_set(struct rill_value *v, const void *key, void *value)
{
    struct rill_task *self = rill_task_self();
    struct rill_context *c;

    rill_sched_enter("rill_context_set");
    c = rill_context_innermost(CALLERS_SP);
    if (has_record(c, v))
        rill_panic_holding(
            &rill_sched_lock,
            "rill_context_set: this record holds a value already; one "
            "record for each");
    if (c && c->owner == self->number) {
        *v = (struct rill_value){key, value, c->values};
        c->values = v;
    } else {
        rill_panic_holding(
            &rill_sched_lock,
            "rill_context_set: task \"%s\" is in no context that it "
            "has begun itself; begin one",
            rill_task_name(self));
    }
    rill_sched_leave();
}

void *rill_context_get(const void *key)
{
    const struct rill_value *v = NULL;

    rill_sched_enter("rill_context_get");
    for (const struct rill_context *c = rill_context_innermost(CALLERS_SP);
         c && !v; c = rill_context_outer(c))
        for (v = c->values; v && v->key != key;)
            v = v->older;
    rill_sched_leave();
    return v ? v->value : NULL;
}
