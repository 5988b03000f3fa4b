/* scope/letters.h -- deferred calls that say a letter each, and the text of these letters. */
#ifndef TESTS_LETTERS_H
#define TESTS_LETTERS_H

#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

static char said[32];
static size_t at;

static inline void say(void *letter)
{
    said[__atomic_fetch_add(&at, 1, __ATOMIC_SEQ_CST)] = *(const char *)letter;
}

#define SAY(letter) RILL_DEFER(say, letter)

static inline void in_order(const char *expected, const char *name)
{
    said[at] = 0;
    if (!ok(!strcmp(said, expected), "%s", name))
        diag("got %s, expected %s", said, expected);
    at = 0;
}

#endif
