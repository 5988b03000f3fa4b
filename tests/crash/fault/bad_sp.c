/* A store fault while sp points nowhere: the report must come nevertheless. */
// expect-status: 139
// expect-out: ^rill: fault: store (access fault at address 0x0 \(cause 7\)|page fault at address 0x0 \(cause 15\)): a write to the null page$
// expect-out: ^rill: stopped with status 139$
int main(void)
{
    __asm__ volatile("li sp, 16\nli s0, 24\nsw zero, 0(zero)" : : : "memory");
    __builtin_unreachable();
}
