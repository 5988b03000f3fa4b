/* libc-shim/mbstowcs.c -- mbstowcs and wcstombs (C17 7.22.8), by their siblings that keep
 * the state with the caller, which are right.
 *
 * picolibc's take the low byte of any wide character, and say 0 where they should say how
 * long it would be: docs/libc.md. Weak in an object, as fgets.c.
 */
#include <stdlib.h>
#include <wchar.h>

#include <rill/bind.h>

size_t rill_mbstowcs(wchar_t *restrict to, const char *restrict from, size_t n)
{
    mbstate_t state = {0};
    const char *at = from;

    return mbsrtowcs(to, &at, n, &state);
}

size_t rill_wcstombs(char *restrict to, const wchar_t *restrict from, size_t n)
{
    mbstate_t state = {0};
    const wchar_t *at = from;

    return wcsrtombs(to, &at, n, &state);
}

RILL_DEFAULT(function, mbstowcs, rill_mbstowcs);
RILL_DEFAULT(function, wcstombs, rill_wcstombs);
