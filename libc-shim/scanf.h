/* libc-shim/scanf.h -- what the files of scanf share. */
#ifndef LIBC_SHIM_SCANF_H
#define LIBC_SHIM_SCANF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "printf.h"

/* Characters of a stream, counted, and how many of them one conversion may take. */
struct rill_in {
    FILE *stream;
    size_t count;
    int width; /* so many characters more */
};

/* The next character; EOF at the end of the input or of the width. The caller gives
 * back a character that does not belong to the item. */
int rill_in_get(struct rill_in *in);
void rill_in_back(struct rill_in *in, int c);

enum rill_scanned {
    RILL_SCAN_DONE,
    RILL_SCAN_MISMATCH,
    RILL_SCAN_ENDED, /* not one character was there */
};

/* to: NULL when the caller does not want the value. */
typedef enum rill_scanned rill_scan_real(struct rill_in *in,
                                         enum rill_size size, void *to);

/* `scan_real`: rill_scan_a_real, or NULL: then the formats for reals do not exist. */
int rill_scan_format(FILE *stream, struct rill_args *args,
                     rill_scan_real *scan_real);

enum rill_scanned rill_scan_a_real(struct rill_in *in, enum rill_size size,
                                   void *to);

#endif
