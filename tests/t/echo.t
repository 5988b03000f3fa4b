#!/usr/bin/env perl
# echo.t -- 1 MiB of random bytes through the console and back, at full speed both ways,
# with a checksum at each end; and 64 KiB with what interrupts there are and polled, on one
# hart and on four, and to a reader who takes them in bursts, so that writers wait.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use Test::More;

chdir dirname(dirname(dirname(abs_path($0)))) or die $!;
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES)};

sub fletcher {
    my ($bytes) = @_;
    my ($low, $high) = (0, 0);
    for (unpack 'C*', $bytes) {
        $low = ($low + $_) % 65535;
        $high = ($high + $low) % 65535;
    }
    return sprintf '%08lx', $high << 16 | $low;
}

sub build {
    my ($march, $board, $harts) = @_;
    my $dir = "build/$board-$march" . ($harts > 1 ? "-h$harts" : '') . '/tests-t/echo';
    make_path($dir);
    system('make', '-s', 'QUIET=1', "BOARD=$board", "MARCH=$march", "HARTS=$harts", 'APP=tests/console/echo.c',
        "OUT=$dir/echo", 'elf') == 0 or BAIL_OUT('no image');
    return "$dir/echo.elf";
}

# What came back, and the line behind it. $burst: so many bytes, then a rest.
sub echoed {
    my ($elf, $board, $march, $bytes, $how, $burst, @more) = @_;
    pipe(my $in_r, my $in_w) or die $!;
    my $writer = fork // die $!;
    if (!$writer) {
        close $in_r;
        print $in_w $bytes;
        close $in_w;
        exec 'true';
    }
    close $in_w;
    open my $kept, '<&', \*STDIN or die $!;
    open STDIN, '<&', $in_r or die $!;
    my $pid = open(my $out, '-|', 'tools/qemu-run', '--board', $board, '--march', $march, '--timeout', 100,
        '--args', "echo $how", @more, $elf) // die $!;
    open STDIN, '<&', $kept or die $!;
    close $in_r;
    my $text = '';
    while (my $n = sysread $out, $text, $burst || 65536, length $text) {
        select undef, undef, undef, 0.02 if $burst;
    }
    close $out;
    my $status = $? >> 8;
    waitpid $writer, 0;
    return ($status, substr($text, 0, length $bytes), substr($text, length($text) > length $bytes ? length $bytes : 0));
}

srand 5;
my $mebi = join '', map { chr int rand 256 } 1 .. 1 << 20;
my $sum = fletcher($mebi);
my $part = substr $mebi, 0, 1 << 16;

sub check {
    my ($name, $bytes, $wanted, @how) = @_;
    my ($status, $back, $line) = echoed(@how[0 .. 2], $bytes, @how[3 .. $#how]);
    is($status, 0, "$name: it ended well");
    ok($back eq $bytes, "$name: what came back is what was sent");
    is($line, "\nechoed " . length($bytes) . " sum $wanted lost 0\n", "$name: and it had seen the same");
}

my $one = build('rv64gc', 'virt', 1);
my @on = ($one, 'virt', 'rv64gc');
check('one hart', $mebi, $sum, @on, 'irq', 0);
check('polled', $part, fletcher($part), @on, 'polled', 0);
check('a slow reader', $part, fletcher($part), @on, 'irq', 8192);
check('a slow reader, polled', $part, fletcher($part), @on, 'polled', 8192);
my @four = (build('rv64gc', 'virt', 4), 'virt', 'rv64gc');
my @smp = ('--smp', 4, '--extra', '-accel tcg,thread=multi');
check('four harts', $part, fletcher($part), @four, 'irq', 0, @smp);
check('four harts, polled', $part, fletcher($part), @four, 'polled', 0, @smp);
check('32 bits', $part, fletcher($part), build('rv32imac', 'virt32', 1), 'virt32', 'rv32imac', 'irq', 0);
done_testing;
