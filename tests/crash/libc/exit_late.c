// expect-status: 0
// expect-out: ^late\ndestructor$
// boards: virt,virt32,hifive1
/* A function in a section like picolibc 1.8.10's .fini_array_onexit, from where it calls
 * what was given to atexit: the linker script keeps it, and it runs before destructors. */
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
