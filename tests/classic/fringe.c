/* classic/fringe.c -- do two trees have equal leaves in equal order?
 *
 * The classic: Hewitt's same fringe problem of the 1970s, the reason for coroutines: two walkers
 * give leaf after leaf, and the first difference ends the two walks.
 * Known: trees drawn from one word in three ways have one fringe; a longer word or a changed
 * letter makes another fringe, and the test knows how far the walks went.
 */
#include <string.h>
#include "classic.h"

enum shape {
    LEFT,
    RIGHT,
    EVEN,
};

struct tree {
    struct tree *left, *right;
    char leaf;
};

static struct tree pool[64];
static int used;

/* The tree of a word's first n letters. */
static struct tree *grow(const char *word, int n, enum shape shape)
{
    struct tree *t = &pool[used++];
    int left = shape == LEFT ? n - 1 : shape == RIGHT ? 1 : n / 2;

    *t = (struct tree){.leaf = *word};
    if (n > 1) {
        t->left = grow(word, left, shape);
        t->right = grow(word + left, n - left, shape);
    }
    return t;
}

struct walker {
    struct rill_chan leaves;
    const struct tree *root;
};

static bool walk(struct walker *w, const struct tree *t)
{
    if (t->left)
        return walk(w, t->left) && walk(w, t->right);
    return rill_chan_send(&w->leaves, &t->leaf, RILL_FOREVER) == 0;
}

static int walker(void *arg)
{
    struct walker *w = arg;

    walk(w, w->root);
    rill_chan_close(&w->leaves);
    return 0;
}

/* How many leaves are equal. When the trees differ behind n equal leaves, the answer is
 * -(n + 1). */
static int compare(const char *a, enum shape shape_a, const char *b,
                   enum shape shape_b)
{
    struct rill_job jobs[2] = {0};
    struct walker w[2];
    bool more[2], differ = false;
    int same = 0;

    used = 0;
    w[0].root = grow(a, (int)strlen(a), shape_a);
    w[1].root = grow(b, (int)strlen(b), shape_b);
    for (int i = 0; i < 2; i++) {
        rill_chan_init(&w[i].leaves, NULL, 1, 0);
        start_sized(&jobs[i], sizeof(void *) * 240, walker, &w[i]);
    }
    for (;; same++) {
        char leaf[2];

        more[0] = get(&w[0].leaves, &leaf[0]);
        more[1] = get(&w[1].leaves, &leaf[1]);
        differ = more[0] != more[1] || (more[0] && leaf[0] != leaf[1]);
        if (differ || !more[0])
            break;
    }
    for (int i = 0; i < 2; i++) {
        rill_chan_close(&w[i].leaves);
        finish(&jobs[i]);
    }
    return differ ? -same - 1 : same;
}

int main(void)
{
    plan(8);
    is(compare("coroutine", LEFT, "coroutine", RIGHT), 9, "left and right");
    is(compare("coroutine", EVEN, "coroutine", LEFT), 9, "even and left");
    is(compare("a", LEFT, "a", RIGHT), 1, "one leaf");
    is(compare("coroutine", LEFT, "coroutines", RIGHT), -10, "one more");
    is(compare("coroutines", EVEN, "coroutine", RIGHT), -10, "one less");
    is(compare("coroutine", EVEN, "corduroys", LEFT), -4, "the fourth differs");
    is(compare("a", EVEN, "b", EVEN), -1, "the first");
    all_ended();
    return done();
}
