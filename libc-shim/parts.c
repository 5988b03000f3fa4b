/* libc-shim/parts.c -- what stands where unfinished lines would be looked for, in
 * programs that are linked without stdout: port/image.h. */
#include <port/image.h>

RILL_NO_PART(lines_flush) static void no_line(void)
{
}

RILL_NO_PART(lines_flush_all) static void no_lines(void)
{
}
