#!/usr/bin/env perl
# bench.t -- make bench measures every row of bench/budgets, twice the same, and
# says each as a JSON line. What the figures are is not judged here.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use JSON::PP qw(decode_json);
use Test::More;

chdir dirname(dirname(dirname(abs_path($0)))) or die $!;
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};

open my $budgets, '<', 'bench/budgets' or die $!;
my %want = map { /^(\w+)\s+(instr|bytes)\s/ ? ($1 => $2) : () } <$budgets>;
ok(exists $want{$_}, "$_ is a row")
    for qw(boot_to_main yield_2 spawn_join chan_unbuffered chan_buffered
    image_printf_rv64 image_printf_rv32);

my @lines = qx(bench/run 2>/dev/null);
is($?, 0, 'every row was measured');
my %got = map { my $r = decode_json($_); ($r->{name} => $r) } @lines;
is_deeply([sort keys %got], [sort keys %want], 'the rows are those of the table');
for my $r (map { $got{$_} } sort keys %got) {
    ok($r->{value} > 0 && $r->{budget} > 0 && $r->{unit} eq $want{$r->{name}}
            && $r->{harts} == 1 && $r->{board},
        "$r->{name}: $r->{value}, and $r->{budget} allowed");
}
done_testing();
