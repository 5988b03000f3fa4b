/* sched/switch.c -- a switch keeps ra, sp, gp, s0-s11; tp belongs to the task. */
#include <rill/rill.h>

#include "../tap.h"

/* Fills s0-s11 with seed, seed+1, ...; yields; returns a bit for each register
 * that came back changed (bit 12: sp, bit 13: gp, bit 14: tp). */
unsigned long yield_with_registers(unsigned long seed);

/* One instruction a line: */
/* clang-format off */
#if __riscv_xlen == 64
#define WIDTH                                                 \
    ".set W, 8\n.macro save r, i\nsd \\r, \\i*8(sp)\n.endm\n" \
    ".macro load r, i\nld \\r, \\i*8(sp)\n.endm\n"
#else
#define WIDTH                                                 \
    ".set W, 4\n.macro save r, i\nsw \\r, \\i*4(sp)\n.endm\n" \
    ".macro load r, i\nlw \\r, \\i*4(sp)\n.endm\n"
#endif
#define EACH(body)           ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11\n" body ".endr\n"
#define SAME(reg, slot, bit) /* a0 |= reg differs from its slot */ \
    "load t0, " #slot "\n xor t0, t0, " #reg "\n snez t0, t0\n"    \
    "slli t0, t0, " #bit "\n or a0, a0, t0\n"

__asm__(
    WIDTH
    ".text\n.balign 4\n"
    ".globl yield_with_registers\n"
    ".type yield_with_registers, @function\n"
    "yield_with_registers:\n"
    "addi sp, sp, -20*W\n" EACH(
        "save s\\n, \\n\n") "save ra, 12\n save a0, 13\n save sp, 14\n save "
                            "gp, 15\n save tp, 16\n" EACH("addi s\\n, a0, "
                                                          "\\n\n") "call "
                                                                   "rill_"
                                                                   "yield\n"
                                                                   "load t2, "
                                                                   "13\n li "
                                                                   "a0, "
                                                                   "0\n" EACH(
                                                                       "addi "
                                                                       "t0, "
                                                                       "t2, "
                                                                       "\\n\n "
                                                                       "xor "
                                                                       "t0, "
                                                                       "t0, "
                                                                       "s\\n\n "
                                                                       "snez "
                                                                       "t0, "
                                                                       "t0\n"
                                                                       "slli "
                                                                       "t0, "
                                                                       "t0, "
                                                                       "\\n\n "
                                                                       "or a0, "
                                                                       "a0, "
                                                                       "t0\n") SAME(sp,
                                                                                    14,
                                                                                    12) SAME(gp,
                                                                                             15,
                                                                                             13)
                                                                       SAME(tp, 16, 14) "load ra, 12\n" EACH(
                                                                           "loa"
                                                                           "d "
                                                                           "s\\"
                                                                           "n, "
                                                                           "\\n"
                                                                           "\n") "addi sp, sp, 20*W\n"
                                                                                 "ret\n"
                                                                                 ".size yield_with_registers, . - yield_with_registers\n");
/* clang-format on */

static uintptr_t read_tp(void)
{
    uintptr_t tp;

    __asm__ volatile("mv %0, tp" : "=r"(tp));
    return tp;
}

static uintptr_t tps[3];
static unsigned long changed[3];

static int spin(void *arg)
{
    uintptr_t i = (uintptr_t)arg;

    tps[i] = read_tp();
    for (unsigned long k = 0; k < 100; k++)
        changed[i] |= yield_with_registers((i + 1) * 0x1001000ul + k * 16);
    return 0;
}

int main(void)
{
    struct rill_task_opts opts = {.stack_bytes = sizeof(void *) * 160};
    struct rill_job jobs[2] = {0};

    plan(6);
    for (uintptr_t i = 0; i < 2; i++)
        if (rill_spawn(&jobs[i], &opts, spin, (void *)i))
            bail("no memory");
    spin((void *)2);
    for (int i = 0; i < 2; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    is((long)changed[0], 0, "first task's registers");
    is((long)changed[1], 0, "second task's registers");
    is((long)changed[2], 0, "main's registers");
    ok(tps[0] != tps[1] && tps[1] != tps[2] && tps[0] != tps[2],
       "each task has its own tp");
    is((long)(tps[2] == read_tp()), 1, "main's tp is the same in the end");
    is((long)yield_with_registers(0), 0, "a yield with nobody else");
    return done();
}
