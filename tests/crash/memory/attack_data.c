/* A call into data, as after an overflow of a buffer that holds code. */
// boards: virt,virt32,hifive1
// expect-status: 139
// expect-out: ^rill: fault: instruction access fault at address 0x[0-9a-f]+ \(cause 1\): running data$
static unsigned code[] = {0x00008067}; /* ret */

int main(void)
{
    ((void (*)(void))code)();
    return 0;
}
