/* libc-shim/files.c -- FILEs that a program opens: fopen, fdopen. (freopen is in reopen.c.)
 *
 *     fopen --open--> fd --fdopen--> struct file, on `files` --fclose--> gone
 *
 * picolibc's fopen forgets its FILEs at once: at the program's end the bytes that a FILE
 * still holds are lost, and fflush(NULL) has no list to go through. Our FILEs are on a
 * list from the call that opens them to fclose. (They cannot use picolibc's buffers
 * either: the object that has those asks for realloc, and a program with a heap of its own
 * need not have one.)
 *
 * There is no file system yet, so open fails with ENOSYS and fopen returns NULL, unless
 * the program provides an open. fdopen works for the open fds: 0, 1 and 2.
 *
 * A FILE's buffer holds bytes one way at a time:
 *     writing   [0, n) have not been written
 *     reading   [at, n) were read from the fd, and not by the program
 *
 * Invariants: while `listing` is free, a FILE is on `files` <=> it can be used; while a
 * FILE's lock is free, at <= n <= size, and writing => at is 0. A task that flushes all
 * FILEs holds `listing` and waits for each FILE's lock. A task that has a FILE's lock
 * never wants `listing`.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/context.h>
#include <rill/mutex.h>
#include <rill/time.h>
#include <port/image.h>

#include "console.h"
#include "tasks.h"

/* The FILE first, so a pointer to it is one. */
struct file {
    struct __file_ext ext;
    struct file *prev, *next;
    struct rill_mutex mutex;
    char *buf;
    size_t size, at, n;
    int fd;
    uint8_t mode; /* _IOFBF, _IOLBF or _IONBF */
    bool writing;
    char first[BUFSIZ];
};

static struct rill_mutex listing;
static struct file *files; /* the newest first */

/* A cancelled task also gets through: libc has no way to hear of the cancellation, and
 * must not leave half of its work.
 *   returns  what leave takes. */
static bool enter(struct rill_mutex *m)
{
    bool masked = rill_cancel_mask(true);

    (void)rill_mutex_lock(m, RILL_FOREVER);
    return masked;
}

static void leave(struct rill_mutex *m, bool masked)
{
    rill_mutex_unlock(m);
    rill_cancel_mask(masked);
}

static FILE *file_of(struct file *f)
{
    return &f->ext.cfile.file;
}

static struct file *of(FILE *file)
{
    return (struct file *)file;
}

/* ---- the buffer, with the FILE's lock ---- */

/* Write all that the FILE holds. Bytes that an error leaves unwritten stay in it.
 *   returns  0; EOF. */
static int drain(struct file *f)
{
    while (f->writing && f->n > 0) {
        ssize_t did = write(f->fd, f->buf, f->n);

        if (did <= 0)
            return EOF;
        f->n -= (size_t)did;
        for (size_t i = 0; i < f->n; i++)
            f->buf[i] = f->buf[i + (size_t)did];
    }
    f->writing = false;
    return 0;
}

/* Give the bytes that were read ahead back to the fd. If the fd cannot seek (a pipe),
 * they stay here. */
static void unread(struct file *f)
{
    if (f->at < f->n &&
        lseek(f->fd, -(off_t)(f->n - f->at), SEEK_CUR) == (off_t)-1)
        return;
    f->at = f->n = 0;
}

static int put_byte(struct file *f, char byte)
{
    if (!f->writing) {
        unread(f);
        f->at = f->n = 0;
    } else if (f->n == f->size && drain(f) != 0) {
        return _FDEV_ERR;
    }
    f->writing = true;
    f->buf[f->n++] = byte;
    if (f->mode == _IONBF || (f->mode == _IOLBF && byte == '\n'))
        return drain(f) == 0 ? 0 : _FDEV_ERR;
    return 0;
}

static int get_byte(struct file *f)
{
    ssize_t got;

    if (drain(f) != 0)
        return _FDEV_ERR;
    if (f->at < f->n)
        return (unsigned char)f->buf[f->at++];
    f->at = f->n = 0;
    got = read(f->fd, f->buf, f->mode == _IONBF ? 1 : f->size);
    if (got <= 0)
        return got == 0 ? _FDEV_EOF : _FDEV_ERR;
    f->n = (size_t)got;
    return (unsigned char)f->buf[f->at++];
}

/* ---- what a FILE calls ---- */

static int file_put(char byte, FILE *file)
{
    struct file *f = of(file);
    bool masked;
    int r;

    RILL_TASKS_ONLY("fputs, fprintf or another call of stdio");
    masked = enter(&f->mutex);
    r = put_byte(f, byte);
    leave(&f->mutex, masked);
    return r;
}

static int file_get(FILE *file)
{
    struct file *f = of(file);
    bool masked;
    int r;

    RILL_TASKS_ONLY("fgets, fscanf or another call of stdio");
    if (feof(file)) /* until clearerr: C17 7.21.7.1 */
        return _FDEV_EOF;
    masked = enter(&f->mutex);
    r = get_byte(f);
    leave(&f->mutex, masked);
    return r;
}

static int file_flush(FILE *file)
{
    struct file *f = of(file);
    bool masked = enter(&f->mutex);
    int r = 0;

    if (f->writing)
        r = drain(f);
    else
        unread(f);
    leave(&f->mutex, masked);
    return r;
}

static off_t file_seek(FILE *file, off_t offset, int whence)
{
    struct file *f = of(file);
    bool masked = enter(&f->mutex);
    off_t at = -1;

    if (drain(f) == 0) {
        unread(f);
        at = lseek(f->fd, offset, whence);
    }
    leave(&f->mutex, masked);
    return at;
}

/* C lets a program call this before the first byte only. When it is later, what the
 * FILE holds must fit (C17 7.21.5.6). */
static int file_setvbuf(FILE *file, char *buf, int mode, size_t size)
{
    struct file *f = of(file);
    bool masked;
    int r = EOF;

    if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF) {
        errno = EINVAL;
        return EOF;
    }
    masked = enter(&f->mutex);
    if (drain(f) == 0) {
        unread(f);
        r = 0;
        f->mode = (uint8_t)mode;
        if (buf != NULL && size > 0) {
            f->buf = buf;
            f->size = size;
        }
    }
    leave(&f->mutex, masked);
    return r;
}

/* ---- opening and closing ---- */

/* C17 7.21.5.3: r, w or a, then +, b, x in any order; POSIX has e.
 *   returns open's flags; -1: the text is no mode. */
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

static int finish(struct file *f)
{
    int r = file_flush(file_of(f));

    return close(f->fd) < 0 ? EOF : r;
}

static void forget(struct file *f)
{
    bool masked = enter(&listing);

    if (f->prev != NULL)
        f->prev->next = f->next;
    else
        files = f->next;
    if (f->next != NULL)
        f->next->prev = f->prev;
    leave(&listing, masked);
    free(f);
}

/* What fclose calls. */
static int file_close(FILE *file)
{
    int r = finish(of(file));

    forget(of(file));
    return r;
}

/* Make f a FILE over fd, in place. This does not touch the list. */
static void begin(struct file *f, int fd, int how)
{
    f->ext = (struct __file_ext)FDEV_SETUP_EXT(file_put, file_get, file_flush,
                                               file_close, file_seek,
                                               file_setvbuf, stdio_flags(how));
    f->buf = f->first;
    f->size = sizeof f->first;
    f->at = f->n = 0;
    f->fd = fd;
    f->mode = _IOFBF;
    f->writing = false;
}

/* The fd of a FILE that is one of these. */
int rill_file_fd(FILE *file)
{
    const struct __file_close *c = (const struct __file_close *)file;

    return file->flags & __SCLOSE && c->close == file_close ? of(file)->fd : -1;
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
    *f = (struct file){.prev = NULL};
    begin(f, fd, how);
    masked = enter(&listing);
    f->next = files;
    if (files != NULL)
        files->prev = f;
    files = f;
    leave(&listing, masked);
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

/* For freopen: lead the FILE to another path, in place. C17 7.21.5.4: close the old file
 * first, whatever comes of the rest. A FILE that then has no file is gone.
 *   returns the FILE; NULL: it is gone. */
FILE *rill_file_reopen(FILE *file, const char *path, const char *mode)
{
    struct file *f = of(file);
    int how = open_flags(mode), fd;

    (void)finish(f);
    fd = how < 0 ? (errno = EINVAL, -1) : open(path, how, 0666);
    if (fd < 0) {
        forget(f);
        return NULL;
    }
    begin(f, fd, how);
    return file;
}

/* ---- all of them ---- */

RILL_PART(files_flush) int rill_files_flush(void)
{
    bool masked = enter(&listing);
    int r = 0;

    for (struct file *f = files; f != NULL; f = f->next)
        if (file_flush(file_of(f)) != 0)
            r = EOF;
    leave(&listing, masked);
    return r;
}

RILL_DEFAULT(function, fdopen, rill_fdopen);
RILL_DEFAULT(function, fopen, rill_fopen);
