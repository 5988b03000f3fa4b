# idle.t -- a program that waits gets no interrupt but the one that ends its wait:
# QEMU's list of all traps (-d int) of tests/sched/idle.c, which sleeps for a second.
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
    $out = qx(tools/qemu-run --board $board --timeout 60 $smp --args idle --extra '-icount shift=0,sleep=off -d int -D $tmp/traps' build/$dir/tests/sched/idle.elf 2>&1 </dev/null);
    is($? >> 8, 0, "$row: and it says so") or diag($out);
    my %count;
    open my $f, '<', "$tmp/traps" or return {};
    while (<$f>) {
        $count{$1}++ if /^riscv_cpu_do_interrupt: .* async:1, .* desc=(\w+)/;
    }
    close $f;
    return \%count;
}

# The interrupts of devices that a program of tests/crash/ took, by QEMU's list.
sub external_of {
    my ($row, $board, $dir) = @_;
    my $out = qx($^X tests/run -1 $row 2>&1);
    is($? >> 8, 0, $row) or diag($out);
    my ($test) = $row =~ m{^[^/]+/[^/]+/(.+)$};
    qx(tools/qemu-run --board $board --timeout 60 --extra '-d int -D $tmp/traps' build/$dir/tests/$test.elf 2>&1 </dev/null);
    open my $f, '<', "$tmp/traps" or return -1;
    return scalar grep { /async:1, .* desc=m_external/ } <$f>;
}

for (['virt/rv64gc/sched/idle', 'virt', 'virt-rv64gc'], ['virt32/rv32imac/sched/idle', 'virt32', 'virt32-rv32imac'],
    ['hifive1/rv32imac/sched/idle', 'hifive1', 'hifive1-rv32imac']) {
    my ($row, @where) = @$_;
    is_deeply(traps($row, @where), {m_timer => 1}, "$row: one interrupt, its end");
}

# A device's interrupt upon an idle hart is called by it, and not taken.
for (['virt/rv64gc', 'virt', 'virt-rv64gc'], ['virt32/rv32imac', 'virt32', 'virt32-rv32imac'],
    ['hifive1/rv32imac', 'hifive1', 'hifive1-rv32imac']) {
    my ($row, @where) = @$_;
    is(external_of("$row/crash/irq/fault", @where), 1, "$row: in a task an interrupt is taken");
    is(external_of("$row/crash/irq/fault_idle", @where), 0, "$row: by an idle hart it is not");
}

# Of many harts none ticks. Messages are seen here if they come upon one that works: those
# that wake one which sleeps are not taken, and tests/sched/harts_ipi.c counts what is sent.
my $many = traps('virt/rv64gc/sched/idle+4@4', 'virt', 'virt-rv64gc-h4');
cmp_ok($many->{m_timer}, '<=', 4, 'four harts: the ends of its sleeps');
cmp_ok($many->{m_software} // 0, '<=', 8, 'and no more messages than harts have to be told');
is_deeply([grep { !/^m_(timer|software)$/ } keys %$many], [], 'and nothing else');
done_testing;
