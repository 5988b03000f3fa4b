/* libc/signal.c -- signals: all tasks share one table, each task has a mask, and a blocked signal
 * comes later (C17 7.14; POSIX.1 sigaction, sigprocmask, sigpending). */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include <rill/rill.h>
#include "../tap.h"

static volatile int caught, times, depth, deepest, code, other_pending;
static const struct rill_task *caught_by;
static jmp_buf out;
static sigjmp_buf sig_out;

static void note(int sig)
{
    caught = sig;
    times++;
    caught_by = rill_self();
}

static void note_info(int sig, siginfo_t *info, void *context)
{
    note(sig);
    code = info->si_signo == sig && context == NULL ? info->si_code : -1;
}

/* Raise the signal from within its handler: it comes at once with SA_NODEFER, else when the
 * handler has returned. */
static void again(int sig)
{
    depth++;
    if (depth > deepest)
        deepest = depth;
    if (++times < 3)
        raise(sig);
    depth--;
}

/* Raise another signal, which sa_mask holds back. */
static void raises_other(int sig)
{
    sigset_t set;

    (void)sig;
    raise(SIGUSR2);
    other_pending =
        times == 0 && sigpending(&set) == 0 && sigismember(&set, SIGUSR2) == 1;
}

static void jumps(int sig)
{
    longjmp(out, sig);
}

static void jumps_with_mask(int sig)
{
    siglongjmp(sig_out, sig);
}

static void install(int sig, void (*fn)(int), int flags)
{
    struct sigaction a = {.sa_handler = fn, .sa_flags = flags};

    sigemptyset(&a.sa_mask);
    sigaction(sig, &a, NULL);
    times = depth = deepest = 0;
}

static void actions(void)
{
    struct sigaction a = {.sa_sigaction = note_info, .sa_flags = SA_SIGINFO};
    struct sigaction old;

    ok(signal(SIGUSR1, note) == SIG_DFL && raise(SIGUSR1) == 0 &&
           caught == SIGUSR1 && times == 1,
       "raise runs the function, before it returns");
    ok(raise(SIGUSR1) == 0 && times == 2, "which stays");
    ok(signal(SIGUSR1, SIG_IGN) == note && raise(SIGUSR1) == 0 && times == 2,
       "ignored");
    ok(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == SIG_IGN,
       "sigaction sees signal's table");
    sigemptyset(&a.sa_mask);
    ok(sigaction(SIGUSR1, &a, &old) == 0 && old.sa_handler == SIG_IGN &&
           kill(getpid(), SIGUSR1) == 0 && times == 3 && code == SI_USER,
       "kill of ourselves, with its information");
    ok(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_sigaction == note_info &&
           (old.sa_flags & SA_SIGINFO),
       "what was set is told");
    install(SIGUSR1, note, SA_RESETHAND);
    ok(raise(SIGUSR1) == 0 && times == 1 &&
           sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == SIG_DFL,
       "SA_RESETHAND: once");
    install(SIGUSR1, again, 0);
    ok(raise(SIGUSR1) == 0 && times == 3 && deepest == 1,
       "its own signal waits for its end");
    install(SIGUSR1, again, SA_NODEFER);
    ok(raise(SIGUSR1) == 0 && times == 3 && deepest == 3,
       "but with SA_NODEFER");
    a = (struct sigaction){.sa_handler = raises_other};
    sigemptyset(&a.sa_mask);
    sigaddset(&a.sa_mask, SIGUSR2);
    install(SIGUSR2, note, 0);
    ok(sigaction(SIGUSR1, &a, NULL) == 0 && raise(SIGUSR1) == 0 &&
           other_pending && times == 1 && caught == SIGUSR2,
       "sa_mask holds another back until then");
}

static void refusals(void)
{
    struct sigaction a = {.sa_handler = note};
    sigset_t set, was;

    errno = 0;
    ok(signal(SIGKILL, note) == SIG_ERR && errno == EINVAL, "not SIGKILL");
    errno = 0;
    ok(sigaction(SIGSTOP, &a, NULL) == -1 && errno == EINVAL, "nor SIGSTOP");
    errno = 0;
    ok(signal(0, note) == SIG_ERR && signal(32, note) == SIG_ERR &&
           signal(-1, SIG_IGN) == SIG_ERR && errno == EINVAL,
       "numbers of no signal");
    errno = 0;
    ok(raise(0) != 0 && raise(32) != 0 && raise(-1) != 0 && errno == EINVAL,
       "nor are they raised");
    errno = 0;
    ok(sigaddset(&set, 0) == -1 && sigdelset(&set, 32) == -1 &&
           sigismember(&set, -1) == -1 && errno == EINVAL,
       "nor put into sets");
    sigfillset(&set);
    ok(sigprocmask(SIG_BLOCK, &set, &was) == 0 &&
           sigprocmask(SIG_SETMASK, &was, &set) == 0 &&
           sigismember(&set, SIGKILL) == 0 && sigismember(&set, SIGUSR2) == 1,
       "SIGKILL is never blocked");
    errno = 0;
    ok(sigprocmask(7, &set, NULL) == -1 && errno == EINVAL &&
           pthread_sigmask(7, &set, NULL) == EINVAL,
       "nor is it done how it cannot be");
}

static sigset_t one(int sig)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, sig);
    return set;
}

static void blocking(void)
{
    const sigset_t usr1 = one(SIGUSR1);
    sigset_t set;

    install(SIGUSR1, note, 0);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    ok(raise(SIGUSR1) == 0 && raise(SIGUSR1) == 0 && times == 0 &&
           sigpending(&set) == 0 && sigismember(&set, SIGUSR1) == 1,
       "blocked, it is pending");
    ok(sigprocmask(SIG_UNBLOCK, &usr1, NULL) == 0 && times == 1,
       "unblocked, it comes, once");
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    raise(SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    sigpending(&set);
    ok(sigismember(&set, SIGUSR1) == 0, "ignored then, it is forgotten");
    sigprocmask(SIG_UNBLOCK, &usr1, NULL);
}

static int other_task(void *lets)
{
    const sigset_t usr1 = one(SIGUSR1);
    sigset_t set;

    if (lets != NULL) /* it blocks nothing, and only kill's signal is pending */
        return sigprocmask(SIG_UNBLOCK, &usr1, &set) ||
               sigismember(&set, SIGUSR1) != 0;
    raise(SIGUSR1);
    return 0;
}

static int run(void *arg)
{
    struct rill_job job;
    int result = -1;

    rill_spawn(&job, NULL, other_task, arg);
    rill_join(&job, RILL_FOREVER, &result);
    return result;
}

static void tasks(void)
{
    const sigset_t usr1 = one(SIGUSR1);

    install(SIGUSR1, note, 0);
    ok(run(NULL) == 0 && times == 1 && caught_by != rill_self(),
       "what one task set another's raise runs, there");
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    ok(run(NULL) == 0 && times == 2, "what one task blocks another does not");
    ok(raise(SIGUSR1) == 0 && run(&times) == 0 && times == 2,
       "what a task raised waits for this task");
    ok(sigprocmask(SIG_UNBLOCK, &usr1, NULL) == 0 && times == 3,
       "which lets it through");
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    ok(kill(getpid(), SIGUSR1) == 0 && times == 3 && run(&times) == 0 &&
           times == 4,
       "what was sent to all any task lets through");
    sigprocmask(SIG_UNBLOCK, &usr1, NULL);
    ok(times == 4, "and nobody else after it");
}

static void jumping(void)
{
    sigset_t set;

    install(SIGUSR1, jumps, SA_NODEFER);
    ok(setjmp(out) == SIGUSR1 || raise(SIGUSR1) != 0, "longjmp out of it");
    install(SIGUSR1, jumps_with_mask, 0);
    if (sigsetjmp(sig_out, 1) == 0)
        raise(SIGUSR1);
    sigprocmask(SIG_BLOCK, NULL, &set);
    ok(sigismember(&set, SIGUSR1) == 0, "siglongjmp brings the mask back");
    if (sigsetjmp(sig_out, 0) == 0)
        raise(SIGUSR1);
    sigprocmask(SIG_SETMASK, NULL, &set);
    ok(sigismember(&set, SIGUSR1) == 1, "if it was asked to");
}

int main(void)
{
    plan(29);
    actions();
    refusals();
    blocking();
    tasks();
    jumping();
    return done();
}
