/* libc-shim/console.h -- what the files of this room promise each other. */
#ifndef SHIM_CONSOLE_H
#define SHIM_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <port/image.h>

/* ---- stdio.c: lines ---- */

/* Write the calling task's unfinished line, if this program has lines. The shim has
 * nothing else to do at a task's end. */
static inline void rill_line_flush(void)
{
    rill_image_task_exit();
}

/* These two calls, once more, for the streams that make the lines. */
void rill_lines_flush(void);
void rill_lines_flush_all(void);

/* Images for many harts, in a task that is about to end the program: let each task that
 * runs on another hart, or is about to, finish its line, and let none begin another.
 * This takes half a second at most. A task that waits for something keeps its line
 * unfinished, as on one hart. A part: lines_settle, or nothing (port/image.h). */
void rill_image_lines_settle(void);
void rill_lines_settle(void);

/* The put of a stream that gathers bytes in the calling task's line. rill_line_put sends the
 * line at its '\n'; _full when the line holds `most` bytes, and then whole lines. */
int rill_line_put(char byte, FILE *stream);
int rill_line_put_full(char byte, FILE *stream);

/* ---- streams.c: stdin, stdout, stderr ---- */

/* The FILE stands first, so a pointer to the stream is a pointer to a FILE. */
struct rill_stream {
    struct __file_ext file; /* has a seek, once freopen has led it elsewhere */
    FILE *to;               /* where freopen has led it; NULL: the console */
    uint16_t most; /* fully buffered: bytes that are kept at the most */
    int8_t fd;     /* its own */
};

/* linker/sections.ld promises that those of the three which the program has lie between
 * these two. */
extern char __rill_streams[], __rill_streams_end[];

/* The stream that a FILE is; NULL if it is none of the three. */
struct rill_stream *rill_stream_of(FILE *file);

/* The fd of one of the three. */
static inline int rill_stream_fd(const FILE *file)
{
    return ((const struct rill_stream *)file)->fd;
}

/* ---- io.c: fds ---- */

/* The next byte of standard input, after the line discipline; blocks.
 *   returns  0..255; -1: the end of input, a terminal's once, a pipe's for good;
 *   -ECANCELED. */
int rill_console_byte(void);

/* Is this fd one of the three, and has the program not closed it? */
bool rill_fd_is_open(int fd);

/* fflush, of streams.c; fopen and its kin, of files.c, call it by this name. */
int rill_fflush(FILE *file);

/* ---- files.c: FILEs that the program opens, if this program has such ---- */

/* Write what they hold. In a task; may block.   returns  0; EOF: not all of it.
 * A part: files_flush, or nothing (port/image.h). */
int rill_image_files_flush(void);
int rill_files_flush(void);

/* The fd of such a FILE; -1 if it is another FILE. */
int rill_file_fd(FILE *file);

FILE *rill_fopen(const char *restrict path, const char *restrict mode);

/* freopen of such a FILE.   returns  the FILE; NULL: it is gone. */
FILE *rill_file_reopen(FILE *file, const char *path, const char *mode);

#endif
