/* A fault in an image with short reports. */
// make: REPORTS=short
// expect-status: 139
// expect-out: ^rill: fault (0x5|0xd) 0x8 at 0x[0-9a-f]+$
// reject-out: ^  at
int main(void)
{
    int *volatile nowhere = (int *)8;

    return *(volatile int *)nowhere;
}
