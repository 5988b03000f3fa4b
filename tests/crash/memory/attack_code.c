/* A store to a function: code is r-x. */
// boards: virt,virt32,hifive1
// expect-status: 139
// expect-out: ^rill: fault: store access fault at address 0x[0-9a-f]+ \(cause 7\): a write to code$
int main(void)
{
    *(volatile char *)main = 0;
    return 0;
}
