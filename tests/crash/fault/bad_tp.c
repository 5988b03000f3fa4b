/* A fault with tp, and so "the current task", destroyed: the report itself
 * faults. It must end, with a status that is a failure, and not loop. */
// expect-status: 139
// expect-out: ^rill:
// expect-out: ^rill: stopped with status 139$
int main(void)
{
    __asm__ volatile("li tp, 64\nsw zero, 0(zero)" : : : "memory");
    __builtin_unreachable();
}
