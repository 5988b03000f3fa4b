/* This program prints nothing that the runner can check. */
#include <stdio.h>

int main(void)
{
    puts("all is well");
    return 0;
}
