# align.t -- nothing of ours makes a misaligned access, which QEMU forgives and most harts do
# not: a build in which each that C can see traps (gcc's -fsanitize=alignment), and the places
# of the tables that the linker gathers. That of 64 bits is without optimisation, which must
# be had for who steps through the kernel. (So are stacks of tests large enough only there.)
use strict;
use warnings;
use Test::More;

my @programs = (    # and the status that each ends with, and the harts, if they are many
    [virt   => 'rv64gc',   'tests/sync/select.c',          0],
    [virt   => 'rv64gc',   'tests/watch/stats.c',          0],
    [virt   => 'rv64gc',   'tests/time/timer.c',           0],
    [virt   => 'rv64gc',   'tests/scope/group.c',          0],
    [virt   => 'rv64gc',   'tests/crash/sched/deadlock.c', 134],
    [virt   => 'rv64gc',   'tests/sync/select.c',          0, 2],
    [virt32 => 'rv32imac', 'tests/sync/select.c',          0],
    [virt32 => 'rv32imac', 'tests/crash/sched/deadlock.c', 134],
);
my $traps = '-fsanitize=alignment -fsanitize-undefined-trap-on-error';

for my $row (@programs) {
    my ($board, $march, $program, $status, $harts) = (@$row, 1);
    my $b   = "build/$board-$march" . ($harts > 1 ? "-h$harts" : '') . '-aligned';
    my $out = "$b/" . $program =~ s{.*/|\.c$}{}gr;
    my $flags = $board eq 'virt' ? "-O0 $traps" : $traps;
    my $said = qx(make -s QUIET=1 BOARD=$board MARCH=$march HARTS=$harts B=$b APP=$program OUT=$out RT_CFLAGS='$flags' elf 2>&1);
    is($?, 0, "$board $program: builds") or diag $said;
    $said = qx(tools/qemu-run --board $board --march $march --timeout 100 --quiet --extra '-icount shift=0,sleep=off' $out.elf 2>&1 </dev/null);
    is($? >> 8, $status, "$board $program: runs") or diag $said;
    unlike($said, qr/breakpoint|^not ok/m, "$board $program: no misaligned access");
}

for my $board (qw(virt/rv64gc virt32/rv32imac hifive1/rv32imac)) {
    my ($name, $march) = split m{/}, $board;
    my $word = $march =~ /64/ ? 8 : 4;
    my $out  = "build/$name-$march/linked/align";
    is(system("make -s QUIET=1 BOARD=$name MARCH=$march APP=tests/sync/chan.c OUT=$out elf >&2"), 0, "$board: builds");
    my %at = map { /^(\S+) \S (\S+)$/ ? ($2 => hex $1) : () } qx(riscv64-unknown-elf-nm $out.elf);
    my @off = grep { !defined $at{$_} || $at{$_} % $word }
      qw(rill_park_notes rill_park_notes_end __rill_streams __rill_streams_end
      __preinit_array_start __data_source __data_start __bss_start);
    is("@off", '', "$board: each table is where a word may be");
    cmp_ok($at{rill_park_notes_end} - $at{rill_park_notes}, '>=', 3 * $word, "$board: one of them is not empty");
}
done_testing;
