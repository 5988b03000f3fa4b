/* kernel/sync/arms.c -- the arms of a select in the order of their channels' addresses, in
 * which it takes the channels' locks (select.c). A sort of a list by merging.
 *
 * Refused: to sort by insertion (quadratic from some 100 arms on).
 */
#include <rill/select.h>
#include "chan.h"

/* Cut a list behind its first run, the arms that are in order. Of each channel's arms in
 * the run one is left.   returns  the rest. */
static struct rill_arm *cut_run(struct rill_arm *run)
{
    struct rill_arm *next;

    while ((next = run->private_next) && next->ch >= run->ch) {
        if (next->ch == run->ch)
            run->private_next = next->private_next;
        else
            run = next;
    }
    run->private_next = NULL;
    return next;
}

/* Two runs as one, into *at.   returns  where its end is. */
static struct rill_arm **merge(struct rill_arm **at, struct rill_arm *a,
                               struct rill_arm *b)
{
    while (a && b) {
        struct rill_arm **first = a->ch < b->ch ? &a : &b;

        if (a->ch == b->ch) {
            b = b->private_next;
            continue;
        }
        *at = *first;
        at = &(*first)->private_next;
        *first = *at;
    }
    *at = a ? a : b;
    while (*at)
        at = &(*at)->private_next;
    return at;
}

/* Merge neighbours until one is left: once through what is in order already, and log2
 * of the arms times at the most. */
struct rill_arm *rill_arms_sort(struct rill_arm *list)
{
    bool sorted;

    do {
        struct rill_arm *rest = list, **at = &list;

        sorted = true;
        while (rest) {
            struct rill_arm *a = rest, *b = cut_run(a);

            rest = b ? cut_run(b) : NULL;
            sorted &= !rest;
            at = merge(at, a, b);
        }
    } while (!sorted);
    return list;
}
