#!/usr/bin/env perl
# bench.t -- bench/run itself: it measures every row of bench/budgets and says each
# as a JSON line; with tables and programs made here, that a row over its budget
# fails, and is told from one that is not. What Rill's figures are is not judged.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use JSON::PP qw(decode_json);
use Test::More;

chdir dirname(dirname(dirname(abs_path($0)))) or die $!;
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET JOBS)};
my $dir = 'build/tests-t';
make_path($dir);

sub file
{
    my ($name, $text) = @_;
    open my $f, '>', "$dir/$name" or die "$dir/$name: $!\n";
    print $f $text;
    close $f or die "$dir/$name: $!\n";
    return "$dir/$name";
}

# Status, JSON lines, and what stderr said.
sub bench
{
    my @words = map { "'$_'" } @_;
    my @lines = qx(bench/run @words 2>$dir/bench.err);
    my $status = $? >> 8;
    open my $f, '<', "$dir/bench.err" or die $!;
    local $/ = undef;
    return ($status, \@lines, scalar <$f>);
}

# ---- the table of the tree ----

my ($status, $lines, $said) = bench('-l');
is($status, 0, 'the rows are listed');
my %want = map { /^(\S+)/ ? ($1 => 1) : () } @$lines;
my @asked = qw(yield_2 yield_1000 yield_fp spawn_exit spawn_join chan_unbuffered
    chan_buffered chan_try_empty select2_ready select8_ready select8_blocking mutex
    semaphore waitgroup timer_10 timer_1k timer_100k sleep_10 sleep_1k sleep_10k
    sleep_100k malloc_pair task_bytes blocked_task_bytes million_tasks boot_to_main
    image_printf_rv64 image_printf_rv32 image_two_tasks
    smp_yield_2 smp_spawn_exit smp_spawn_join smp_chan_unbuffered smp_chan_buffered
    yield_2_call yield_2_live9 chan_unbuffered_call chan_unbuffered_live9
    chan_buffered_call mutex_call semaphore_call waitgroup_call irq_wake irq_wake_busy
    boot_tree malloc_churn_mean malloc_churn_worst
    h1_yield h2_yield h4_yield h8_yield h2_message h2_spawn h8_fan_out wake_hart
    speedup_2);
is_deeply([grep { !$want{$_} } @asked], [], 'none is missing that was asked for');

($status, $lines, $said) = bench();
my $json = qr/^\{"name":"\w+","board":"\w+","harts":[1248],"value":[\d.]+,"unit":"(?:instr|bytes|tasks|ratio|count|percent)","budget":[\d.]+\}\n$/;
is_deeply([grep { !/$json/ } @$lines], [], 'a row is one JSON line of a fixed form');
my %got = map { my $r = decode_json($_); ($r->{name} => $r) } @$lines;
# A busy host is no place to compare times.
$got{speedup_2} //= {value => 2, budget => 1.8} if $said =~ /^speedup_2 .* not judged: the host is busy/m;
is_deeply([sort keys %got], [sort keys %want], 'every row was measured');
is_deeply([grep { $_->{unit} ne 'count' && (!$_->{value} || !$_->{budget}) } values %got], [], 'none is 0, but counts');
my @over = grep {
    my ($v, $b) = @{$got{$_}}{qw(value budget)};
    /^(?:million_tasks|speedup_2)$/ ? $v < $b : $v > $b;
} keys %got;
is($status, @over || $said =~ /^worse than they were:$/m ? 1 : 0, 'the status says whether a row is over');
like($said, qr/^\Q$_\E .* OVER /m, "$_ is over, and said to be") for sort @over;
my ($cross) = map { /^CROSS=(\S*)/ ? $1 : () } qx(make -s --no-print-directory print-run);
my $is_12 = qx(${cross}gcc -dumpfullversion) =~ /^12\.2\b/;
is(scalar($said =~ /^budgets are for gcc 12\.2 of Debian 12, and this is gcc \d/m), $is_12 ? '' : 1,
    'it says whether the budgets are for this compiler');

# Each image is held against picolibc's build that it is itself linked with.
for (['image_printf_rv64', 'rv64gc', 'lp64d'], ['image_printf_rv32', 'rv32imac', 'ilp32']) {
    my ($row, $march, $abi) = @$_;
    my ($cross) = qx(make -s print-run BOARD=$got{$row}{board}) =~ /^CROSS=(\S*)/m;
    my ($type) = qx(cat board/$got{$row}{board}/board.mk) =~ /^LIBC +:= *(\S*)$/m;
    my %text = map {
        my $elf = "$dir/picolibc_$_.elf";
        system("${cross}gcc --specs=picolibc.specs @{[$_ ? qq(--picolibc-buildtype=$_) : '']} -march=$march -mabi=$abi "
            . '-misa-spec=2.2 -mcmodel=medany -O2 -ffunction-sections -nostartfiles -l:crt0-semihost.o --oslib=semihost '
            . "bench/printf.c -o $elf -Wl,--no-warn-rwx-segments,--defsym=__flash=0x80000000,--defsym=__flash_size=0x100000,"
            . '--defsym=__ram=0x80100000,--defsym=__ram_size=0x100000') == 0 or die "$elf: not built\n";
        $_ => (split ' ', (qx(${cross}size $elf))[1])[0]
    } '', 'release';
    isnt($text{''}, $text{release}, "picolibc has two builds, $march");
    is($got{$row}{budget}, $text{$type} + 3072, "$row is compared with the one that it links");
}

# ---- tables and programs of our own ----

file('bench_rows.c', <<'C');
#include <stdio.h>
int main(void)
{
    printf("row half 33.50\nrow forty 40.00\nrow hair 40.01\nrow many 100.00\n");
#ifdef MORE
    printf("row more %d.00\n", MORE);
#endif
    return 0;
}
C
file('bench_crash.c', qq(#include <stdio.h>\nint main(void)\n{\n    )
        . qq(printf("row crashed 1.00\\n");\n    return 3;\n}\n));
# The Goldfish RTC of QEMU's virt (hw/rtc/goldfish_rtc.c) is the host's clock.
file('bench_differs.c', <<'C');
#include <stdint.h>
#include <stdio.h>
int main(void)
{
    printf("row differs %u.00\n", (unsigned)*(volatile uint32_t *)0x101000);
    return 0;
}
C
# What it says is argv[1], or what make was told.
file('bench_harts.c', <<'C');
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    printf("row asked %s.00\nrow built %d.00\nrow ten 10.00\n", argc > 1 ? argv[1] : "99", RILL_HARTS);
    return 0;
}
C
# Its input never ends, or it would end with the status 4.
file('bench_input.c', <<'C');
#include <stdio.h>
#include <unistd.h>
#include <rill/rill.h>
static int reads(void *unused)
{
    char c;
    if (read(0, &c, 1) == 0)
        _exit(4);
    return (unused != NULL);
}
int main(void)
{
    rill_go(reads, NULL);
    rill_sleep_ns(RILL_S);
    printf("row waited 1.00\n");
    return 0;
}
C
# Of time: another with each run.
file('bench_timed.c', <<'C');
#include <stdint.h>
#include <stdio.h>
int main(void)
{
    printf("row once 1%u.00\nrow never 0.50\nrow far 5.00\n", (unsigned)*(volatile uint32_t *)0x101000);
    return 0;
}
C
my $table = file('bench_table', <<"T");
# a comment
[virt rv64gc $dir/bench_rows.c]
half     instr  34      a; b
forty    instr  40      a peer
hair     instr  40      a peer
    over 41: a hair's breadth
many     tasks  >=100   a peer
few      tasks  >=100   not printed
[virt rv64gc $dir/bench_differs.c]
differs  instr  1       nobody
[virt rv64gc $dir/bench_crash.c]
crashed  instr  1       nobody
[virt rv64gc $dir/bench_rows.c APP_CFLAGS=-DMORE=7]
more     instr  8       a peer
    over 9: it was so once
[virt rv64gc $dir/bench_harts.c HARTS=2 SMP=1 as up_]
up_asked instr  0.4*many a peer
up_built instr  2       a peer
up_ten   instr  0.3*half a peer
[virt rv64gc $dir/bench_harts.c HARTS=2]
asked    instr  99      a peer
built    instr  0.02*few a peer
[virt rv64gc $dir/bench_input.c]
waited   instr  1       a peer
[virt rv64gc $dir/bench_timed.c]
once     ratio  >=1.5   a peer
never    ratio  >=0.9   a peer
far      ratio  >=9.5   a peer
[virt rv64gc $dir/bench_rows.c]
size     text   1000000 a peer
# More harts than a word of 32 bits has.
[virt rv64gc bench/inflation.c HARTS=64 SMP=33 as h33_]
h33_message instr 1000  one hart
T

my @t = ('-b', $table);
($status, $lines, $said) = bench(@t, 'half', 'fo*', 'many', 'more', 'size');
is($status, 0, 'all within their budgets: status 0') or diag($said);
is($lines->[0], qq({"name":"half","board":"virt","harts":1,"value":33.5,"unit":"instr","budget":34}\n),
    'a fraction is kept');
like($lines->[1], qr/"name":"forty".*"value":40,.*"budget":40}/, 'as much as the budget is met');
like($lines->[2], qr/"name":"many".*"value":100,"unit":"tasks","budget":100}/, 'and so is the least');
like($lines->[3], qr/"name":"more".*"value":7,/, "a program may have make's variables");
like($lines->[4], qr/"name":"size".*"value":\d{4,6},"unit":"bytes","budget":1000000}/, 'the text of an image');
is(@$lines, 5, 'and no other rows');
like($said, qr/^half +33\.5 +<= +34 +met +a; b$/m, 'the table has the peers');
like($said, qr/^5 of 5 rows within budget\nmore is within its budget/m, 'a reason out of date is told');

($status, $lines, $said) = bench(@t, 'hair', 'forty');
is($status, 1, 'a row over its budget fails, with its reason known as well');
is(@$lines, 2, 'and is a JSON line all the same');
like($said, qr/^1 of 2 rows within budget\nover budget:\n +hair +40\.01, 0\.01 more than 40 .*\n +known to be 41: a hair's breadth\n(?:budgets are for gcc .*\n)?\z/m,
    'by how much, and why');

($status, $lines, $said) = bench(@t, 'up_asked', 'up_built', 'asked');
is($status, 0, 'images for several harts') or diag($said);
like($lines->[0], qr/"name":"up_asked".*"harts":1,"value":1,.*"budget":40}/, "the machine's harts; a budget that is so many times another row");
like($lines->[1], qr/"name":"up_built".*"harts":1,"value":2,/, "the image's");
like($lines->[2], qr/"name":"asked".*"harts":2,"value":99,/, 'as many as that');
is(@$lines, 3, 'the other row is not said');

($status, $lines, $said) = bench(@t, 'up_ten', 'built');
is($status, 1, 'a row that is so many times one that nobody prints') or diag($said);
like($said, qr/^up_ten +10 +<= +10\.05 +met .*\nbench\/run: built was not measured\n1 of 2 rows within budget, 1 not measured\n/m,
    'is not measured');

($status, $lines, $said) = bench(@t, 'h33_message');
is($status, 0, 'work of more than 32 harts') or diag($said);
is(@$lines, 1, 'is measured');

($status, $lines, $said) = bench(@t, 'waited', 'once');
is($status, 0, 'input never ends, and a row of time may differ') or diag($said);
is(@$lines, 2, 'both are said');
($status, $lines, $said) = bench(@t, 'never', 'far');
is($status, 1, 'a time that any host could do better fails');
like($said, qr/^never .* OVER .*\nfar +5 +>= +9\.5 +not judged: the host is busy, .*\n0 of 2 rows within budget, 1 not judged\n/m,
    'one that this host could not is not judged');
is(@$lines, 1, 'and not given');
my ($once) = map { decode_json($_)->{value} } @$lines;
is($once, 0.5, 'the value is the one that was printed');
($status, $lines, $said) = bench(@t, 'far');
is($status, 0, 'which is no failure');

($status, $lines, $said) = bench(@t, 'differs', 'f?w', 'crashed');
is($status, 1, 'a row that was not measured fails');
is("@$lines", '', 'and has no JSON line');
like($said, qr/bench_differs\.elf: two runs differ/, 'two runs that differ are found');
like($said, qr/bench_crash\.elf ended with status 3/, 'a program that fails is worth nothing');
like($said, qr/^bench\/run: few was not measured$/m, 'a row that nobody prints');

my $was = file('bench_was', "[virt rv64gc $dir/bench_rows.c]\n"
        . "half instr 34 -\n    was 33.49\nforty instr 40 -\n    was 40\n"
        . "hair instr 40 -\n    over 41: a hair\n    was 40.01\nmany tasks >=100 -\n    was 101\n");
($status, $lines, $said) = bench('-b', $was, 'forty');
is($status, 0, 'as it was');
($status, $lines, $said) = bench('-b', $was);
is($status, 1, 'worse than it was');
is(@$lines, 4, 'all are said');
like($said, qr/^half .* WORSE -\nforty .* met +-\nhair .* OVER +-\nmany .* WORSE -\n3 of 4 /m, 'within its budget or not');
like($said, qr/^worse than they were:\n +half +33\.5, and it was 33\.49\n +many +100, and it was 101\n/m, 'and what it was');

my $worse = file('bench_worse', "[virt rv64gc $dir/bench_rows.c]\n"
        . "many tasks >=101 -\n    over 101: no\nhair instr 30 -\n    over 40: no\n");
($status, $lines, $said) = bench('-b', $worse);
is($status, 1, 'too few fails');
like($said, qr/many +100, 1 fewer than 101.*\n +known to be 101, and it has got worse: no\n/, 'so few are too few');
like($said, qr/hair .*\n +known to be 40, and it has got worse: no\n/, 'worse than the reason covers');

# ---- wrong calls and tables ----

for ([[@t, 'nosuch'], qr/no row is called nosuch/], [['-z'], qr/Unknown option/],
    [['-b', "$dir/none"], qr/none: /],
    [['-b', file('bench_bad1', "[virt rv64gc x.c]\nrow instr forty peers\n")], qr/bench_bad1:2: not a row/],
    [['-b', file('bench_bad2', "row instr 40 peers\n")], qr/bench_bad2:1: not a row/],
    [['-b', file('bench_bad3', "[virt rv64gc x.c]\na instr 1 -\na instr 2 -\n")], qr/bench_bad3:3: .*two rows a/],
    [['-b', file('bench_bad4', "[virt rv64gc x.c]\na instr 2*b -\nb instr 1 -\n")], qr/bench_bad4:2: there is no row b above/],
    [['-b', file('bench_bad5', "[virt rv64gc x.c as x_]\na instr 1 -\n")], qr/bench_bad5:2: .*begin with x_/],
    [['-b', file('bench_bad6', "[virt rv64gc x.c]\n    was 1\na instr 1 -\n")], qr/bench_bad6:2: not a row/],
    [['-b', file('bench_bad7', "[virt rv64gc x.c]\na ratio 1 -\n")], qr/bench_bad7:2: a ratio is to be at least/])
{
    my ($words, $regex) = @$_;
    ($status, $lines, $said) = bench(@$words);
    ok($status == 2 && !@$lines && $said =~ $regex, "refused: " . (split /\n/, $said)[0]);
}
done_testing();
