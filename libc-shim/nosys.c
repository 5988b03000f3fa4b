/* libc-shim/nosys.c -- the calls there is nothing behind, and they say so.
 *
 * Without these a program that merely contains fopen would not link. Each one
 * returns -1 with errno ENOSYS, so that fopen returns NULL and strerror tells
 * why. No pretended success (a getentropy of zeros, an unlink that is happy),
 * and no ENOENT for open: there is no file system that could lack the file.
 *
 * The arguments are ignored, and the RISC-V calling convention lets them be: all
 * are passed in registers. So one function serves every call that returns an
 * int, and the types of the plain names are not compared, unlike bind.h's.
 * libc's headers must not be included here for that reason.
 */
#include <errno.h>

int rill_nosys(void)
{
    errno = ENOSYS;
    return -1;
}

/* Weak, both of them: the program may bring a call of its own, in either
 * convention, and a file system will. The compiler knows them by other names
 * than the linker, or it would object to the type of those it knows (execve). */
#define NOSYS(name)                                 \
    int rill_no_##name(void) __asm__(#name)         \
        __attribute__((weak, alias("rill_nosys"))); \
    int rill_no_##name##_(void) __asm__("_" #name)  \
        __attribute__((weak, alias("rill_nosys")))

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

/* Processes and signals. */
NOSYS(fork);
NOSYS(vfork);
NOSYS(execve);
NOSYS(execv);
NOSYS(wait);
NOSYS(waitpid);
NOSYS(pause);
NOSYS(sigaction);
NOSYS(sigprocmask);

/* The machine. */
NOSYS(settimeofday);
NOSYS(getentropy);
