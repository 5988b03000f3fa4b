/* libc-shim/many/parts.c -- stands in for the wait for lines at the program's end, in
 * images for many harts without stdout: port/image.h. */
#include <port/image.h>

RILL_NO_PART(lines_settle) static void no_lines(void)
{
}
