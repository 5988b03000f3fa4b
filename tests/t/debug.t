#!/usr/bin/env perl
# debug.t -- make debug: QEMU waits, gdb connects, sees main, and walks from the
# trap handler into the task that faulted. Skipped where gdb-multiarch is not
# installed; `make test` does not need it.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use Test::More;

chdir dirname(dirname(dirname(abs_path($0)))) or die $!;
my ($gdb) = grep { -x } map { "$_/gdb-multiarch" } split /:/, $ENV{PATH};
plan skip_all => 'gdb-multiarch is not installed' if !$gdb;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES)};
my $out = 'build/tests-t/debug/break-it';
my @app = ('APP=examples/03-break-it.c', "OUT=$out", 'QUIET=1', 'APP_CFLAGS=-w');
is(system('make', '-s', 'elf', @app), 0, 'it builds') or BAIL_OUT('no image');

# A port that is free now.
my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die $!;
my $port = $socket->sockport;
close $socket;

# gdb refuses a machine that is not there yet; ask until QEMU says it waits.
my $said = '';
sub debug {
    my $pid = fork // die $!;
    if (!$pid) {
        setpgrp;
        open STDIN,  '<', '/dev/null'           or die $!;
        open STDOUT, '>', "$out.log"            or die $!;
        open STDERR, '>&', \*STDOUT             or die $!;
        exec 'make', '-s', 'debug', "GDB_PORT=$port", @_ or die $!;
    }
    for (1 .. 1200) {    # a loaded host builds for long
        select undef, undef, undef, 0.1;
        open my $log, '<', "$out.log" or next;
        local $/;
        $said = <$log> // '';
        last if $said =~ /waits for gdb/;
    }
    return $pid;
}

# gdb has killed the machine; or it has not come to that, and the machine waits for ever.
sub ended {
    my ($pid) = @_;
    for (1 .. 100) {
        return if waitpid $pid, WNOHANG;
        select undef, undef, undef, 0.1;
    }
    kill KILL => -$pid;
    waitpid $pid, 0;
    return;
}
my $pid = debug(@app);
like($said, qr/gdb-multiarch \Q$out.elf\E -ex 'target remote 127.0.0.1:$port'/,
    'it says how to connect');

my $got = qx('$gdb' -q -batch -nx -ex 'set pagination off' \\
    -ex 'target remote 127.0.0.1:$port' -ex 'break main' -ex continue \\
    -ex 'break rill_trap_exception' -ex continue -ex bt -ex kill $out.elf 2>&1);
like($got, qr/Breakpoint 1, main \(argc=1/, 'main is reached, with its arguments');
like($got, qr/#1 +<signal handler called>\n#2 .* in main \(/,
    'the backtrace goes on through the trap into main') or diag($got);
ended($pid);

# What a parked task waits for, by a table (kernel/fault/waits.c) or by itself: on one hart, on more,
# with FP registers and without.
my $waits = "$out-waits";
open my $f, '>', "$waits.c" or die $!;
print $f <<'C';
#include <rill/rill.h>
RILL_CHAN(nobody, int, 0);
static struct rill_mutex held;
static volatile int one = 1;
static int reader(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&nobody, &v, RILL_FOREVER);
}
static int locker(void *arg)
{
    volatile double d = one;

    (void)arg;
    rill_mutex_lock(&held, RILL_FOREVER);
    return (int)d;
}
__attribute__((noinline)) static void here(void)
{
    __asm__ volatile("");
}
int main(void)
{
    static char memory[2048] __attribute__((aligned(16)));

    rill_mutex_lock(&held, RILL_FOREVER);
    rill_spawn(NULL, &(struct rill_task_opts){.name = "reader"}, reader, NULL);
    rill_spawn(NULL, &(struct rill_task_opts){.name = "locker", .memory = memory, .memory_bytes = sizeof memory},
               locker, NULL);
    rill_sleep_ns(50 * RILL_MS);
    here();
    return 0;
}
C
close $f or die $!;
for my $image ([], ['HARTS=2'], ['BOARD=virt32']) {
    my @with = ("APP=$waits.c", "OUT=$waits", 'QUIET=1', @$image);
    is(system('make', '-s', 'elf', @with), 0, "a program whose tasks wait: @$image") or next;
    $pid = debug(@with);
    $got = qx('$gdb' -q -batch -nx -ex 'set pagination off' -ex 'target remote 127.0.0.1:$port' -ex 'break here' -ex continue \\
        -ex 'source tools/rill.gdb' -ex rill-tasks -ex kill $waits.elf 2>&1);
    like($got, qr/^1 "main" at 0x[0-9a-f]+: runs, or is ready$/m, 'rill-tasks: who runs') or diag($got);
    like($got, qr/^\d+ "reader" at 0x[0-9a-f]+: waits: receive on channel 0x[0-9a-f]+\n +0x[0-9a-f]+ <\w+/m,
        'who waits for a channel') or diag($got);
    like($got, qr/^\d+ "locker" at 0x[0-9a-f]+: waits: lock mutex 0x[0-9a-f]+\n +0x[0-9a-f]+ <\w+/m,
        'who waits for a mutex, in memory of its caller\'s') or diag($got);
    ended($pid);
}
done_testing();
