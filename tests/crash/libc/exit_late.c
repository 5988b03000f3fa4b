// expect-status: 0
// expect-out: ^late\ndestructor$
// boards: virt,virt32,hifive1
/* A function in a section like .fini_array_onexit, by which picolibc 1.8.10 calls the functions
 * of atexit: the linker script keeps the section, and the function runs before destructors. */
#include <stdio.h>

static void late(void)
{
    printf("late\n");
}

__attribute__((section(".fini_array_late"),
               used)) static void (*const at_exit)(void) = late;

__attribute__((destructor)) static void last(void)
{
    printf("destructor\n");
}

int main(void)
{
    return 0;
}
