/* kernel/fault/print.h -- reports, without libc. */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/* %s %c %d %u %x %p %%, and l, ll, z before d u x. Straight to the device. */
void rill_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same into n bytes, the final 0 among them; what does not fit is left out.
 * to == NULL: to the device. */
void rill_vprint_to(char *to, size_t n, const char *fmt, va_list ap);
void rill_print_to(char *to, size_t n, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
