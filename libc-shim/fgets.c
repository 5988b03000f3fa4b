/* libc-shim/fgets.c -- fgets as C has it (C11 7.21.7.2).
 *
 * picolibc 1.8's returns NULL when the input ends within a line, and what it has
 * read of that line is lost: a file without a final '\n' piped into a program
 * loses its last line. Ours takes precedence over an archive member, being weak
 * in an object; a program without fgets carries neither.
 */
#include <stdio.h>

#include <rill/bind.h>

char *rill_fgets(char *restrict buf, int n, FILE *restrict stream)
{
    int got = 0;

    if (n < 1)
        return NULL;
    while (got < n - 1) {
        int byte = getc(stream);

        if (byte == EOF) {
            if (got == 0 || ferror(stream))
                return NULL;
            break;
        }
        buf[got++] = (char)byte;
        if (byte == '\n')
            break;
    }
    buf[got] = '\0';
    return buf;
}

RILL_DEFAULT(function, fgets, rill_fgets);
