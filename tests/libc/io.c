/* libc/io.c -- the calls under stdio: what they accept, and how they refuse the rest. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"

static const void *volatile null; /* the compiler must not see it */

#define REFUSED(call, error)                                               \
    do {                                                                   \
        errno = 0;                                                         \
        ok((call) == -1 && errno == (error), "%s: -1, %s", #call, #error); \
    } while (0)

int main(void)
{
    struct stat st;
    char byte;

    plan(34);
    for (int fd = 0; fd <= 2; fd++) {
        is(isatty(fd), 1, "isatty");
        ok(fstat(fd, &st) == 0 && S_ISCHR(st.st_mode), "fstat(%d)", fd);
    }
    errno = 0;
    ok(isatty(3) == 0 && errno == EBADF, "isatty(3): 0, EBADF");
    REFUSED(fstat(3, &st), EBADF);
    REFUSED(fstat(-1, &st), EBADF);
    REFUSED(fstat(1, (struct stat *)null), EFAULT);
    REFUSED(lseek(1, 0, SEEK_CUR), ESPIPE);
    REFUSED(lseek(3, 0, SEEK_CUR), EBADF);
    REFUSED(close(3), EBADF);
    is(close(2), 0, "close(2)");
    REFUSED(close(2), EBADF);
    REFUSED(write(2, "x", 1), EBADF);
    REFUSED(fstat(2, &st), EBADF);
    REFUSED(fputc('x', stderr), EBADF);

    REFUSED(write(0, "x", 1), EBADF);
    REFUSED(write(3, "x", 1), EBADF);
    REFUSED(write(1, null, 1), EFAULT);
    REFUSED(write(1, "x", (size_t)-1), EINVAL);
    is(write(1, null, 0), 0, "write of nothing");
    REFUSED(read(1, &byte, 1), EBADF);
    REFUSED(read(0, (void *)null, 1), EFAULT);
    is(read(0, &byte, 0), 0, "read of nothing");

    REFUSED(open("file", O_RDONLY), ENOSYS);
    REFUSED(unlink("file"), ENOSYS);
    errno = 0;
    ok(fopen("file", "r") == NULL && errno == ENOSYS, "fopen: NULL, ENOSYS");
    errno = 0;
    ok(freopen("file", "r", stdin) == NULL && errno == ENOSYS &&
           getchar() == EOF,
       "freopen of stdin: NULL, ENOSYS, and it is closed");
    REFUSED(stat("file", &st), ENOSYS);
    REFUSED(fork(), ENOSYS);

    REFUSED(kill(getpid() + 1, SIGTERM), ESRCH);
    ok(kill(getpid(), 0) == 0 && raise(SIGCHLD) == 0, "harmless signals");
    return done();
}
