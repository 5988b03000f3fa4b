/* libc-shim/unlocked.c -- POSIX.1's getc_unlocked and its like: they are getc and putc,
 * which take no lock on the console's streams either. */
#include <stdio.h>

#include <rill/bind.h>

int rill_getc_unlocked(FILE *stream)
{
    return getc(stream);
}

int rill_getchar_unlocked(void)
{
    return getc(stdin);
}

int rill_putc_unlocked(int byte, FILE *stream)
{
    return putc(byte, stream);
}

int rill_putchar_unlocked(int byte)
{
    return putc(byte, stdout);
}

RILL_DEFAULT(function, getc_unlocked, rill_getc_unlocked);
RILL_DEFAULT(function, getchar_unlocked, rill_getchar_unlocked);
RILL_DEFAULT(function, putc_unlocked, rill_putc_unlocked);
RILL_DEFAULT(function, putchar_unlocked, rill_putchar_unlocked);
