/* port/libc/sys/stat.h -- two calls that picolibc's header hides from bare machines. They fail
 * with ENOSYS, unless the program has its own. */
#pragma GCC system_header
#include_next <sys/stat.h>
#ifndef RILL_LIBC_SYS_STAT_H
#define RILL_LIBC_SYS_STAT_H

#ifdef __cplusplus
extern "C" {
#endif

int lstat(const char *__restrict path, struct stat *__restrict st);
int mknod(const char *path, mode_t mode, dev_t device);

#ifdef __cplusplus
}
#endif

#endif
