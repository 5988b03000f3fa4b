/* kernel/fault/print.h -- text for reports, without libc. From anywhere, when anything is
 * broken; nothing here blocks, allocates, or uses the task. */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include <stdarg.h>
#include <stddef.h>
#include <port/image.h>

/* As rill_print (port/image.h), into the n bytes at `to`, the final 0 among them; what does not fit is left
 * out. When to is NULL, it prints to the device. */
void rill_vprint_to(char *to, size_t n, const char *fmt, va_list ap);
void rill_print_to(char *to, size_t n, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
