/* kernel/print.h -- reports, without libc. */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include <stdarg.h>

/* %s %c %d %u %x %p %%, and l, ll, z before d u x. Straight to the device. */
void rill_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void rill_vprint(const char *fmt, va_list ap);

#endif
