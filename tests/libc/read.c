/* libc/read.c -- read takes a line, or at the end of the input what is there; from then on it
 * answers 0, for good. stdio's mark of the end stays until clearerr. */
// stdin: ab\ncdefg\nh\nlast
#include <string.h>
#include <unistd.h>

#include "../tap.h"

static void got(const char *expected, size_t most)
{
    char buf[16] = {0};
    ssize_t n = read(0, buf, most);

    ok(n == (ssize_t)strlen(expected) &&
           memcmp(buf, expected, strlen(expected)) == 0,
       "read of at most %d gets %d bytes", (int)most, (int)n);
}

int main(void)
{
    char line[16];

    plan(11);
    got("ab\n", 10);
    got("cde", 3);
    got("fg\n", 10);
    ok(fgets(line, sizeof line, stdin) != NULL && strcmp(line, "h\n") == 0,
       "stdio goes on where read stopped");
    got("last", 10);
    ok(fgets(line, sizeof line, stdin) == NULL && feof(stdin), "the end");
    ok(getchar() == EOF, "it stays");
    clearerr(stdin);
    ok(!feof(stdin), "until clearerr");
    got("", 10);
    got("", 10);
    ok(getchar() == EOF, "a pipe has ended for good");
    return done();
}
