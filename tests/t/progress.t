# progress.t -- tests/run into a pipe says how far it is, and prove's last lines are the last.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

plan skip_all => 'no RISC-V compiler'
    if !grep { -x "$_/riscv64-unknown-elf-gcc" || -x "$_/riscv-none-elf-gcc" } split /:/, $ENV{PATH};
delete @ENV{qw(STRESS ROWS)};

# A test that takes its time, and one that fails: by names that only these have.
my @slow = ('virt/rv64gc/watch/label$', 'virt/rv64gc/watch/key$', 'virt/rv64gc/watch/hooks$');
my $out = qx(JOBS=1 SECONDS=0.05 $^X tests/run @slow 2>&1);
is($? >> 8, 0, 'three rows pass');
like($out, qr{\Atests/run: runtime 1 of 1: virt rv64gc\ntests/run: 3 files, 1 at a time\n}, 'what is to be done comes first');
my @far = $out =~ m{^tests/run: (\d+) of 3 files, all ok, \d+ s$}mg;
cmp_ok(scalar @far, '>', 3, 'then how far it is') or diag($out);
is($far[-1], 3, 'to the end');
is("@far", join(' ', sort { $a <=> $b } @far), 'and never back');
like($out, qr{^\[[\d:]+\] virt/rv64gc/watch/label \.+ ok }m, 'a file has its line');
like($out, qr{\nAll tests successful\.\nFiles=3, Tests=3, .*\nResult: PASS\n\z}, "and prove's words are the last") or diag($out);

$out = qx(JOBS=1 SECONDS=60 $^X tests/run virt/rv64gc/watch/label\\\$ 2>&1);
my @all = $out =~ m{^tests/run: \d+ of }mg;
is(scalar @all, 1, 'seldom, if nobody asks for more');

# One that fails is counted: its QEMU is none.
{
    my $dir = tempdir(CLEANUP => 1);
    open my $f, '>', "$dir/qemu-system-riscv64" or die $!;
    print $f "#!/bin/sh\nexit 1\n";
    close $f;
    chmod 0755, "$dir/qemu-system-riscv64";
    local $ENV{PATH} = "$dir:$ENV{PATH}";
    $out = qx(JOBS=1 SECONDS=60 $^X tests/run virt/rv64gc/watch/label\$ virt32/rv32imac/watch/label\$ 2>&1);
    isnt($? >> 8, 0, 'a file that fails');
    like($out, qr{^tests/run: 2 of 2 files, 1 not ok, }m, 'is counted') or diag($out);
    like($out, qr{\nResult: FAIL\n\z}, 'and the last line says so');
}
done_testing();
