/* libc-shim/bind.h -- one function, two names.
 *
 * newlib's convention calls the operating system by underscored names (_write),
 * picolibc's by plain ones (write). The shim defines the underscored name and
 * binds the plain one to it in the same object:
 *
 *     ssize_t _write(int fd, const void *buf, size_t n) { ... }
 *     RILL_BIND(write, _write);
 *
 * The plain name is weak, so a program's own function called `write` or `link`
 * wins, as it does on a host. It is in the same object as the underscored one,
 * and the shim is linked as objects, so picolibc's archive can never put its own
 * in between: its `sbrk` would hand out memory that belongs to tasks.
 *
 * The types of the two are compared by the compiler wherever a libc header
 * declares the plain one.
 */
#ifndef SHIM_BIND_H
#define SHIM_BIND_H

#define RILL_BIND(plain, underscored)    \
    extern __typeof__(underscored) plain \
        __attribute__((weak, alias(#underscored)))

#endif
