/* When main returns, exit and _exit write what FILEs hold; and after close(0) there is nothing
 * to read. */
// boards: virt,hifive1
// expect-status: 0
// expect-out: ^by a line of stdout and by a FILE, unfinished$
// expect-out: ^closed: -1$
// stdin: never read\n
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    FILE *f = fdopen(1, "w");

    close(0);
    printf("closed: %d\n", getchar());
    printf("by a line of stdout ");
    fflush(stdout);
    fprintf(f, "and by a FILE, unfinished");
    return 0;
}
