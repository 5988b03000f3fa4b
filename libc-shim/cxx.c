/* libc-shim/cxx.c -- what a compiler of C++ asks for, where there is no libstdc++: memory,
 * and a panic for a call of a function that is not there.
 *
 * Names are the C++ ABI's (Itanium C++ ABI 1.86, 5.1): m and j are what size_t is, unsigned
 * long and unsigned. Nothing is thrown: without memory, new panics.
 */
#include <stdint.h>
#include <stdlib.h>

#include <rill/bind.h>
#include <rill/panic.h>

/* operator new, for one object and for an array. */
void *rill_cxx_new(size_t n)
{
    void *at = malloc(n ? n : 1);

    if (at == NULL)
        rill_panic("operator new: no memory for %lu bytes", (unsigned long)n);
    return at;
}

/* operator delete, with and without the size. */
void rill_cxx_delete(void *at)
{
    free(at);
}

void rill_cxx_pure_virtual(void)
{
    rill_panic("a pure virtual function was called: its object is being made "
               "or is gone");
}

RILL_DEFAULT_UNTYPED(function, _Znwm, rill_cxx_new);
RILL_DEFAULT_UNTYPED(function, _Znwj, rill_cxx_new);
RILL_DEFAULT_UNTYPED(function, _Znam, rill_cxx_new);
RILL_DEFAULT_UNTYPED(function, _Znaj, rill_cxx_new);
RILL_DEFAULT_UNTYPED(function, _ZdlPv, rill_cxx_delete);
RILL_DEFAULT_UNTYPED(function, _ZdlPvm, rill_cxx_delete);
RILL_DEFAULT_UNTYPED(function, _ZdlPvj, rill_cxx_delete);
RILL_DEFAULT_UNTYPED(function, _ZdaPv, rill_cxx_delete);
RILL_DEFAULT_UNTYPED(function, _ZdaPvm, rill_cxx_delete);
RILL_DEFAULT_UNTYPED(function, _ZdaPvj, rill_cxx_delete);
RILL_DEFAULT_UNTYPED(function, __cxa_pure_virtual, rill_cxx_pure_virtual);
