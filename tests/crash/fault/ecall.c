/* An environment call in M-mode, below which there is no mode to take it. */
// m-mode: in S-mode it calls the firmware
// expect-status: 132
// expect-out: ^rill: fault: .*call.* \(cause 11\)$
// expect-out: ^rill: stopped with status 132$
int main(void)
{
    __asm__ volatile("li a7, 93\necall" : : : "a7", "memory");
    return 0;
}
