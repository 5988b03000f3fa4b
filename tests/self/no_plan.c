/* Says nothing that can be checked. */
#include <stdio.h>

int main(void)
{
    puts("all is well");
    return 0;
}
