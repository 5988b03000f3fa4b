/* classic/systolic.c -- matrix multiplication by a grid of cells.
 *
 * The classic: Kung and Leiserson's systolic arrays, 1978, and the matrix program of Hoare's CSP
 * paper. A's rows come in from the west, B's columns from the north; a cell multiplies the two
 * numbers that meet in it, adds the product to its sum, and passes the two numbers on.
 * Known: with A[i][k] = i + k and B[k][j] = k - j, the element (i, j) is
 *     sum k^2 + (i - j) sum k - n i j      over k = 0..n-1.
 * And a 2 by 2 corner of the product, worked out by hand for n = 10.
 */
#include "classic.h"

enum { N = 10 };

struct cell {
    struct rill_chan west, north;
    int sum;
};

static struct cell grid[N + 1][N + 1]; /* the last row and column only take */

static int compute(void *arg)
{
    struct cell *c = arg, *east = c + 1, *south = c + N + 1;
    int a, b;

    for (int k = 0; k < N; k++) {
        get(&c->west, &a);
        get(&c->north, &b);
        c->sum += a * b;
        put(&east->west, &a);
        put(&south->north, &b);
    }
    return 0;
}

static int row_source(void *arg)
{
    int i = (int)(intptr_t)arg;

    for (int k = 0; k < N; k++)
        put(&grid[i][0].west, &(int){i + k});
    return 0;
}

static int column_source(void *arg)
{
    int j = (int)(intptr_t)arg;

    for (int k = 0; k < N; k++)
        put(&grid[0][j].north, &(int){k - j});
    return 0;
}

/* Take what leaves the grid in the east and the south, and add it up. */
static int drain(void *arg)
{
    struct rill_chan *ch = arg;
    int n, sum = 0;

    for (int k = 0; k < N; k++) {
        get(ch, &n);
        sum += n;
    }
    return sum;
}

int main(void)
{
    struct rill_job cells[N][N] = {0}, east[N] = {0}, south[N] = {0};
    int wrong = 0, squares = 285, ks = 45; /* of 0..9 */

    plan(7);
    for (int i = 0; i <= N; i++)
        for (int j = 0; j <= N; j++) {
            rill_chan_init(&grid[i][j].west, NULL, sizeof(int), 0);
            rill_chan_init(&grid[i][j].north, NULL, sizeof(int), 0);
        }
    for (intptr_t i = 0; i < N; i++) {
        for (int j = 0; j < N; j++)
            start(&cells[i][j], compute, &grid[i][j]);
        start(NULL, row_source, (void *)i);
        start(NULL, column_source, (void *)i);
        start(&east[i], drain, &grid[i][N].west);
        start(&south[i], drain, &grid[N][i].north);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            finish(&cells[i][j]);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            wrong += grid[i][j].sum != squares + (i - j) * ks - N * i * j;
    is(wrong, 0, "all 100 elements");
    ok(grid[0][0].sum == 285 && grid[0][1].sum == 240, "the first row's first");
    ok(grid[1][0].sum == 330 && grid[1][1].sum == 275, "the second's");
    is(grid[9][9].sum, -525, "the last");
    wrong = 0;
    for (int i = 0; i < N; i++)
        wrong += finish(&east[i]) != N * i + ks;
    is(wrong, 0, "the rows came out in the east");
    wrong = 0;
    for (int j = 0; j < N; j++)
        wrong += finish(&south[j]) != ks - N * j;
    is(wrong, 0, "the columns in the south");
    all_ended();
    return done();
}
