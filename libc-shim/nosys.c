/* libc-shim/nosys.c -- calls that have nothing behind them, and say so.
 *
 * Without these a program that merely contains fopen would not link. Each call returns
 * -1 with errno ENOSYS, so that fopen returns NULL and strerror tells why. None
 * pretends success (a getentropy of zeros, an unlink that returns 0), and open does not
 * fail with ENOENT: there is no file system that could lack the file.
 *
 * The RISC-V calling convention passes all arguments in registers, and the function
 * ignores them. So one function serves every call that returns an int.
 */
#include <errno.h>

#include <rill/bind.h>

int rill_nosys(void)
{
    errno = ENOSYS;
    return -1;
}

/* A program may bring a call of its own, under the newlib or the picolibc name, and a
 * file system will. */
#define NOSYS(name)                                   \
    RILL_DEFAULT_UNTYPED(function, name, rill_nosys); \
    RILL_DEFAULT_UNTYPED(function, _##name, rill_nosys)

/* Files and folders. */
NOSYS(open);
NOSYS(creat);
NOSYS(stat);
NOSYS(lstat);
NOSYS(access);
NOSYS(unlink);
NOSYS(link);
NOSYS(symlink);
NOSYS(rename);
NOSYS(mkdir);
NOSYS(rmdir);
NOSYS(chdir);
NOSYS(chmod);
NOSYS(chown);
NOSYS(truncate);
NOSYS(ftruncate);
NOSYS(mkfifo);
NOSYS(mknod);
NOSYS(utime);
NOSYS(utimes);

/* Open files. */
NOSYS(fcntl);
NOSYS(ioctl);
NOSYS(dup);
NOSYS(dup2);
NOSYS(pipe);
NOSYS(fsync);
NOSYS(fchmod);

/* Processes. */
NOSYS(fork);
NOSYS(vfork);
NOSYS(execve);
NOSYS(execv);
NOSYS(wait);
NOSYS(waitpid);
NOSYS(pause);
