/* classic/conway.c -- from cards to lines, with each ** made a ^.
 *
 * The classic: Conway's problem of 1963, for which he made up coroutines, and an example of
 * Hoare's CSP: read cards, put a space after each, replace pairs of asterisks, print lines of
 * another width. Here cards have 20 columns and lines 15.
 * Known: the lines below, which a regular expression made on another machine.
 */
#include <string.h>
#include "classic.h"

enum { CARD = 20, LINE = 15 };

static const char cards[][CARD + 1] = {
    "x**2 + y**2 = z**2  ",
    "is said of ***, and ",
    "of **** on a margin*",
    "*which is too narrow",
};
static const char lines[][LINE + 1] = {
    "x^2 + y^2 = z^2", "   is said of ^", "*, and  of ^^ o",
    "n a margin* *wh", "ich is too narr", "ow             ",
};

RILL_CHAN(letters, char, 0);
RILL_CHAN(squashed, char, 0);

static int disassemble(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < LENGTH(cards); i++) {
        for (int k = 0; k < CARD; k++)
            put(&letters, &cards[i][k]);
        put(&letters, " ");
    }
    return rill_chan_close(&letters);
}

static int squash(void *arg)
{
    char c, after;

    (void)arg;
    while (get(&letters, &c)) {
        bool have = c == '*' && get(&letters, &after);

        if (have && after == '*') {
            put(&squashed, "^");
        } else {
            put(&squashed, &c);
            if (have)
                put(&squashed, &after);
        }
    }
    return rill_chan_close(&squashed);
}

int main(void)
{
    struct rill_job jobs[2] = {0};
    char line[LINE + 1] = "";
    bool more = true;

    plan(LENGTH(lines) + 3);
    start(&jobs[0], disassemble, NULL);
    start(&jobs[1], squash, NULL);
    for (unsigned i = 0; i < LENGTH(lines); i++) {
        for (int k = 0; k < LINE; k++)
            if (!more || !(more = get(&squashed, &line[k])))
                line[k] = ' ';
        ok(strcmp(line, lines[i]) == 0, "\"%s\"", line);
    }
    ok(!get(&squashed, line), "and nothing after it");
    is(finish(&jobs[0]) + finish(&jobs[1]), 0, "both came to their end");
    all_ended();
    return done();
}
