/* sched/fp.c -- floating-point registers and the rounding mode belong to the task.
 *
 * For marches with F or D; the matrix names them. Tasks that use FP and tasks that do not take
 * turns: a switch that saves FP only when it is dirty must not hand one task's registers to the
 * next.
 */
#include <rill/rill.h>

#include "../tap.h"

#if __riscv_flen == 64
#define LOAD  "fld "
#define STORE "fsd "
#define SIZE  "8"
typedef uint64_t fbits;
#elif __riscv_flen == 32
#define LOAD  "flw "
#define STORE "fsw "
#define SIZE  "4"
typedef uint32_t fbits;
#else
#error "fp.c needs -march with F: see tests/matrix"
#endif

enum { SAVED = 12, ROUNDS = 50 };

static void load_saved(const fbits *from)
{
#define ONE(n) LOAD "fs" #n ", " #n "*" SIZE "(%0)\n"
    __asm__ volatile(ONE(0) ONE(1) ONE(2) ONE(3) ONE(4) ONE(5) ONE(6) ONE(7)
                         ONE(8) ONE(9) ONE(10) ONE(11)
                     :
                     : "r"(from)
                     : "memory", "fs0", "fs1", "fs2", "fs3", "fs4", "fs5",
                       "fs6", "fs7", "fs8", "fs9", "fs10", "fs11");
#undef ONE
}

/* The asm below must be one piece, because between two pieces the compiler may use fs registers
 * itself. s1 holds the array over the call. */
static void keep_over_yield(const fbits *in, fbits *out)
{
    register const fbits *from __asm__("s1") = in;
    register fbits *to __asm__("s2") = out;

#define IN(n)  LOAD "fs" #n ", " #n "*" SIZE "(s1)\n"
#define OUT(n) STORE "fs" #n ", " #n "*" SIZE "(s2)\n"
    __asm__ volatile(
        IN(0) IN(1) IN(2) IN(3) IN(4) IN(5) IN(6) IN(7) IN(8) IN(9) IN(10)
            IN(11) "call rill_yield\n" OUT(0) OUT(1) OUT(2) OUT(3) OUT(4) OUT(5)
                OUT(6) OUT(7) OUT(8) OUT(9) OUT(10) OUT(11)
        :
        : "r"(from), "r"(to)
        : "memory", "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a0", "a1",
          "a2", "a3", "a4", "a5", "a6", "a7", "ft0", "ft1", "ft2", "ft3", "ft4",
          "ft5", "ft6", "ft7", "ft8", "ft9", "ft10", "ft11", "fa0", "fa1",
          "fa2", "fa3", "fa4", "fa5", "fa6", "fa7", "fs0", "fs1", "fs2", "fs3",
          "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11");
}

static unsigned read_frm(void)
{
    unsigned frm;

    __asm__ volatile("frrm %0" : "=r"(frm));
    return frm;
}

static void write_frm(unsigned frm)
{
    __asm__ volatile("fsrm %0" : : "r"(frm));
}

struct fp_task {
    unsigned frm, seed, wrong_regs, wrong_frm;
};

static int use_fp(void *arg)
{
    struct fp_task *t = arg;
    fbits in[SAVED], out[SAVED];

    write_frm(t->frm);
    for (unsigned r = 0; r < ROUNDS; r++) {
        for (unsigned i = 0; i < SAVED; i++) {
            in[i] = (fbits)t->seed * 0x01010101u + r * 64 + i;
            out[i] = 0;
        }
        keep_over_yield(in, out);
        for (unsigned i = 0; i < SAVED; i++)
            t->wrong_regs += in[i] != out[i];
        t->wrong_frm += read_frm() != t->frm;
    }
    return 0;
}

static int use_none(void *arg)
{
    for (unsigned i = 0; i < ROUNDS / 3; i++)
        rill_yield();
    *(unsigned *)arg = 1;
    return 0;
}

static int wipe(void *arg)
{
    static const fbits zeros[SAVED];

    (void)arg;
    for (unsigned i = 0; i < ROUNDS; i++) {
        load_saved(zeros);
        write_frm(4);
        rill_yield();
    }
    return 0;
}

static int fresh_frm(void *arg)
{
    (void)arg;
    return (int)read_frm();
}

int main(void)
{
    struct fp_task tasks[3] = {{.frm = 1, .seed = 0x11},
                               {.frm = 2, .seed = 0x22},
                               {.frm = 0, .seed = 0x33}};
    struct rill_job jobs[3] = {0}, wiper = {0};
    unsigned none_done = 0;
    int frm = -1;

    plan(9);
    for (int i = 0; i < 2; i++)
        rill_spawn(&jobs[i], NULL, use_fp, &tasks[i]);
    rill_spawn(&jobs[2], NULL, use_none, &none_done);
    rill_spawn(&wiper, NULL, wipe, NULL);
    use_fp(&tasks[2]);
    for (int i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    rill_join(&wiper, RILL_FOREVER, NULL);
    for (int i = 0; i < 3; i++) {
        is(tasks[i].wrong_regs, 0, "fs0-fs11 kept");
        is(tasks[i].wrong_frm, 0, "rounding mode kept");
    }
    is(none_done, 1, "the task without FP ran among them");
    write_frm(3);
    rill_spawn(&jobs[0], NULL, fresh_frm, NULL);
    rill_join(&jobs[0], RILL_FOREVER, &frm);
    is(frm, 0, "a new task rounds to nearest, whatever its parent does");
    is(read_frm(), 3, "and the parent's mode stays");
    write_frm(0);
    return done();
}
