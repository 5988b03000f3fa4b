/* libc-shim/sigjmp.c -- jumps out of a signal's function: they restore the mask of
 * before the signal, and the registers (include/port/libc/setjmp.h). _longjmp leaves the
 * mask alone. */
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

#include <rill/bind.h>

void rill_sigjmp_keep(struct rill_sigjmp *env, int keep)
{
    sigset_t set = 0;

    env->has_mask = keep != 0;
    if (keep)
        sigprocmask(SIG_BLOCK, NULL, &set);
    env->mask = set;
}

_Noreturn void rill_siglongjmp(struct rill_sigjmp *env, int value)
{
    const sigset_t set = env->mask;

    if (env->has_mask)
        sigprocmask(SIG_SETMASK, &set, NULL);
    longjmp(env->registers, value);
}

_Noreturn void rill_longjmp(jmp_buf env, int value)
{
    longjmp(env, value);
}

RILL_DEFAULT(function, siglongjmp, rill_siglongjmp);
RILL_DEFAULT(function, _longjmp, rill_longjmp);
