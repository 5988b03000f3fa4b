/* libc-shim/parts.c -- what stands where unfinished lines would be looked for, in
 * programs that are linked without stdout, and FILEs, in those that open none:
 * port/image.h. */
#include <port/image.h>

RILL_NO_PART(lines_flush) static void no_line(void)
{
}

RILL_NO_PART(lines_flush_all) static void no_lines(void)
{
}

RILL_NO_PART(files_flush) static int no_files(void)
{
    return 0;
}
