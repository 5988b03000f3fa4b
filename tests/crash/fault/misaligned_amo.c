/* An atomic operation on an odd address. (QEMU does plain misaligned loads and stores; hardware
 * may raise this exception for them.) */
// expect-status: 135
// expect-out: ^rill: fault: .*misaligned .*at address 0x[0-9a-f]+ \(cause [46]\)$
// expect-out: ^rill: stopped with status 135$
static int words[2];

int main(void)
{
    __asm__ volatile("amoadd.w t0, zero, (%0)"
                     :
                     : "r"((char *)words + 1)
                     : "t0", "memory");
    return 0;
}
