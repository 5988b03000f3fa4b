# where.t -- a program that does not end, or is stopped from outside: what it has said without
# a newline is there, and where each hart and each task is; the status is as ever. On every
# kind of board, with one hart and more; by --timeout, by signals, by a terminal's keys; with
# memory in ruins, and with a QEMU that does not answer.
use strict;
use warnings;
use File::Temp qw(tempdir);
use POSIX qw(WNOHANG);
use Test::More;
use Time::HiRes qw(sleep time);

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
plan skip_all => 'no RISC-V compiler'
    if !grep { -x "$_/riscv64-unknown-elf-gcc" || -x "$_/riscv-none-elf-gcc" } split /:/, $ENV{PATH};
my $tmp = tempdir(CLEANUP => 1);

sub spill {
    my ($name, $text) = @_;
    open my $f, '>', "$tmp/$name" or die "$name: $!";
    print $f $text;
    close $f or die "$name: $!";
}

sub sh {    # (status, both outputs as they come)
    my ($command) = @_;
    my $out = qx(($command) 2>&1 </dev/null);
    return ($? & 127 ? 128 + ($? & 127) : $? >> 8, $out);
}

spill('waits.c', <<'C');
#include <rill/rill.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

RILL_CHAN(nobody, int, 0);
static struct rill_mutex held;
static volatile int one = 1;
static atomic_uint spinners;

__attribute__((noinline)) static void spins(void)
{
    for (volatile int i = 0;; i++) {
    }
}

static int reader(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&nobody, &v, RILL_FOREVER); /* reads */
}

static int locker(void *arg)
{
    volatile double d = one;

    (void)arg;
    rill_mutex_lock(&held, RILL_FOREVER); /* locks */
    return (int)d;
}

static int spinner(void *arg)
{
    printf("spinner %d ", *(int *)arg);
    spinners++;
    spins();
    return 0;
}

static int never(void *arg)
{
    (void)arg;
    return 0;
}

static void spawn(const char *name, rill_task_fn *fn, void *arg)
{
    rill_spawn(NULL, &(struct rill_task_opts){.name = name, .stack_bytes = 1024}, fn, arg);
}

/* A spinner on each other hart, when these are there. */
static void spin_all(void)
{
    static int numbers[64];
    unsigned others = 0;

    while (rill_hart_arrived() < RILL_HARTS)
        rill_sleep_ns(RILL_MS);
    for (; others < RILL_HARTS - 1; others++) {
        numbers[others] = (int)others + 1;
        spawn("spinner", spinner, &numbers[others]);
    }
    while (spinners < others)
        rill_sleep_ns(RILL_MS);
    spawn("new", never, NULL);
}

int main(int argc, char **argv)
{
    static char memory[1024] __attribute__((aligned(16)));
    const char *what = argc > 1 ? argv[1] : "";

    spawn("reader", reader, NULL);
    rill_mutex_lock(&held, RILL_FOREVER);
    rill_spawn(NULL, &(struct rill_task_opts){.name = "locker", .memory = memory, .memory_bytes = sizeof memory},
               locker, NULL);
    rill_sleep_ns(RILL_MS);
    if (!strcmp(what, "all"))
        spin_all();
    puts("ready");
    printf("said so far");
    if (!strcmp(what, "sleeps"))
        rill_sleep_ns(3600 * RILL_S);
    if (!strcmp(what, "off")) {
        puts(", and a whole line, on its way");
        __asm__ volatile("csrci mstatus, 8");
    }
    if (!strcmp(what, "ruins")) {
        extern char __data_start[], __bss_end[];
        char *volatile from = __data_start, *volatile to = __bss_end;

        for (uintptr_t *p = (uintptr_t *)from; p < (uintptr_t *)to; p++)
            *p = (uintptr_t)(p + 3);
    }
    spins();
    return 0;
}
C

# A child in a process group of its own; what it says goes to a file.
sub start {
    my (@command) = @_;
    spill('said', '');
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        setpgrp;
        open STDIN, '<', '/dev/null' or die $!;
        open STDOUT, '>', "$tmp/said" or die $!;
        open STDERR, '>&', \*STDOUT or die $!;
        exec @command or die $!;
    }
    return $pid;
}

sub said {
    open my $f, '<', "$tmp/said" or return '';
    local $/ = undef;
    return scalar(<$f>) // '';
}

sub until_said {
    my ($regex) = @_;
    for (1 .. 1200) {
        return 1 if said() =~ $regex;
        sleep 0.1;
    }
    return 0;
}

sub ended {    # its status, as a shell sees it
    my ($pid) = @_;
    for (1 .. 1200) {
        return $? & 127 ? 128 + ($? & 127) : $? >> 8 if waitpid $pid, WNOHANG;
        sleep 0.1;
    }
    kill KILL => $pid;
    waitpid $pid, 0;
    return 'not at all';
}

# The QEMU below it.
sub qemu_of {
    my ($pid) = @_;
    for (1 .. 100) {
        for my $task (glob '/proc/[0-9]*') {
            open my $f, '<', "$task/stat" or next;
            return $1 if (<$f> // '') =~ /^(\d+) \(qemu-system-\w*\) \w $pid /;
        }
        sleep 0.1;
    }
    return;
}

# What a run says until it is stopped, when it is ready.
sub stopped {
    my ($options, $what, $program) = @_;
    my $pid = start('sh', '-c', "exec tools/rill run $options $tmp/" . ($program // 'waits.c') . " -- $what");
    ok(until_said(qr/^ready/m), "$options $what runs") or diag(said());
    sleep $options =~ /harts/ ? 1.2 : 0.6;
    kill INT => -$pid;
    is(ended($pid), 130, 'status 130');
    return said() =~ s/^rill: //mgr =~ s/\r//gr;
}

my $reader = qr/^task "reader" waits: receive on channel 0x[0-9a-f]+\n(?:  .*\n)*?.*\breader at .*waits\.c:\d+$/m;
my $locker = qr/^task "locker" waits: lock mutex 0x[0-9a-f]+\n(?:  .*\n)*?.*\blocker at .*waits\.c:\d+$/m;
my $spins = qr/in task "main"\n  0x[0-9a-f]+ +spins at .*waits\.c:1[345]\n  0x[0-9a-f]+ +main at .*waits\.c:/;

# ---- a loop of one hart ----
for my $options ('', '-b virt32', '-b hifive1', '-b virt-s', '-b spike --march rv32imac', '-b sifive_u', '-b opentitan',
    '--cflags -O0') {
    my $out = stopped($options, 'loop');
    like($out, qr/^ready\nsaid so far\nended by SIGINT; where it was:\n/, 'the unfinished line is there') or diag($out);
    like($out, qr/^hart \d, $spins/m, 'the hart is in its loop') or diag($out);
    like($out, $reader, 'a task waits for a channel') or diag($out);
    like($out, $locker, 'another, in memory of its caller\'s, for a mutex') or diag($out);
}

# ---- others ----
{
    my $out = stopped('', 'sleeps');
    like($out, qr/^hart 0, idle\n  0x[0-9a-f]+ +rill_sched_run at kernel\/sched\/one\/idle\.c:\d+\ntask "main" waits: sleep\n(?:  .*\n)*?.*\bmain at /m,
        'the hart is idle, and main sleeps') or diag($out);
    for my $options ('--harts 4', '-b virt-s --harts 3', '-b virt32 --harts 2') {
        my ($harts) = $options =~ /harts (\d)/;
        $out = stopped($options, 'all');
        my @in = $out =~ /^hart (\d), in task "(?:main|spinner)"\n  0x[0-9a-f]+ +spins at /mg;
        is("@in", join(' ', 0 .. $harts - 1), 'each is in its own loop') or diag($out);
        my ($line) = $out =~ /^(.*said so far.*)$/m;
        like($line, qr/spinner $_ /, "spinner $_ has said so") for 1 .. $harts - 1;
        like($out, qr/^task "new" is ready\n  0x[0-9a-f]+ +not begun, started at (?:main|spawn|spin_all) at /m, 'and one has had no turn')
            or diag($out);
        like($out, $reader, 'a task waits') or diag($out);
    }
    $out = stopped('--harts 2', 'loop');
    like($out, qr/^hart \d, idle$/m, 'of two harts one is idle') or diag($out);
    $out = stopped('', 'off');
    like($out, qr/^ready\nsaid so far, and a whole line, on its way\nended.*^hart 0, $spins/ms, 'with interrupts off') or diag($out);
    $out = stopped('', 'ruins');
    like($out, qr/^hart 0, .*\n  0x[0-9a-f]+ +spins at .*\n  0x[0-9a-f]+ +main at /m, 'all variables in ruins: the hart is found')
        or diag($out);

    spill('trap.c', "#include <stdio.h>\n#include <rill/rill.h>\n#include \"soft_trap.h\"\n__attribute__((noinline)) static void spins(void)\n{\n"
        . "    for (volatile int i = 0;; i++) {\n    }\n}\nstatic void in_trap(void)\n{\n    spins();\n}\n"
        . "int main(void)\n{\n    soft_trap_on();\n    puts(\"ready\");\n    printf(\"so far\");\n    soft_trap_raise();\n    for (;;) {\n    }\n}\n");
    for my $options ('', '-b virt-s --harts 2', '-b virt32 --harts 2') {
        my $wrap = $options =~ /harts/ ? '--ldflags -Wl,--wrap=rill_ipi_clear' : '';
        $out = stopped("$options --cflags -Itests $wrap", '', 'trap.c');
        like($out, qr/^so far\nended .*^hart \d, in a trap handler\n  0x[0-9a-f]+ +spins at /ms, 'a handler that does not return') or diag($out);
        like($out, qr/^which has come when it was here:\n  0x[0-9a-f]+ +(?:main|soft_trap_raise|soft_pends) at /m, 'and what it came upon') or diag($out);
    }

    spill('early.c', "#include <unistd.h>\n__attribute__((constructor)) static void early(void)\n{\n    write(1, \"ready\\n\", 6);\n"
        . "    for (;;) {\n    }\n}\nint main(void)\n{\n    return 0;\n}\n");
    $out = stopped('', '', 'early.c');
    like($out, qr/ early at \S*early\.c:\d+$/m, 'before main') or diag($out);
    spill('much.c', "#include <stdio.h>\n#include <rill/rill.h>\nstatic int waits(void *a)\n{\n    rill_sleep_ns(3600 * RILL_S);\n    return a != 0;\n}\n"
        . "int main(void)\n{\n    for (int i = 0; i < 300; i++)\n        rill_go(waits, 0);\n    puts(\"ready\");\n    for (;;)\n        rill_sleep_ns(RILL_S);\n}\n");
    $out = stopped('', '', 'much.c');
    like($out, qr/^and 261 tasks more$/m, 'of 301 tasks 40 are told') or diag($out);
    spill('bare.c', "int main(void)\n{\n    for (;;) {\n    }\n}\n");
    (my $status, $out) = sh("tools/rill run --timeout 1 $tmp/bare.c");
    is($status, 124, 'a program that never printed, ended by --timeout: status 124');
    like($out, qr/\Arill: HANG: no end after 1 s; where it was:\nrill: hart 0, in task "main"\nrill:   0x[0-9a-f]+ +main at \S*bare\.c:3\n/,
        'is found, too') or diag($out);
    ($status, $out) = sh("tools/rill run --timeout 1 $tmp/bare.c >$tmp/out 2>/dev/null; cat $tmp/out");
    is($out, '', 'standard output is the program\'s alone');

    # The row of a test that hangs says it too.
    ($status, $out) = sh("$^X tests/run -1 virt/rv64gc/self/hang");
    like($out, qr/^#   \| rill: hart 0, in task "main"$/m, 'a test\'s HANG') or diag($out);
}

# ---- stopped from outside ----

is((sh("tools/rill build -o $tmp/w $tmp/waits.c"))[0], 0, 'an image');
for (['INT', 130, 1], ['TERM', 143, 1], ['INT', 130, 0], ['HUP', 129, 0]) {
    my ($signal, $want, $group) = @$_;
    my $pid = start('tools/rill', 'run', "$tmp/w.elf", '--', 'loop');
    ok(until_said(qr/^ready/m), 'it runs');
    sleep 0.6;
    my $qemu = qemu_of($pid);
    kill $signal => $group ? -$pid : $pid;
    is(ended($pid), $want, "SIG$signal" . ($group ? ' to the group' : '') . ": status $want");
    my $out = said();
    if ($signal ne 'HUP') {
        like($out, qr/^said so far\nrill: ended by SIG$signal; where it was:\nrill: hart 0, in task "main"\nrill:   0x[0-9a-f]+ +spins at /m,
            'and where it was') or diag($out);
    }
    ok(!kill(0 => $qemu), 'and QEMU has gone');
}
{    # Two of them: at once.
    my $pid = start('tools/rill', 'run', "$tmp/w.elf", '--', 'loop');
    ok(until_said(qr/^ready/m), 'it runs');
    my $qemu = qemu_of($pid);
    kill STOP => $qemu;    # it will not answer
    sleep 0.2;
    my $begun = time;
    kill INT => -$pid;
    sleep 0.6;
    kill INT => -$pid;
    is(ended($pid), 130, 'SIGINT twice');
    cmp_ok(time - $begun, '<', 2, 'ends it at once');
    ok(!kill(0 => $qemu), 'and QEMU with it');
}
{    # A QEMU that does not answer.
    my $pid = start('tools/rill', 'run', '--timeout', '2', "$tmp/w.elf", '--', 'loop');
    ok(until_said(qr/^ready/m), 'it runs');
    my $qemu = qemu_of($pid);
    kill STOP => $qemu;
    my $begun = time;
    is(ended($pid), 124, 'a QEMU that does not answer: status 124');
    cmp_ok(time - $begun, '<', 14, 'in some seconds');
    like(said(), qr/^rill: where it is cannot be told: QEMU does not answer\nrill: HANG: no end after 2 s$/m, 'it is said so') or diag(said());
    ok(!kill(0 => $qemu), 'and QEMU has gone');
}
{    # Nobody reads what it says.
    spill('floods.c', "#include <stdio.h>\nint main(void)\n{\n    for (;;)\n        puts(\"and on and on\");\n}\n");
    is((sh("tools/rill build -o $tmp/floods $tmp/floods.c"))[0], 0, 'a program that says much');
    my $begun = time;
    my ($status, $out) = sh("(tools/rill run --timeout 2 $tmp/floods.elf; echo status \$? >$tmp/status) 2>$tmp/err | sleep 5; cat $tmp/status");
    like($out, qr/^status (124|141)$/m, 'its reader sleeps: an end all the same') or diag($out);
    cmp_ok(time - $begun, '<', 14, 'in some seconds');
    ($status, $out) = sh("tools/rill run $tmp/floods.elf | head -3");
    like($out, qr/\A(?:and on and on\n){3}/, 'a reader that goes away') or diag($out);
}
SKIP: {    # The keys of a terminal.
    my ($script) = grep { -x } map { "$_/script" } split /:/, $ENV{PATH};
    skip 'no script(1)', 5 if !$script;
    open my $keys, '|-', "$script -qefc 'tools/rill run $tmp/w.elf -- loop' /dev/null >$tmp/said 2>&1" or die $!;
    my $old = select $keys;
    $| = 1;
    select $old;
    ok(until_said(qr/^ready/m), 'on a terminal it runs');
    sleep 0.6;
    print $keys "\x03";
    ok(until_said(qr/spins at .*main at /s), 'Ctrl-C: where it was') or diag(said());
    like(said(), qr/^(?:\^C)?said so far\r?\nrill: ended by SIGINT; where it was:\r?\n/m, 'on a line of its own') or diag(said());
    close $keys;
    is($? >> 8, 130, 'status 130');
}
{    # Stopped and continued, as by Ctrl-Z and fg: QEMU stops too.
    my $pid = start('tools/rill', 'run', "$tmp/w.elf", '--', 'loop');
    ok(until_said(qr/^ready/m), 'it runs');
    my $qemu = qemu_of($pid);
    my $state = sub {
        open my $f, '<', "/proc/$_[0]/stat" or return '?';
        return (<$f> // '') =~ /\) (\w)/ ? $1 : '?';
    };
    my $comes = sub {
        my ($who, $want) = @_;
        for (1 .. 50) {
            return 1 if $state->($who) =~ $want;
            sleep 0.1;
        }
        return 0;
    };
    kill TSTP => -$pid;
    ok($comes->($qemu, qr/T/), 'SIGTSTP stops QEMU');
    ok($comes->($pid, qr/T/), 'and us');
    kill CONT => -$pid;
    ok($comes->($qemu, qr/[RS]/), 'SIGCONT lets it go on');
    kill INT => -$pid;
    is(ended($pid), 130, 'to be ended as ever');
}
done_testing();
