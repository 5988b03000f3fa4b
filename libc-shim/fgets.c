/* libc-shim/fgets.c -- fgets as C has it (C11 7.21.7.2).
 *
 * picolibc 1.8's fgets returns NULL when the input ends within a line, and loses what
 * it has read of that line: a program loses the last line of a file without a final
 * '\n'. Ours is weak, but in an object, so the linker takes it before an archive
 * member. A program without fgets carries neither.
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
