# idle.t -- a program that waits gets no interrupt but the one that ends its wait:
# QEMU's list of all traps (-d int) of tests/idle.c, which sleeps for a second.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

plan skip_all => 'no RISC-V compiler'
    if !grep { -x "$_/riscv64-unknown-elf-gcc" || -x "$_/riscv-none-elf-gcc" } split /:/, $ENV{PATH};
my $tmp = tempdir(CLEANUP => 1);

# How often each thing came, by QEMU's word for it.
sub traps {
    my ($row, $board, $dir) = @_;
    my $out = qx($^X tests/run -1 $row 2>&1);
    is($? >> 8, 0, "$row: asleep") or diag($out);
    my $smp = $row =~ /@(\d+)/ ? "--smp $1" : '';
    $out = qx(tools/qemu-run --board $board --timeout 60 $smp --args idle --extra '-icount shift=0,sleep=off -d int -D $tmp/traps' build/$dir/tests/idle.elf 2>&1 </dev/null);
    is($? >> 8, 0, "$row: and it says so") or diag($out);
    my %count;
    open my $f, '<', "$tmp/traps" or return {};
    while (<$f>) {
        $count{$1}++ if /^riscv_cpu_do_interrupt: .* async:1, .* desc=(\w+)/;
    }
    close $f;
    return \%count;
}

for (['virt/rv64gc/idle', 'virt', 'virt-rv64gc'], ['virt32/rv32imac/idle', 'virt32', 'virt32-rv32imac'],
    ['hifive1/rv32imac/idle', 'hifive1', 'hifive1-rv32imac']) {
    my ($row, @where) = @$_;
    is_deeply(traps($row, @where), {m_timer => 1}, "$row: one interrupt, its end");
}

# Of many harts the others are told that they may sleep, and that it ends; none ticks.
my $many = traps('virt/rv64gc/idle+4@4', 'virt', 'virt-rv64gc-h4');
cmp_ok($many->{m_timer}, '<=', 4, 'four harts: the ends of its sleeps');
cmp_ok($many->{m_software} // 0, '<=', 8, 'and no more messages than harts have to be told');
is_deeply([grep { !/^m_(timer|software)$/ } keys %$many], [], 'and nothing else');
done_testing;
