/* libc-shim/many/parts.c -- what stands where lines would be waited for at the program's
 * end, in images for many harts that are linked without stdout: port/image.h. */
#include <port/image.h>

RILL_NO_PART(lines_settle) static void no_lines(void)
{
}
