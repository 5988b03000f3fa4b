/* kernel/sync/calls.c -- the calls that are inline in headers, here as functions: for code compiled
 * without optimization, for pointers to functions, for other languages. */
#define RILL_INLINE
#include <rill/time.h>
#undef RILL_TIMED
#define RILL_TIMED(name, params, args)
#include <rill/rill.h>
