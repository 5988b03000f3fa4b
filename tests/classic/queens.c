/* classic/queens.c -- queens that do not attack each other, a task for each subtree.
 *
 * The classic: Bezzel's chess problem of 1848, by which teachers have taught backtracking since
 * Dijkstra's notes of 1972. A task stands for a board with some rows filled; it starts a task
 * for each queen that the next row can take.
 * Known: 4, 5, 6, 7, 8 queens have 2, 10, 4, 40, 92 solutions, and the trees of all safe
 * placements have 16, 53, 152, 551, 2056 nodes below the empty board.
 */
#include "classic.h"

enum { MAX = 8 };

struct board {
    struct rill_job job;
    unsigned columns, left, right; /* attacked in the next row */
};

static int size;
static long nodes;

static int place(void *arg)
{
    const struct board *b = arg;
    unsigned all = (1u << size) - 1;
    unsigned safe = all & ~(b->columns | b->left | b->right);
    struct board next[MAX];
    int started = 0, solutions = 0;

    if (b->columns == all)
        return 1;
    for (; safe; safe &= safe - 1) {
        struct board *n = &next[started++];
        unsigned queen = safe & -safe;

        n->job = (struct rill_job){0};
        n->columns = b->columns | queen;
        n->left = (b->left | queen) << 1;
        n->right = (b->right | queen) >> 1;
        ticket(&nodes);
        start_sized(&n->job, sizeof(void *) * 240, place, n);
    }
    for (int i = 0; i < started; i++)
        solutions += finish(&next[i].job);
    return solutions;
}

int main(void)
{
    static const struct {
        int size, solutions, nodes;
    } known[] = {
        {4, 2, 16}, {5, 10, 53}, {6, 4, 152}, {7, 40, 551}, {8, 92, 2056}};

    plan(2 * LENGTH(known) + 1);
    for (unsigned i = 0; i < LENGTH(known); i++) {
        struct board empty = {0};

        size = known[i].size;
        nodes = 0;
        start_sized(&empty.job, sizeof(void *) * 240, place, &empty);
        is(finish(&empty.job), known[i].solutions, "solutions");
        is(nodes, known[i].nodes, "tasks");
    }
    all_ended();
    return done();
}
