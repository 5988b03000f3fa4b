/* libc-shim/signal.c -- signals within the one process: C17 7.14 and POSIX.1.
 *
 *     table      what each signal does     the program's, under the lock
 *     mask       what waits                a task's own, as a thread's
 *     pending    what has waited so far    raise's: the task's; kill's: the program's
 *
 * Nothing outside the process sends signals. A signal comes when a task calls raise or
 * kill; its function runs in that task before the call returns, and a waiting task is
 * never interrupted. A blocked signal is kept, once. If raise sent it, it comes when the
 * task that raised it unblocks it; if kill sent it, when any task does. A new task
 * blocks nothing.
 *
 * A function stays in the table, and its signal is blocked while the function runs (BSD
 * and POSIX; SA_RESETHAND and SA_NODEFER say otherwise). picolibc's signal forgets the
 * function before the call. It has a table of 256 bytes in each task's memory, and no
 * task sees another's. A program that sets the function again each time sees no
 * difference.
 *
 * kill decides what a signal without a function does (proc.c): raise and abort call it
 * for such a signal, so a program that provides a kill hears of them.
 *
 * Only tasks may call these: in a trap there is no task, and so no mask to ask. abort
 * ends the machine in a trap, too.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/panic.h>
#include <port/image.h>

#include "signals.h"

#define BIT(sig)   (UINT32_C(1) << (sig))
#define UNMASKABLE (BIT(SIGKILL) | BIT(SIGSTOP))
#define FLAGS                                                               \
    (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_ONSTACK | SA_RESETHAND | SA_RESTART | \
     SA_SIGINFO | SA_NODEFER)

struct action {
    union {
        void (*plain)(int);
        void (*with_info)(int, siginfo_t *, void *);
    };
    uint32_t mask;
    uint8_t flags;
};

_Static_assert(FLAGS <= UINT8_MAX, "struct action has a byte for them");

static struct rill_lock lock;
static struct action table[SIGNALS];
static uint32_t pending_here; /* kill's */
static _Thread_local uint32_t mask, pending;

static int fail(int error)
{
    errno = error;
    return -1;
}

static bool is_signal(int sig)
{
    return sig > 0 && sig < SIGNALS;
}

static void in_a_task(const char *call)
{
    if (rill_here() == 0)
        rill_panic(
            "%s was called from a trap handler, where no task's mask can "
            "be asked: tell a task, by rill_event_set, and let it call",
            call);
}

/* What the table says to do about a signal; with SA_RESETHAND this forgets the
 * function. */
static struct action take_action(int sig)
{
    struct action a;

    RILL_LOCK_TAKE(&lock);
    a = table[sig];
    if ((a.flags & SA_RESETHAND) && a.plain != SIG_IGN)
        table[sig] = (struct action){};
    RILL_LOCK_DROP(&lock);
    return a;
}

/* If the signal is blocked, keep it for later.   returns  whether it is */
static bool keep_blocked(int sig, bool by_kill)
{
    if (!(mask & BIT(sig)))
        return false;
    RILL_LOCK_TAKE(&lock);
    if (table[sig].plain != SIG_IGN)
        *(by_kill ? &pending_here : &pending) |= BIT(sig);
    RILL_LOCK_DROP(&lock);
    return true;
}

/* Take the lowest signal that is pending and not blocked.
 *   returns  0: there is none. */
static int next_pending(bool *by_kill)
{
    uint32_t ready;
    int sig = 0;

    RILL_LOCK_TAKE(&lock);
    ready = (pending | pending_here) & ~mask;
    if (ready != 0) {
        sig = __builtin_ctz(ready);
        *by_kill = !(pending & BIT(sig));
        *(*by_kill ? &pending_here : &pending) &= ~BIT(sig);
    }
    RILL_LOCK_DROP(&lock);
    return sig;
}

static void set_mask(uint32_t set)
{
    bool by_kill;
    int sig;

    mask = set & ~UNMASKABLE;
    while ((sig = next_pending(&by_kill)) != 0)
        if (!rill_signal_taken(sig, by_kill))
            kill(getpid(), sig);
}

bool rill_signal_taken(int sig, bool by_kill)
{
    struct action a;
    uint32_t was;

    in_a_task(by_kill ? "kill" : "raise");
    if (keep_blocked(sig, by_kill))
        return true;
    a = take_action(sig);
    if (a.plain == SIG_IGN)
        return true;
    if (a.plain == SIG_DFL)
        return false;
    was = mask;
    mask |= (a.mask | ((a.flags & SA_NODEFER) ? 0 : BIT(sig))) & ~UNMASKABLE;
    if (a.flags & SA_SIGINFO)
        a.with_info(sig, &(siginfo_t){.si_signo = sig, .si_code = SI_USER},
                    NULL);
    else
        a.plain(sig);
    set_mask(was);
    return true;
}

int rill_raise(int sig)
{
    in_a_task("raise");
    if (!is_signal(sig))
        return fail(EINVAL);
    return rill_signal_taken(sig, false) ? 0 : kill(getpid(), sig);
}

/* Set an entry of the table. If the signal is ignored then, by the program or by
 * default, drop a pending one. */
static void set_action(int sig, const struct action *a)
{
    RILL_LOCK_TAKE(&lock);
    table[sig] = *a;
    if (a->plain == SIG_IGN || (a->plain == SIG_DFL && rill_signal_mild(sig))) {
        pending_here &= ~BIT(sig);
        pending &= ~BIT(sig); /* other tasks' own: dropped when unblocked */
    }
    RILL_LOCK_DROP(&lock);
}

int rill_sigaction(int sig, const struct sigaction *set, struct sigaction *old)
{
    struct action was;

    in_a_task("sigaction or signal");
    if (!is_signal(sig))
        return fail(EINVAL);
    if (set != NULL && ((BIT(sig) & UNMASKABLE) || (set->sa_flags & ~FLAGS)))
        return fail(EINVAL);
    RILL_LOCK_TAKE(&lock);
    was = table[sig];
    RILL_LOCK_DROP(&lock);
    if (set != NULL)
        set_action(sig, &(struct action){.plain = set->sa_handler,
                                         .mask = (uint32_t)set->sa_mask,
                                         .flags = (uint8_t)set->sa_flags});
    if (old != NULL)
        *old = (struct sigaction){.sa_handler = was.plain,
                                  .sa_mask = was.mask,
                                  .sa_flags = was.flags};
    return 0;
}

void (*rill_signal(int sig, void (*fn)(int)))(int)
{
    const struct sigaction set = {.sa_handler = fn, .sa_flags = SA_RESTART};
    struct sigaction old;

    if (fn == SIG_ERR) {
        errno = EINVAL;
        return SIG_ERR;
    }
    return rill_sigaction(sig, &set, &old) == 0 ? old.sa_handler : SIG_ERR;
}

int rill_sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
    const uint32_t bits = set == NULL ? 0 : (uint32_t)*set;
    uint32_t was;

    in_a_task("sigprocmask");
    was = mask;
    if (set != NULL && how != SIG_BLOCK && how != SIG_UNBLOCK &&
        how != SIG_SETMASK)
        return fail(EINVAL);
    if (old != NULL)
        *old = was;
    if (set != NULL)
        set_mask(how == SIG_BLOCK     ? was | bits
                 : how == SIG_UNBLOCK ? was & ~bits
                                      : bits);
    return 0;
}

/* It returns its errors, and leaves errno alone. */
int rill_pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
    const int errno_was = errno;
    const int result = rill_sigprocmask(how, set, old) ? errno : 0;

    errno = errno_was;
    return result;
}

int rill_sigpending(sigset_t *set)
{
    in_a_task("sigpending");
    if (set == NULL)
        return fail(EFAULT);
    RILL_LOCK_TAKE(&lock);
    *set = (pending | pending_here) & mask;
    RILL_LOCK_DROP(&lock);
    return 0;
}

/* C17 7.22.4.1: abort ends the program, whether SIGABRT is blocked, ignored or
 * caught. */
_Noreturn void rill_abort(void)
{
    if (rill_here() != 0) {
        mask &= ~BIT(SIGABRT);
        raise(SIGABRT);
        set_action(SIGABRT, &(struct action){});
        raise(SIGABRT);
    }
    rill_signal_end(SIGABRT);
}

RILL_DEFAULT(function, raise, rill_raise);
RILL_DEFAULT(function, signal, rill_signal);
RILL_DEFAULT(function, sigaction, rill_sigaction);
RILL_DEFAULT(function, sigprocmask, rill_sigprocmask);
RILL_DEFAULT(function, pthread_sigmask, rill_pthread_sigmask);
RILL_DEFAULT(function, sigpending, rill_sigpending);
RILL_DEFAULT(function, abort, rill_abort);
