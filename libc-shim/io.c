/* libc-shim/io.c -- the three open files, and how the console is read.
 *
 * 0 is the console's input; 1 and 2 its output. Each is open until the program closes it;
 * then calls on it fail, as on any system. write sends bytes at once, as they are; stdio
 * gathers lines. But first write sends the calling task's unfinished line of stdio, so
 * that their outputs stay in order.
 *
 * Reading follows what a terminal does on a host, as far as it can matter to a
 * program:
 *     ^D (4)   a terminal's end of input: read returns the bytes it has, and the next
 *              read returns 0, once; then reading starts anew
 *     FS (28)  the end of a pipe or a file: every read from then on returns 0, in every
 *              task, for good. ASCII calls it the file separator; tools/qemu-run
 *              sends it
 *     ^V (22)  the next byte as it stands: how data with a 4 in it is piped in
 *     CR       is '\n': it is what the Enter key sends
 *     ^Q (17)  nothing: a terminal's "go on", and what tools/qemu-run sends first
 *              for the UART to lose while it starts
 * We neither echo nor erase: the host's terminal does both, line by line, before we see
 * a byte, and a pipe wants neither.
 *
 * We refused one mark for the two ends. If we told a pipe's end once, the second reader
 * of a pool of workers would wait for ever. If we told a terminal's end for good, a
 * shell would lose the keyboard after its command has read to ^D.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/mutex.h>
#include <rill/time.h>
#include <port/image.h>

#include "console.h"
#include "tasks.h"

enum { KEY_END = 4, KEY_START = 17, KEY_LITERAL = 22, KEY_OVER = 28 };
enum { FILES = 3 };

bool rill_image_raw;

/* Marks between one byte and the next, for all readers. A reader holds `reading`,
 * parked or not: so one task's read is not torn by another task, and the next reader in
 * line reads what follows. */
static struct rill_mutex reading;
static bool ended; /* a read returned bytes before ^D: the next one returns 0 */
static bool over;  /* the input has ended for good */
static bool literal; /* ^V was read and the byte behind it was not */

/* A bit for each file that the program has closed. */
static struct rill_lock closing;
static unsigned char closed;

static int fail(int error)
{
    errno = error;
    return -1;
}

bool rill_fd_is_open(int fd)
{
    return fd >= 0 && fd < FILES && !(closed >> fd & 1);
}

/* With `reading`. */
static int next_byte(void)
{
    int byte;

    if (ended || over) {
        ended = false;
        return -1;
    }
    for (;;) {
        byte = rill_console_getc(RILL_FOREVER);
        if (byte < 0 || rill_image_raw)
            return byte;
        if (literal) {
            literal = false;
            return byte;
        }
        over = byte == KEY_OVER;
        if (byte == KEY_END || over)
            return -1;
        literal = byte == KEY_LITERAL;
        if (byte != KEY_START && !literal)
            return byte == '\r' ? '\n' : byte;
    }
}

int rill_console_byte(void)
{
    int byte = rill_mutex_lock(&reading, RILL_FOREVER);

    if (byte == 0) {
        byte = next_byte();
        rill_mutex_unlock(&reading);
    }
    return byte;
}

/* Read a line at most, and in raw mode one byte: to wait for more could be for ever. */
static int read_some(char *at, size_t n, size_t *got)
{
    while (*got < n) {
        int byte = next_byte();

        if (byte < 0)
            return byte;
        at[(*got)++] = (char)byte;
        if (byte == '\n' || rill_image_raw)
            break;
    }
    return 0;
}

ssize_t _read(int fd, void *buf, size_t n)
{
    size_t got = 0;
    int r;

    RILL_TASKS_ONLY("read");
    if (fd != 0 || !rill_fd_is_open(fd))
        return fail(EBADF);
    if (n > PTRDIFF_MAX)
        return fail(EINVAL);
    if (n > 0 && buf == NULL)
        return fail(EFAULT);
    rill_line_flush();
    r = rill_mutex_lock(&reading, RILL_FOREVER);
    if (r)
        return fail(-r);
    r = read_some(buf, n, &got);
    if (r < 0 && r != -ECANCELED && got)
        ended = true; /* the bytes before ^D are not lost */
    rill_mutex_unlock(&reading);
    if (r == -ECANCELED && !got)
        return fail(ECANCELED);
    return (ssize_t)got;
}

ssize_t _write(int fd, const void *buf, size_t n)
{
    size_t taken = 0;

    RILL_TASKS_ONLY("write");
    if (fd == 0 || !rill_fd_is_open(fd))
        return fail(EBADF);
    if (n > PTRDIFF_MAX)
        return fail(EINVAL);
    if (n > 0 && buf == NULL)
        return fail(EFAULT);
    rill_line_flush();
    rill_console_write_kept(buf, n, &taken);
    return (ssize_t)n;
}

/* Send the calling task's line first: the task printed it while the file was open. */
int _close(int fd)
{
    RILL_TASKS_ONLY("close");
    if (!rill_fd_is_open(fd))
        return fail(EBADF);
    rill_line_flush();
    RILL_LOCK_TAKE(&closing);
    closed |= (unsigned char)(1u << fd);
    RILL_LOCK_DROP(&closing);
    return 0;
}

off_t _lseek(int fd, off_t offset, int whence)
{
    (void)offset;
    (void)whence;
    return fail(rill_fd_is_open(fd) ? ESPIPE : EBADF);
}

int _isatty(int fd)
{
    return rill_fd_is_open(fd) ? 1 : (fail(EBADF), 0);
}

int _fstat(int fd, struct stat *st)
{
    if (!rill_fd_is_open(fd))
        return fail(EBADF);
    if (st == NULL)
        return fail(EFAULT);
    memset(st, 0, sizeof *st);
    st->st_mode = S_IFCHR | S_IRUSR | S_IWUSR;
    st->st_nlink = 1;
    return 0;
}

RILL_DEFAULT(function, read, _read);
RILL_DEFAULT(function, write, _write);
RILL_DEFAULT(function, close, _close);
RILL_DEFAULT(function, lseek, _lseek);
RILL_DEFAULT(function, isatty, _isatty);
RILL_DEFAULT(function, fstat, _fstat);
