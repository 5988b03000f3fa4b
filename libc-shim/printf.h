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

/* One conversion: %[n$][flags][width][.precision][size]letter. A width or precision
 * from the arguments: at -1 it is the next one, above 0 that position's. */
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
    bool scans;         /* all of them are pointers */
};

union rill_value {
    uint64_t number; /* or a double's bits */
    const void *pointer;
    uint32_t bits[4]; /* of a float, double or long double */
    long double of_long_double;
};

/* From behind the %. Returns where the text goes on; NULL: the format ends first. */
const char *rill_spec_read(const char *p, struct rill_spec *spec);
enum rill_type rill_spec_type(const struct rill_spec *spec);

/* The argument at a position, or (-1) the next. */
void rill_argument(struct rill_args *args, int at, enum rill_type type,
                   union rill_value *value);

/* A whole number to where an argument points, as large as the format says: %n, scanf. */
void rill_store(void *to, enum rill_size size, uint64_t value);

void rill_put(struct rill_out *out, char c);
void rill_put_many(struct rill_out *out, char c, int n);

/* Blanks on the left, the prefix, and so many zeros: at least up to the width, if that
 * flag is set. For a body of so many bytes; returns the blanks that are to follow it. */
int rill_field(struct rill_out *out, const struct rill_spec *spec,
               const char *prefix, int zeros, int body);

typedef void rill_put_real(struct rill_out *out, struct rill_spec *spec,
                           struct rill_real *x);

/* As vfprintf. `put` is rill_put_a_real, or NULL: reals are passed over. */
int rill_print_format(FILE *stream, const char *format, va_list ap,
                      bool real_is_float, rill_put_real *put);

void rill_put_a_real(struct rill_out *out, struct rill_spec *spec,
                     struct rill_real *x);

#endif
