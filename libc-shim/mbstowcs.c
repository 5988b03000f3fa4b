/* libc-shim/mbstowcs.c -- mbstowcs and wcstombs (C17 7.22.8), by the siblings that take
 * their state from the caller, which are right in picolibc.
 *
 * picolibc's two take the low byte of any wide character, and answer 0 where they should
 * answer a length: docs/libc.md. These are weak in an object, as in fgets.c.
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
