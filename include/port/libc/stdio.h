/* port/libc/stdio.h -- functions of POSIX.1 that the shim has (libc-shim/getline.c, dprintf.c,
 * memstream.c, unlocked.c) and picolibc's header does not declare. */
#pragma GCC system_header
/* The fsetpos of 1.8.0 takes no const; 1.8.10 declares getline even with -std=c11. */
#define fsetpos rill_picolibc_fsetpos
#define getline rill_picolibc_getline
#include_next <stdio.h>
#undef fsetpos
#undef getline
#ifndef RILL_LIBC_STDIO_H
#define RILL_LIBC_STDIO_H

#include <sys/features.h>

#ifdef __cplusplus
extern "C"
#endif
    int
    fsetpos(FILE *stream, const fpos_t *pos);

/* Not with -std=c11, which asks for C alone: such a program may have its own getline. */
#if __POSIX_VISIBLE

#include <stdarg.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

ssize_t getline(char **__restrict line, size_t *__restrict room,
                FILE *__restrict stream);
ssize_t getdelim(char **__restrict line, size_t *__restrict room, int end,
                 FILE *__restrict stream);
int dprintf(int fd, const char *__restrict format, ...)
    __attribute__((format(printf, 2, 3)));
int vdprintf(int fd, const char *__restrict format, va_list args)
    __attribute__((format(printf, 2, 0)));
FILE *open_memstream(char **text, size_t *size);

#undef getc_unlocked
#undef getchar_unlocked
#undef putc_unlocked
#undef putchar_unlocked
int getc_unlocked(FILE *stream);
int getchar_unlocked(void);
int putc_unlocked(int byte, FILE *stream);
int putchar_unlocked(int byte);

#ifdef __cplusplus
}
#endif

#endif

#endif
