/* 05-group.c -- fetch a page and all that it leads to, each page in a task of its own:
 * all of them or none, and within a time.
 *     tools/rill run examples/05-group.c */
#include <errno.h>
#include <rill/rill.h>
#include <stdio.h>

enum { PAGES = 7 };

/* This stands for a network: page n links to 2n + 1 and 2n + 2, and takes 10 ms. */
static int fetch(int page, int broken)
{
    int r = rill_sleep_ns(10 * RILL_MS); /* cancelled: -ECANCELED */

    return r ? r : page == broken ? -ENOENT : 0;
}

static struct crawl {
    struct rill_group group;
    int broken; /* a page that is not there; -1: none */
    int fetched;
} crawl;

static int visit(void *arg)
{
    int page = (int)(intptr_t)arg;
    int r = fetch(page, crawl.broken);

    if (r)
        return r; /* the first result that is not 0 ends the whole group */
    crawl.fetched++;
    for (int link = 2 * page + 1; link <= 2 * page + 2 && link < PAGES; link++)
        if ((r = rill_group_go(&crawl.group, NULL, visit,
                               (void *)(intptr_t)link)))
            return r;
    return 0;
}

static void run(const char *what, int broken, uint64_t ns)
{
    int r;

    crawl.broken = broken;
    crawl.fetched = 0;
    rill_group_begin(&crawl.group, rill_after_ns(ns));
    rill_group_go(&crawl.group, NULL, visit, (void *)0);
    r = rill_group_wait(&crawl.group, RILL_FOREVER);
    printf("%s: %s, %d of %d pages\n", what,
           r == 0            ? "done"
           : r == -ETIMEDOUT ? "out of time"
                             : "a page is missing",
           crawl.fetched, PAGES);
}

int main(void)
{
    run("all there", -1, RILL_S);
    run("one missing", 2, RILL_S);
    run("too slow", -1, 25 * RILL_MS);
    return 0;
}
