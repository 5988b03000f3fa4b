/* libc-shim/reopen.c -- freopen (C17 7.21.5.4).
 *
 * A FILE that the program has opened is opened anew in place (files.c). stdin, stdout and
 * stderr are led on: their put, get and flush become those here, which call the FILE that
 * was opened for them.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <rill/bind.h>
#include <port/image.h>

#include "console.h"
#include "tasks.h"

static FILE *led(FILE *file)
{
    return rill_stream_of(file)->to;
}

static int led_put(char byte, FILE *file)
{
    return putc(byte, led(file)) == EOF ? _FDEV_ERR : 0;
}

static int led_get(FILE *file)
{
    int byte = getc(led(file));

    return byte != EOF ? byte : ferror(led(file)) ? _FDEV_ERR : _FDEV_EOF;
}

static int led_flush(FILE *file)
{
    return rill_fflush(led(file));
}

static off_t led_seek(FILE *file, off_t offset, int whence)
{
    return ((const struct __file_ext *)led(file))
        ->seek(led(file), offset, whence);
}

static void lead(struct rill_stream *s, FILE *to)
{
    FILE *file = &s->file.cfile.file;

    s->to = to;
    s->file.seek = led_seek;
    file->put = led_put;
    file->get = led_get;
    file->flush = led_flush;
    file->flags = (uint8_t)__SEXT | (to->flags & (__SRD | __SWR));
    file->unget = 0;
}

/* C17 7.21.5.4: close the stream's old file first, whatever comes of the rest. */
static FILE *reopen_stream(struct rill_stream *s, const char *path,
                           const char *mode)
{
    FILE *file = &s->file.cfile.file, *to = s->to;

    (void)rill_fflush(file);
    file->flags &= (uint8_t) ~(__SRD | __SWR);
    s->to = NULL;
    if (to != NULL)
        (void)fclose(to);
    else if (rill_fd_is_open(s->fd))
        (void)close(s->fd);
    to = rill_fopen(path, mode);
    if (to == NULL)
        return NULL;
    lead(s, to);
    return file;
}

/* Without a path only the mode of the open file would change; we do not do that. */
FILE *rill_freopen(const char *restrict path, const char *restrict mode,
                   FILE *restrict file)
{
    struct rill_stream *s = rill_stream_of(file);

    RILL_TASKS_ONLY("freopen");
    if (path == NULL) {
        errno = EINVAL;
        return NULL;
    }
    if (s != NULL)
        return reopen_stream(s, path, mode);
    if (rill_file_fd(file) >= 0)
        return rill_file_reopen(file, path, mode);
    errno = EBADF;
    return NULL;
}

RILL_DEFAULT(function, freopen, rill_freopen);
