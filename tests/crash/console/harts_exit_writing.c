/* exit() while the other harts write: each hart stops at the end of its line, all that was
 * written comes out, and the status is that of exit(). */
// image: 4
// harts: 4
// boards: virt,virt32,virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 3
// expect-out: ^the last word$
// reject-out: ^line of hart (?!\d: abcdefghijklmnopqrstuvwxyz$)
// reject-out: [^\n]\z
#include <stdio.h>
#include <stdlib.h>

#include <rill/rill.h>

#include "harts_writing.h"

int main(void)
{
    others_write();
    puts("the last word");
    exit(3);
}
