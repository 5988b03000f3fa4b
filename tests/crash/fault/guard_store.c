/* A store to the guard, which a locked PMP entry forbids, or a page table. */
// expect-status: 139
// expect-out: ^rill: fault: store (access fault at address 0x[0-9a-f]+ \(cause 7\)|page fault at address 0x[0-9a-f]+ \(cause 15\)): a write to the guard below the trap stack$
// expect-out: ^rill: stopped with status 139$
extern char __rill_guard[]; /* As in linker/sections.ld. */

int main(void)
{
    *(volatile char *)__rill_guard = 1;
    return 0;
}
