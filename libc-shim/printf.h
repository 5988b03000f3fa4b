/* libc-shim/printf.h -- what the files of printf share. */
#ifndef LIBC_SHIM_PRINTF_H
#define LIBC_SHIM_PRINTF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "real.h"

/* Of a conversion's flags. */
#define RILL_FLAG_LEFT  1u
#define RILL_FLAG_PLUS  2u
#define RILL_FLAG_SPACE 4u
#define RILL_FLAG_ALT   8u
#define RILL_FLAG_ZERO  16u

enum rill_size {
    RILL_SIZE_INT, /* no letter */
    RILL_SIZE_CHAR,
    RILL_SIZE_SHORT,
    RILL_SIZE_LONG,
    RILL_SIZE_LONG_LONG,
    RILL_SIZE_INTMAX,
    RILL_SIZE_SIZE,
    RILL_SIZE_PTRDIFF,
    RILL_SIZE_LONG_DOUBLE,
};

/* One conversion: %[n$][flags][width][.precision][size]letter. When a width or
 * precision is an argument, its `at` is -1 for the next argument, or the argument's
 * position. */
struct rill_spec {
    uint8_t flags;
    uint8_t size;
    char letter;
    int width;
    int precision; /* -1: none */
    int16_t at, width_at, precision_at;
};

enum rill_type {
    RILL_TYPE_NONE,
    RILL_TYPE_INT,
    RILL_TYPE_LONG,
    RILL_TYPE_LONG_LONG,
    RILL_TYPE_POINTER,
    RILL_TYPE_DOUBLE,
    RILL_TYPE_LONG_DOUBLE,
};

struct rill_out {
    FILE *stream;
    size_t count;
    bool failed;
};

struct rill_args {
    va_list next, first;
    const char *format;
    bool real_is_float; /* a float's bits come as an int: vfprintf.c */
    bool scans;         /* all arguments are pointers */
};

union rill_value {
    uint64_t number; /* or a double's bits */
    const void *pointer;
    uint32_t bits[4]; /* of a float, double or long double */
    long double of_long_double;
};

/* Read a conversion from behind its %. Returns where the text goes on; NULL: the format
 * ends first. */
const char *rill_spec_read(const char *p, struct rill_spec *spec);
enum rill_type rill_spec_type(const struct rill_spec *spec);

/* The argument at a position; -1: the next argument. */
void rill_argument(struct rill_args *args, int at, enum rill_type type,
                   union rill_value *value);

/* Store a whole number where an argument points, in the size that the format says: %n,
 * scanf. */
void rill_store(void *to, enum rill_size size, uint64_t value);

void rill_put(struct rill_out *out, char c);
void rill_put_many(struct rill_out *out, char c, int n);

/* Print what stands before a body of so many bytes: blanks on the left, the prefix, and
 * so many zeros, or up to the width if the flag for zeros is set. Returns how many
 * blanks must follow the body. */
int rill_field(struct rill_out *out, const struct rill_spec *spec,
               const char *prefix, int zeros, int body);

typedef void rill_put_real(struct rill_out *out, struct rill_spec *spec,
                           struct rill_real *x);

/* As vfprintf. `put` is rill_put_a_real, or NULL to pass over reals. */
int rill_print_format(FILE *stream, const char *format, va_list ap,
                      bool real_is_float, rill_put_real *put);

void rill_put_a_real(struct rill_out *out, struct rill_spec *spec,
                     struct rill_real *x);

#endif
