/* classic/powser.c -- power series whose coefficients are computed on demand.
 *
 * The classic: McIlroy's "Squinting at power series", 1990. A series is a task that gives one
 * rational coefficient for each request. An operator is a task between other tasks, and a series
 * may be defined by itself: exp = 1 + integral exp. When two users read one series, a splitter
 * keeps the coefficients that only one of them has had.
 * Known: the coefficients of exp, sin, cos, tan and 1 / cos, from tables.
 */
#include "classic.h"

struct rat {
    int64_t num, den;
};

struct series {
    struct rill_chan request, coefficient;
};

/* What an operator works on. Each operator uses some of these fields. */
struct op {
    struct series *f, *g, *out;
    struct rat c;
    struct split *split;
};

enum { TERMS = 12, MAX_SERIES = 400, MAX_OPS = 400, MAX_SPLITS = 100 };

struct split {
    struct rill_mutex fetch; /* held to fetch one that no user has had */
    struct series *in;
    struct rat had[TERMS + 2];
    int count;
};

static struct series series[MAX_SERIES];
static struct op ops[MAX_OPS];
static struct split splits[MAX_SPLITS];
static int series_used, ops_used, splits_used;

/* ---- rationals ---- */

static int64_t gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;

        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

static struct rat ratio(int64_t num, int64_t den)
{
    int64_t g = gcd(num, den);

    return (struct rat){num / g, den / g};
}

static struct rat add(struct rat a, struct rat b)
{
    int64_t g = gcd(a.den, b.den);

    return ratio(a.num * (b.den / g) + b.num * (a.den / g), a.den / g * b.den);
}

static struct rat mul(struct rat a, struct rat b)
{
    struct rat x = ratio(a.num, b.den), y = ratio(b.num, a.den);

    return (struct rat){x.num * y.num, x.den * y.den};
}

static const struct rat zero = {0, 1}, one = {1, 1};

/* ---- series ---- */

static struct series *new_series(void)
{
    struct series *s = &series[series_used++];

    if (series_used > MAX_SERIES)
        rill_panic("more series than there is room for");
    rill_chan_init(&s->request, NULL, 1, 0);
    rill_chan_init(&s->coefficient, NULL, sizeof(struct rat), 0);
    return s;
}

/* An operator ends when its channels are closed, as all are at the end. */
static void next(struct series *s, struct rat *c)
{
    if (rill_chan_send(&s->request, "?", RILL_FOREVER) ||
        !get(&s->coefficient, c))
        rill_task_exit(0);
}

static void wanted(const struct op *op)
{
    char c;

    if (!get(&op->out->request, &c))
        rill_task_exit(0);
}

static void give(const struct op *op, struct rat c)
{
    if (rill_chan_send(&op->out->coefficient, &c, RILL_FOREVER))
        rill_task_exit(0);
}

static struct op *operate(rill_task_fn *fn, struct op how)
{
    struct op *op = &ops[ops_used++];

    if (ops_used > MAX_OPS)
        rill_panic("more operators than there is room for");
    *op = how;
    start_sized(NULL, 2048, fn, op);
    return op;
}

/* ---- operators ---- */

static int do_split(void *arg)
{
    struct op *op = arg;
    struct split *s = op->split;

    for (int i = 0;; i++) {
        wanted(op);
        if (i == s->count) {
            lock(&s->fetch);
            if (i == s->count) {
                if (i == LENGTH(s->had))
                    rill_panic("more terms than there is room for");
                next(s->in, &s->had[i]);
                s->count++;
            }
            rill_mutex_unlock(&s->fetch);
        }
        give(op, s->had[i]);
    }
}

static void split(struct series *in, struct series *out[2])
{
    struct split *s = &splits[splits_used++];

    if (splits_used > MAX_SPLITS)
        rill_panic("more splits than there is room for");
    *s = (struct split){.in = in};
    for (int i = 0; i < 2; i++) {
        out[i] = new_series();
        operate(do_split, (struct op){.split = s, .out = out[i]});
    }
}

static int do_add(void *arg)
{
    struct op *op = arg;
    struct rat a, b;

    for (;;) {
        wanted(op);
        next(op->f, &a);
        next(op->g, &b);
        give(op, add(a, b));
    }
}

static int do_scale(void *arg)
{
    struct op *op = arg;
    struct rat a;

    for (;;) {
        wanted(op);
        next(op->f, &a);
        give(op, mul(a, op->c));
    }
}

/* The integral of f, with c as the first term. */
static int do_integrate(void *arg)
{
    struct op *op = arg;
    struct rat a;

    wanted(op);
    give(op, op->c);
    for (int i = 1;; i++) {
        wanted(op);
        next(op->f, &a);
        give(op, mul(a, (struct rat){1, i}));
    }
}

/* x f */
static int do_shift(void *arg)
{
    struct op *op = arg;
    struct rat a;

    wanted(op);
    give(op, zero);
    for (;;) {
        wanted(op);
        next(op->f, &a);
        give(op, a);
    }
}

static struct series *plus(struct series *f, struct series *g)
{
    struct series *out = new_series();

    operate(do_add, (struct op){.f = f, .g = g, .out = out});
    return out;
}

static struct series *unary(rill_task_fn *fn, struct series *f, struct rat c)
{
    struct series *out = new_series();

    operate(fn, (struct op){.f = f, .c = c, .out = out});
    return out;
}

/* With f = f0 + x F and g = g0 + x G:
 *     f g = f0 g0 + x (f0 G + g0 F + x F G)
 * A product of the tails is started only when the first term is asked for. */
static int do_multiply(void *arg)
{
    struct op *op = arg;
    struct series *f[2], *g[2], *tails, *rest;
    struct rat f0, g0, c;

    wanted(op);
    next(op->f, &f0);
    next(op->g, &g0);
    give(op, mul(f0, g0));
    wanted(op);
    split(op->f, f);
    split(op->g, g);
    tails = new_series();
    operate(do_multiply, (struct op){.f = f[1], .g = g[1], .out = tails});
    rest = plus(plus(unary(do_scale, g[0], f0), unary(do_scale, f[0], g0)),
                unary(do_shift, tails, zero));
    for (;;) {
        next(rest, &c);
        give(op, c);
        wanted(op);
    }
}

static struct series *times(struct series *f, struct series *g)
{
    struct series *out = new_series();

    operate(do_multiply, (struct op){.f = f, .g = g, .out = out});
    return out;
}

/* A series defined by itself: its users get the series first, and it gets its input later. */
static int do_copy(void *arg)
{
    struct op *op = arg;
    struct rat a;

    for (;;) {
        wanted(op);
        next(op->f, &a);
        give(op, a);
    }
}

static void define(struct series *s, struct series *as)
{
    operate(do_copy, (struct op){.f = as, .out = s});
}

/* ---- the series ---- */

static struct series *make_exp(void)
{
    struct series *x = new_series(), *two[2];

    split(x, two);
    define(x, unary(do_integrate, two[1], one));
    return two[0];
}

/* sin = integral cos; cos = 1 - integral sin */
static struct series *make_sin(bool or_cos)
{
    struct series *sin = new_series(), *cos = new_series(), *s[2], *c[2];

    split(sin, s);
    split(cos, c);
    define(sin, unary(do_integrate, c[1], zero));
    define(cos, unary(do_integrate, unary(do_scale, s[1], (struct rat){-1, 1}),
                      one));
    return or_cos ? c[0] : s[0];
}

static struct series *make_cos(void)
{
    return make_sin(true);
}

static struct series *make_just_sin(void)
{
    return make_sin(false);
}

/* tan' = 1 + tan^2, and the 1 gives the first term x: so tan = x + integral tan^2. */
static int do_x(void *arg)
{
    struct op *op = arg;

    for (int i = 0;; i++) {
        wanted(op);
        give(op, i == 1 ? one : zero);
    }
}

static struct series *make_tan(void)
{
    struct series *t = new_series(), *a[2], *b[2];

    split(t, a);
    split(a[1], b);
    define(t, plus(unary(do_x, NULL, zero),
                   unary(do_integrate, times(b[0], b[1]), zero)));
    return a[0];
}

/* sec' = sec tan */
static struct series *make_sec(void)
{
    struct series *s = new_series(), *a[2];

    split(s, a);
    define(s, unary(do_integrate, times(a[1], make_tan()), one));
    return a[0];
}

/* ---- what they are ---- */

static void check(const char *name, struct series *(*make)(void),
                  const struct rat *known)
{
    struct series *s;
    int wrong = 0;

    series_used = ops_used = splits_used = 0;
    s = make();
    for (int i = 0; i < TERMS; i++) {
        struct rat c;

        put(&s->request, "?");
        get(&s->coefficient, &c);
        if (c.num == known[i].num && c.den == known[i].den)
            continue;
        wrong++;
        diag("x^%d: %ld/%ld", i, (long)c.num, (long)c.den);
    }
    is(wrong, 0, name);
    diag("%d series, %lu tasks", series_used, (unsigned long)rill_task_count());
    for (int i = 0; i < series_used; i++) {
        rill_chan_close(&series[i].request);
        rill_chan_close(&series[i].coefficient);
    }
    all_ended();
}

int main(void)
{
    static const struct rat exp[TERMS] = {
        {1, 1},     {1, 1},      {1, 2},       {1, 6},
        {1, 24},    {1, 120},    {1, 720},     {1, 5040},
        {1, 40320}, {1, 362880}, {1, 3628800}, {1, 39916800}};
    static const struct rat sin[TERMS] = {
        {0, 1}, {1, 1},     {0, 1}, {-1, 6},     {0, 1}, {1, 120},
        {0, 1}, {-1, 5040}, {0, 1}, {1, 362880}, {0, 1}, {-1, 39916800}};
    static const struct rat cos[TERMS] = {
        {1, 1},    {0, 1}, {-1, 2},    {0, 1}, {1, 24},       {0, 1},
        {-1, 720}, {0, 1}, {1, 40320}, {0, 1}, {-1, 3628800}, {0, 1}};
    static const struct rat tan[TERMS] = {
        {0, 1}, {1, 1},    {0, 1}, {1, 3},     {0, 1}, {2, 15},
        {0, 1}, {17, 315}, {0, 1}, {62, 2835}, {0, 1}, {1382, 155925}};
    static const struct rat sec[TERMS] = {
        {1, 1},    {0, 1}, {1, 2},      {0, 1}, {5, 24},          {0, 1},
        {61, 720}, {0, 1}, {277, 8064}, {0, 1}, {50521, 3628800}, {0, 1}};

    plan(10);
    check("exp", make_exp, exp);
    check("sin", make_just_sin, sin);
    check("cos", make_cos, cos);
    check("tan", make_tan, tan);
    check("1 / cos", make_sec, sec);
    return done();
}
