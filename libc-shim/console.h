/* libc-shim/console.h -- what the files of this room promise each other. */
#ifndef SHIM_CONSOLE_H
#define SHIM_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <port/image.h>

/* ---- stdio.c: lines ---- */

/* Write what the calling task has of an unfinished line, if this program has such:
 * that is all that there is to a task's end. */
static inline void rill_line_flush(void)
{
    rill_image_task_exit();
}

/* The same two calls for the streams that make the lines. */
void rill_lines_flush(void);
void rill_lines_flush_all(void);

/* Images for many harts, in a task that is about to end the program: let each task that
 * runs on another hart, or is about to, finish the line that it is at, and none begin
 * another. For half a second at the most. A task that waits for something keeps its line
 * unfinished, as on one hart. A part: lines_settle, or nothing (port/image.h). */
void rill_image_lines_settle(void);
void rill_lines_settle(void);

/* The put of a stream that gathers bytes in the calling task's line. rill_line_put sends the
 * line at its '\n'; _full when the line holds `most` bytes, and then whole lines. */
int rill_line_put(char byte, FILE *stream);
int rill_line_put_full(char byte, FILE *stream);

/* ---- streams.c: stdin, stdout, stderr ---- */

/* A FILE in front, so a pointer to it is one. */
struct rill_stream {
    struct __file_ext file; /* with a seek, once freopen has led it elsewhere */
    FILE *to;               /* where freopen has led it; NULL: the console */
    uint16_t most; /* fully buffered: bytes that are kept at the most */
    int8_t fd;     /* its own */
};

/* linker/sections.ld promises: those of the three that the program has lie between. */
extern char __rill_streams[], __rill_streams_end[];

/* A FILE as one of the three streams; NULL: it is another. */
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

/* Is this file one of the three, and not closed by the program? */
bool rill_fd_is_open(int fd);

/* fflush, of streams.c; fopen and its kin, of files.c, call it by this name. */
int rill_fflush(FILE *file);

/* ---- files.c: FILEs that the program opens, if this program has such ---- */

/* Write what they hold. In a task; may block.   returns  0; EOF: not all of it.
 * A part: files_flush, or nothing (port/image.h). */
int rill_image_files_flush(void);
int rill_files_flush(void);

/* The fd of such a FILE; -1: it is another. */
int rill_file_fd(FILE *file);

FILE *rill_fopen(const char *restrict path, const char *restrict mode);

/* freopen of one.   returns  it; NULL: it is gone. */
FILE *rill_file_reopen(FILE *file, const char *path, const char *mode);

#endif
