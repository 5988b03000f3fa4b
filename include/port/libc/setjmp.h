/* port/libc/setjmp.h -- POSIX.1's sigsetjmp and siglongjmp, which picolibc leaves out on bare
 * machines. They save the mask of the task's signals with the registers. */
#pragma GCC system_header
#include_next <setjmp.h>
#ifndef RILL_LIBC_SETJMP_H
#define RILL_LIBC_SETJMP_H

#ifdef __cplusplus
extern "C" {
#endif

struct rill_sigjmp {
    jmp_buf registers;
    unsigned long mask; /* sigset_t */
    int has_mask;
};
typedef struct rill_sigjmp sigjmp_buf[1];

void rill_sigjmp_keep(struct rill_sigjmp *env, int keep);
void siglongjmp(sigjmp_buf env, int value) __attribute__((__noreturn__));

/* A macro, because setjmp returns to the frame that called it. */
#undef sigsetjmp
#define sigsetjmp(env, keep) \
    (rill_sigjmp_keep((env), (keep)), setjmp((env)->registers))

/* The two of XSI, which leave the mask alone. */
#ifndef _setjmp
#define _setjmp(env) setjmp(env)
#endif
#undef _longjmp
void _longjmp(jmp_buf env, int value) __attribute__((__noreturn__));

#ifdef __cplusplus
}
#endif

#endif
