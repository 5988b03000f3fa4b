/* kernel/sync/calls.c -- the calls that headers have inline, as functions: for code compiled
 * without optimization, for pointers, for other languages. */
#define RILL_INLINE
#include <rill/time.h>
#undef RILL_TIMED
#define RILL_TIMED(name, params, args)
#include <rill/rill.h>
