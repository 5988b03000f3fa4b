/* libc-shim/dprintf.c -- POSIX.1 dprintf and vdprintf: they print by write, some bytes
 * at a time, through a stream that lives as long as the call. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <rill/bind.h>

struct to_fd {
    FILE stream; /* first: put gets a pointer to it */
    int fd;
    int failed;
    unsigned held;
    char bytes[64];
};

static void send(struct to_fd *out)
{
    unsigned sent = 0;

    while (sent < out->held && !out->failed) {
        ssize_t n = write(out->fd, out->bytes + sent, out->held - sent);

        if (n < 0)
            out->failed = errno;
        else
            sent += (unsigned)n;
    }
    out->held = 0;
}

static int put(char byte, FILE *stream)
{
    struct to_fd *out = (struct to_fd *)stream;

    out->bytes[out->held++] = byte;
    if (out->held == sizeof out->bytes)
        send(out);
    return out->failed ? -1 : (unsigned char)byte;
}

int rill_vdprintf(int fd, const char *restrict format, va_list args)
{
    struct to_fd out = {
        .stream = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE),
        .fd = fd};
    int n = vfprintf(&out.stream, format, args);

    send(&out);
    if (out.failed) {
        errno = out.failed;
        return -1;
    }
    return n;
}

int rill_dprintf(int fd, const char *restrict format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = rill_vdprintf(fd, format, args);
    va_end(args);
    return n;
}

RILL_DEFAULT(function, vdprintf, rill_vdprintf);
RILL_DEFAULT(function, dprintf, rill_dprintf);
