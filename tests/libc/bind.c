/* libc/bind.c -- a plain name and its name with an underscore are one function, and that function
 * is the shim's. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <signal.h>
#include <unistd.h>

#include "../tap.h"

ssize_t _write(int fd, const void *buf, size_t n);
ssize_t _read(int fd, void *buf, size_t n);
void *_sbrk(ptrdiff_t delta);
int _close(int fd);
off_t _lseek(int fd, off_t offset, int whence);
int _isatty(int fd);
int _kill(pid_t pid, int sig);
int _getpid(void);
int _open(const char *path, int flags, ...);
int open(const char *path, int flags, ...);
clock_t _times(struct tms *t);
extern const unsigned rill_shim_linked;

/* A program's own function wins over the shim's function of that name, and over libc's. */
int link(const char *from, const char *to)
{
    return from == NULL && to == NULL ? 4711 : 0;
}

#define SAME(a, b) ok((void *)(a) == (void *)(b), #a " is " #b)

int main(void)
{
    plan(12);
    SAME(write, _write);
    SAME(read, _read);
    SAME(sbrk, _sbrk);
    SAME(close, _close);
    SAME(lseek, _lseek);
    SAME(isatty, _isatty);
    SAME(kill, _kill);
    SAME(getpid, _getpid);
    SAME(open, _open);
    SAME(times, _times);
    is((long)rill_shim_linked, 1, "the shim is linked");
    is(link(NULL, NULL), 4711, "the program's own link() is called");
    return done();
}
