/* libc-shim/vfprintf.c -- vfprintf, on which all of printf's family stands.
 *
 * picolibc's vfprintf takes the wrong argument for %Lf and so for all that follow,
 * prints one letter of %ls, prints %n, and rounds to 17 digits: docs/libc.md has the
 * list. Ours is weak, but in an object, so the linker takes it before an archive
 * member. So are the names by which picolibc chooses how much is linked:
 *
 *     __d_vfprintf   all; plain vfprintf is this one
 *     __f_vfprintf   a float comes as its bits, by printf_float()
 *     __i_vfprintf   reals are passed over; printf_real.c and decimal.c are not linked
 *     __l_vfprintf   as __i_vfprintf; picolibc 1.8.10 has it
 */
#include <stdarg.h>
#include <stdio.h>

#include <rill/bind.h>

#include "printf.h"

int rill_vfprintf(FILE *stream, const char *format, va_list ap)
{
    return rill_print_format(stream, format, ap, false, rill_put_a_real);
}

int rill_vfprintf_float(FILE *stream, const char *format, va_list ap)
{
    return rill_print_format(stream, format, ap, true, rill_put_a_real);
}

int rill_vfprintf_integer(FILE *stream, const char *format, va_list ap)
{
    return rill_print_format(stream, format, ap, false, NULL);
}

RILL_DEFAULT(function, vfprintf, rill_vfprintf);
RILL_DEFAULT(function, __d_vfprintf, rill_vfprintf);
RILL_DEFAULT(function, __f_vfprintf, rill_vfprintf_float);
RILL_DEFAULT(function, __i_vfprintf, rill_vfprintf_integer);
RILL_DEFAULT(function, __l_vfprintf, rill_vfprintf_integer);
