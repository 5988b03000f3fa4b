/* libc/args.c -- argv arrives as the caller gave it, word for word. tests/matrix has the words. */
#include <string.h>

#include "../tap.h"

int main(int argc, char **argv)
{
    static const char *const expected[] = {"one",         "two words", "",
                                           "back\\slash", "quote\"d",  "last"};
    int n = sizeof expected / sizeof expected[0];

    plan(3 + (unsigned)n);
    is(argc, n + 1, "argc");
    ok(argv[0] != NULL && argv[0][0] != '\0', "argv[0] is a name");
    ok(argv[argc] == NULL, "argv ends with NULL");
    for (int i = 0; i < n; i++)
        ok(i + 1 < argc && strcmp(argv[i + 1], expected[i]) == 0,
           "argument %d is %s", i + 1, i + 1 < argc ? argv[i + 1] : "missing");
    return done();
}
