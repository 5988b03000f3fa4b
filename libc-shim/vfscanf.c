/* libc-shim/vfscanf.c -- vfscanf, on which all of scanf's family stands.
 *
 * picolibc's vfscanf stores nothing for %Lg, knows no hexadecimal floats, loses a
 * character that does not match %f, and reports an end for a mismatch: docs/libc.md.
 * Ours has the names by which picolibc chooses how much is linked, as in vfprintf.c.
 * Under __i_ and __l_ the formats for reals do not exist, and their code is not linked.
 * Under __f_ they all exist.
 */
#include <stdarg.h>
#include <stdio.h>

#include <rill/bind.h>

#include "scanf.h"

static int scan(FILE *stream, const char *format, va_list ap,
                rill_scan_real *scan_real)
{
    struct rill_args args = {.format = format, .scans = true};
    int n;

    va_copy(args.next, ap);
    va_copy(args.first, ap);
    n = rill_scan_format(stream, &args, scan_real);
    va_end(args.first);
    va_end(args.next);
    return n;
}

int rill_vfscanf(FILE *stream, const char *format, va_list ap)
{
    return scan(stream, format, ap, rill_scan_a_real);
}

int rill_vfscanf_integer(FILE *stream, const char *format, va_list ap)
{
    return scan(stream, format, ap, NULL);
}

RILL_DEFAULT(function, vfscanf, rill_vfscanf);
RILL_DEFAULT(function, __d_vfscanf, rill_vfscanf);
RILL_DEFAULT(function, __f_vfscanf, rill_vfscanf);
RILL_DEFAULT(function, __i_vfscanf, rill_vfscanf_integer);
RILL_DEFAULT(function, __l_vfscanf, rill_vfscanf_integer);
