/* libc-shim/fpos.c -- C17 7.21.9: fgetpos and fsetpos, which picolibc 1.8 declares and
 * does not have. For a stream that cannot seek they fail, with the errno of ftello. */
#include <stdio.h>

#include <rill/bind.h>

int rill_fgetpos(FILE *stream, fpos_t *pos)
{
    const off_t at = ftello(stream);

    if (at < 0)
        return -1;
    *pos = at;
    return 0;
}

int rill_fsetpos(FILE *stream, const fpos_t *pos)
{
    return fseeko(stream, (off_t)*pos, SEEK_SET) ? -1 : 0;
}

RILL_DEFAULT(function, fgetpos, rill_fgetpos);
RILL_DEFAULT(function, fsetpos, rill_fsetpos);
