/* libc-shim/console.h -- what the files of this room promise each other. */
#ifndef SHIM_CONSOLE_H
#define SHIM_CONSOLE_H

#include <port/image.h>

/* Write what the calling task has of an unfinished line, if this program has such:
 * that is all that there is to a task's end. */
static inline void rill_line_flush(void)
{
    rill_image_task_exit();
}

/* The same two calls for those who make the lines. In stdio.c. */
void rill_lines_flush(void);
void rill_lines_flush_all(void);

/* The next byte of standard input, after the line discipline; blocks.
 *   returns  0..255; -1: end of input, said once; -ECANCELED. In io.c. */
int rill_console_byte(void);

#endif
