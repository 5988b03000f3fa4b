/* A panic while the other harts write: each hart stops at the end of its line, and the report
 * is whole. */
// image: 4
// harts: 4
// boards: virt,virt32,virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 134
// expect-out: ^rill: panic: while they write$
// expect-out: ^rill: stopped with status 134$
// reject-out: rill: panic[\s\S]*line of
// reject-out: ^line of hart (?!\d: abcdefghijklmnopqrstuvwxyz$)
#include <rill/rill.h>

#include "harts_writing.h"

int main(void)
{
    others_write();
    rill_panic("while they write");
}
