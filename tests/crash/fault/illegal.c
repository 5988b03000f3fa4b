/* An undefined instruction. */
// expect-status: 132
// expect-out: ^rill: fault: illegal instruction .*\(cause 2\)$
// expect-out: ^rill: stopped with status 132$
int main(void)
{
    __asm__ volatile(".4byte 0");
    return 0;
}
