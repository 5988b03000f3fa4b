#!/usr/bin/env perl
# debug.t -- make debug: QEMU waits, gdb connects, sees main, and walks from the
# trap handler into the task that faulted. Skipped where gdb-multiarch is not
# installed; `make test` does not need it.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IO::Socket::INET;
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

my $pid = fork // die $!;
if (!$pid) {
    open STDIN,  '<', '/dev/null'           or die $!;
    open STDOUT, '>', "$out.log"            or die $!;
    open STDERR, '>&', \*STDOUT             or die $!;
    exec 'make', '-s', 'debug', "GDB_PORT=$port", @app or die $!;
}

# gdb refuses a machine that is not there yet; ask until QEMU says it waits.
my $said = '';
for (1 .. 200) {
    select undef, undef, undef, 0.1;
    open my $log, '<', "$out.log" or next;
    local $/;
    $said = <$log> // '';
    last if $said =~ /waits for gdb/;
}
like($said, qr/gdb-multiarch \Q$out.elf\E -ex 'target remote :$port'/,
    'it says how to connect');

my $got = qx('$gdb' -q -batch -nx -ex 'set pagination off' \\
    -ex 'target remote :$port' -ex 'break main' -ex continue \\
    -ex 'break rill_trap_exception' -ex continue -ex bt -ex kill $out.elf 2>&1);
like($got, qr/Breakpoint 1, main \(argc=1/, 'main is reached, with its arguments');
like($got, qr/#1 +<signal handler called>\n#2 .* in main \(/,
    'the backtrace goes on through the trap into main') or diag($got);
waitpid $pid, 0;
done_testing();
