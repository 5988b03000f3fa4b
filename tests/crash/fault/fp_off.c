/* A floating-point instruction while xstatus.FS is off; on a march without F, any such
 * instruction. */
// expect-status: 132
// expect-out: ^rill: fault: illegal instruction .*\(cause 2\)$
// expect-out: ^rill: stopped with status 132$
#include "../../mode.h"

int main(void)
{
    __asm__ volatile("li t0, 0x6000\ncsrc " X "status, t0\n"
                     ".4byte 0xf0000053" /* fmv.w.x ft0, zero */
                     :
                     :
                     : "t0");
    return 0;
}
