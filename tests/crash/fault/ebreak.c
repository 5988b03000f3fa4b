/* A breakpoint with no debugger. */
// expect-status: 133
// expect-out: ^rill: fault: breakpoint at address 0x[0-9a-f]{4,} \(cause 3\)$
// expect-out: ^rill: stopped with status 133$
int main(void)
{
    __asm__ volatile("nop\nebreak\nnop");
    return 0;
}
