/* board/sbi_off.c -- the firmware ends the machine; board virt-s has it as second way behind the
 * finisher. Rill tells the firmware that the status is not 0, but OpenSBI 1.1 has QEMU end with
 * 0 for any status; tests/t/sbi.t has a firmware that passes the status on. */
// expect-status: 0
// expect-out: ^before$
// reject-out: after
#include <stdio.h>

struct rill_power;
/* As in include/port/board.h. */
extern const struct {
    const char *name;
    void (*off)(const struct rill_power *p, int status);
} rill_power_sbi;

int main(void)
{
    puts("before");
    rill_power_sbi.off(NULL, 7);
    puts("after");
    return 0;
}
