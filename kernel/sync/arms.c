/* kernel/sync/arms.c -- puts the arms of a select in the order of their channels' addresses, in
 * which the select takes the channels' locks (select.c). This is a merge sort of a list.
 *
 * We refused to sort by insertion, because from some 100 arms on its quadratic time shows.
 */
#include <rill/select.h>
#include "chan.h"

/* Cut a list behind its first run, which is the arms that are in order. Of each channel's arms in
 * the run one stays.   returns  the rest of the list. */
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

/* Merge two runs into *at.   returns  where the merged run ends. */
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

/* Merge neighbouring runs until one is left: one pass over a list that is in order, and at most
 * log2 of the number of arms passes over any other. */
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
