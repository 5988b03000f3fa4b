/* libc-shim/streams.c -- stdin, stdout and stderr: FILEs over the fds 0, 1 and 2.
 *
 *     printf --> FILE stdout --put--> the task's line (stdio.c) --> console
 *     getc   --> FILE stdin  --get--> rill_console_byte (io.c)  <-- console
 *
 * The put that a stream has says how it is buffered, so no byte passes a test for that:
 *     _IOLBF   rill_line_put        how stdout and stderr begin
 *     _IOFBF   rill_line_put_full   each task's own bytes, until there are `most` of them
 *     _IONBF   put_now              each byte at once; two tasks' may mix
 * The streams do not use the caller's buffer (C17 7.21.5.6 leaves that open); each task's
 * own line stands in its place. stdin has no buffer: read(0) goes on where getchar
 * stopped.
 *
 * freopen leads a stream on to a FILE that it opens (files.c); then its put, get and flush
 * are that FILE's.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio-bufio.h>
#include <unistd.h>

#include <rill/bind.h>
#include <port/image.h>
#include <port/libc.h>

#include "console.h"
#include "tasks.h"

#define MOST_BYTES 4000u /* what a line of stdio.c certainly holds */

static int fail(int error)
{
    errno = error;
    return -1;
}

static struct rill_stream *of(FILE *file)
{
    return (struct rill_stream *)file;
}

static int put_now(char byte, FILE *file)
{
    RILL_TASKS_ONLY("printf, puts or another call of stdio");
    rill_lines_flush();
    if (!rill_fd_is_open(of(file)->fd)) {
        errno = EBADF;
        return _FDEV_ERR;
    }
    rill_console_write(&byte, 1);
    return 0;
}

static int flush(FILE *file)
{
    (void)file;
    RILL_TASKS_ONLY("fflush");
    rill_lines_flush();
    return 0;
}

/* The end of input stays until clearerr (C17 7.21.7.1): a loop over a last line without
 * '\n' meets the end twice and must not wait for input in between. */
static int get(FILE *file)
{
    int byte;

    RILL_TASKS_ONLY("getchar, scanf or another call of stdio");
    rill_lines_flush(); /* the prompt */
    if (feof(file))
        return _FDEV_EOF;
    if (!rill_fd_is_open(of(file)->fd)) {
        errno = EBADF;
        return _FDEV_ERR;
    }
    byte = rill_console_byte();
    if (byte == -ECANCELED) {
        errno = ECANCELED;
        return _FDEV_ERR;
    }
    return byte < 0 ? _FDEV_EOF : byte;
}

/* A FILE of picolibc's has flags and functions for whatever more it can do. Ours have
 * none of these until freopen sets them, so only programs that call fclose or setvbuf for
 * the streams have that code. The linker puts those of the three streams that a program
 * has next to each other (linker/sections.ld). */
#define STREAM(name, number, put_, get_, flush_, flags_)                      \
    static struct rill_stream name                                            \
        __attribute__((section(".data.stream." #name))) = {                   \
            .file.cfile.file = FDEV_SETUP_STREAM(put_, get_, flush_, flags_), \
            .fd = (number),                                                   \
    }

STREAM(console_in, 0, NULL, get, NULL, __SRD);
STREAM(console_out, 1, rill_line_put, NULL, flush, __SWR);
STREAM(console_err, 2, rill_line_put, NULL, flush, __SWR);

static FILE *const to_console_in = &console_in.file.cfile.file;
static FILE *const to_console_out = &console_out.file.cfile.file;
static FILE *const to_console_err = &console_err.file.cfile.file;

/* A program that was written for picolibc alone may bring its own stream. */
RILL_DEFAULT(variable, stdin, to_console_in);
RILL_DEFAULT(variable, stdout, to_console_out);
RILL_DEFAULT(variable, stderr, to_console_err);

/* It goes by the address: to name the three streams would link all three. */
struct rill_stream *rill_stream_of(FILE *file)
{
    uintptr_t at = (uintptr_t)file;

    return at >= (uintptr_t)__rill_streams && at < (uintptr_t)__rill_streams_end
               ? of(file)
               : NULL;
}

/* The stream can no longer be read or written, but freopen may lead it elsewhere. */
static int stream_close(struct rill_stream *s)
{
    FILE *to = s->to;

    s->file.cfile.file.flags &= (uint8_t) ~(__SRD | __SWR);
    s->to = NULL;
    if (to != NULL)
        return fclose(to);
    rill_line_flush();
    return rill_fd_is_open(s->fd) ? close(s->fd) : fail(EBADF);
}

/* picolibc's fclose leaves the streams as they are. */
int rill_fclose(FILE *file)
{
    struct rill_stream *s = rill_stream_of(file);
    const struct __file_close *f = (const struct __file_close *)file;

    RILL_TASKS_ONLY("fclose");
    if (s != NULL)
        return stream_close(s);
    return file->flags & __SCLOSE && f->close != NULL ? f->close(file)
                                                      : rill_fflush(file);
}

static int stream_setvbuf(struct rill_stream *s, int mode, size_t size)
{
    if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF)
        return fail(EINVAL);
    if (s->fd == 0)
        return 0;
    rill_line_flush();
    s->most = (uint16_t)(size == 0 || size > MOST_BYTES ? MOST_BYTES : size);
    s->file.cfile.file.put = mode == _IONBF   ? put_now
                             : mode == _IOFBF ? rill_line_put_full
                                              : rill_line_put;
    return 0;
}

int rill_setvbuf(FILE *restrict file, char *restrict buf, int mode, size_t size)
{
    struct rill_stream *s = rill_stream_of(file);
    const struct __file_ext *f;

    RILL_TASKS_ONLY("setvbuf");
    if (s != NULL && s->to == NULL)
        return stream_setvbuf(s, mode, size);
    if (s != NULL)
        file = s->to;
    f = (const struct __file_ext *)file;
    return file->flags & __SEXT && f->setvbuf != NULL
               ? f->setvbuf(file, buf, mode, size)
               : fail(EBADF);
}

/* picolibc's fileno knows only FILEs of its own. */
int rill_fileno(FILE *file)
{
    struct rill_stream *s = rill_stream_of(file);
    int fd;

    if (s != NULL && s->to == NULL)
        return rill_fd_is_open(s->fd) ? s->fd : fail(EBADF);
    if (s != NULL)
        file = s->to;
    fd = file->flags & __SBUF ? rill_bufio_fd(file) : rill_file_fd(file);
    return fd >= 0 ? fd : fail(EBADF);
}

/* picolibc's fflush faults for NULL, which means all streams (C17 7.21.5.2). */
int rill_fflush(FILE *file)
{
    if (file != NULL)
        return file->flush == NULL ? 0 : file->flush(file);
    RILL_TASKS_ONLY("fflush");
    rill_line_flush();
    return rill_image_files_flush();
}

RILL_DEFAULT(function, fclose, rill_fclose);
RILL_DEFAULT(function, setvbuf, rill_setvbuf);
RILL_DEFAULT(function, fileno, rill_fileno);
RILL_DEFAULT(function, fflush, rill_fflush);
