/* 01-hello.c -- an ordinary C file. Nothing in it knows about Rill.
 *     tools/rill run examples/01-hello.c -- Ada */
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("Hello, %s!\n", argc > 1 ? argv[1] : "bare metal");
    return 0;
}
