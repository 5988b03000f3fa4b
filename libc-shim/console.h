/* libc-shim/console.h -- what the files of this room promise each other. */
#ifndef SHIM_CONSOLE_H
#define SHIM_CONSOLE_H

#include <stddef.h>

/* Write what the calling task has of an unfinished line. In stdio.c. */
void rill_line_flush(void);

/* The next byte of standard input, after the line discipline; blocks.
 *   returns  0..255; -1: end of input, said once; -ECANCELED. In io.c. */
int rill_console_byte(void);

#endif
