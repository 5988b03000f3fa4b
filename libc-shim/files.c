/* libc-shim/files.c -- FILEs that a program opens: fopen, fdopen, freopen.
 *
 * picolibc's own forget their FILEs at once: what a FILE still holds when the program ends
 * is lost, and fflush(NULL) has nothing to go through. Ours are on a list from the call
 * that opens them to fclose. All else of them is picolibc's (stdio-bufio.h).
 *
 *     fopen --open--> fd --fdopen--> struct file, on `files` --fclose--> gone
 *
 * There is no file system yet, so open says ENOSYS and fopen NULL, unless the program
 * provides an open. fdopen serves what is open: 0, 1 and 2.
 *
 * Invariant, while nobody has `listing`: a FILE is on `files` <=> it can be used.
 * A task that flushes them all holds `listing` and waits for each FILE's own lock; a task
 * that has a FILE's lock never wants `listing`.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio-bufio.h>
#include <stdlib.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/context.h>
#include <rill/mutex.h>
#include <rill/time.h>
#include <port/image.h>
#include <port/libc.h>

#include "console.h"
#include "tasks.h"

/* The FILE first, so a pointer to it is one. */
struct file {
    struct __file_bufio bufio;
    struct file *prev, *next;
    char buf[BUFSIZ];
};

static struct rill_mutex listing;
static struct file *files; /* the newest first */

/* Of a cancelled task as well, for fclose must not leave half of it.
 *   returns  what list_leave takes. */
static bool list_enter(void)
{
    bool masked = rill_cancel_mask(true);

    (void)rill_mutex_lock(&listing, RILL_FOREVER);
    return masked;
}

static void list_leave(bool masked)
{
    rill_mutex_unlock(&listing);
    rill_cancel_mask(masked);
}

static FILE *file_of(struct file *f)
{
    return &f->bufio.xfile.cfile.file;
}

/* C17 7.21.5.3: r, w or a, then +, b, x in any order; POSIX has e.
 *   returns  open's flags; -1: it is no mode. */
static int open_flags(const char *mode)
{
    int how = *mode == 'r'   ? 0
              : *mode == 'w' ? O_CREAT | O_TRUNC
              : *mode == 'a' ? O_CREAT | O_APPEND
                             : -1;
    bool both = false;

    if (how < 0)
        return -1;
    for (const char *p = mode + 1; *p; p++)
        if (*p == '+')
            both = true;
        else if (*p == 'x')
            how |= O_EXCL;
    return how | (both ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY);
}

static uint8_t stdio_flags(int how)
{
    int access = how & O_ACCMODE;

    return access == O_RDWR     ? __SRD | __SWR
           : access == O_RDONLY ? __SRD
                                : __SWR;
}

/* What fclose calls: the file is flushed, closed, and off the list. */
static int finish(struct file *f)
{
    FILE *file = file_of(f);
    int r = file->flags & __SWR ? __bufio_flush(file) : 0;

    if (close(rill_bufio_fd(file)) < 0)
        r = EOF;
    __bufio_lock(file);
    __bufio_lock_close(file);
    if (f->bufio.bflags & __BALL)
        free(f->bufio.buf);
    return r;
}

static int file_close(FILE *file)
{
    struct file *f = (struct file *)file;
    bool masked = list_enter();
    int r;

    if (f->prev != NULL)
        f->prev->next = f->next;
    else
        files = f->next;
    if (f->next != NULL)
        f->next->prev = f->prev;
    list_leave(masked);
    r = finish(f);
    free(f);
    return r;
}

/* A FILE over fd, in place; it is on no list. */
static void begin(struct file *f, int fd, int how)
{
    f->bufio = (struct __file_bufio)FDEV_SETUP_BUFIO(
        fd, f->buf, BUFSIZ, read, write, lseek, close, stdio_flags(how), 0);
    f->bufio.xfile.cfile.close = file_close;
    __bufio_lock_init(file_of(f));
}

FILE *rill_fdopen(int fd, const char *mode)
{
    int how = open_flags(mode);
    struct file *f;
    bool masked;

    RILL_TASKS_ONLY("fdopen or fopen");
    RILL_NEEDS(rill_files_flush);
    if (how < 0 || fd < 0) {
        errno = how < 0 ? EINVAL : EBADF;
        return NULL;
    }
    f = malloc(sizeof *f);
    if (f == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    begin(f, fd, how);
    f->prev = NULL;
    masked = list_enter();
    f->next = files;
    if (files != NULL)
        files->prev = f;
    files = f;
    list_leave(masked);
    return file_of(f);
}

FILE *rill_fopen(const char *restrict path, const char *restrict mode)
{
    int how = open_flags(mode), fd;
    FILE *file;

    RILL_TASKS_ONLY("fopen");
    if (how < 0) {
        errno = EINVAL;
        return NULL;
    }
    fd = open(path, how, 0666);
    if (fd < 0)
        return NULL;
    file = rill_fdopen(fd, mode);
    if (file == NULL)
        (void)close(fd);
    return file;
}

/* ---- freopen of stdin, stdout, stderr: the stream leads on to another FILE ---- */

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
    return __bufio_seek(led(file), offset, whence);
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

/* C17 7.21.5.4: what the stream was is closed first, whatever comes of the rest. */
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

static FILE *reopen_file(struct file *f, const char *path, const char *mode)
{
    int how = open_flags(mode), fd = how < 0 ? -1 : open(path, how, 0666);

    if (how < 0)
        errno = EINVAL;
    if (fd < 0) {
        int error = errno;

        (void)file_close(file_of(f));
        errno = error;
        return NULL;
    }
    (void)finish(f);
    begin(f, fd, how);
    return file_of(f);
}

/* With no path, only the mode would change, of what is open; that we do not do. */
FILE *rill_freopen(const char *restrict path, const char *restrict mode,
                   FILE *restrict file)
{
    const struct __file_close *f = (const struct __file_close *)file;
    struct rill_stream *s = rill_stream_of(file);

    RILL_TASKS_ONLY("freopen");
    if (path == NULL) {
        errno = EINVAL;
        return NULL;
    }
    if (s != NULL)
        return reopen_stream(s, path, mode);
    if (file->flags & __SCLOSE && f->close == file_close)
        return reopen_file((struct file *)file, path, mode);
    errno = EBADF;
    return NULL;
}

/* ---- all of them ---- */

RILL_PART(files_flush) int rill_files_flush(void)
{
    bool masked = list_enter();
    int r = 0;

    for (struct file *f = files; f != NULL; f = f->next)
        if (file_of(f)->flags & __SWR && __bufio_flush(file_of(f)) != 0)
            r = EOF;
    list_leave(masked);
    return r;
}

RILL_DEFAULT(function, fdopen, rill_fdopen);
RILL_DEFAULT(function, fopen, rill_fopen);
RILL_DEFAULT(function, freopen, rill_freopen);
