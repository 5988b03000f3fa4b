/* The program reads standard input unchanged, up to its end. */
// boards: all
// expect-status: 0
// expect-out: ^got \[hello\]$
// expect-out: ^got \[two  words\]$
// expect-out: ^end after 2$
// stdin: hello\ntwo  words\n
#include <stdio.h>
#include <string.h>

int main(void)
{
    char line[64];
    int n = 0;

    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        printf("got [%s]\n", line);
        n++;
    }
    printf("end after %d\n", n);
    return ferror(stdin) != 0;
}
