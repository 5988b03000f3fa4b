# date.t -- the date is the one that the machine's clock has: QEMU's is set by -rtc, or
# is the host's. What follows from it: tests/services/date.c.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

plan skip_all => 'no RISC-V compiler'
    if !grep { -x "$_/riscv64-unknown-elf-gcc" || -x "$_/riscv-none-elf-gcc" } split /:/, $ENV{PATH};

sub date_of {
    my ($board, $march, $at_boot, $extra, $name) = @_;
    my $out = qx(tools/qemu-run --board $board --timeout 60 --args 'date $at_boot' --extra '$extra' build/$board-$march/tests/services/date.elf 2>&1 </dev/null);
    is($? >> 8, 0, "$board $march: $name") or diag($out);
    return $out =~ /^# it is (.*?)\r?$/m ? $1 : '';
}

my $exact = '-icount shift=0,sleep=off';
for (['virt', 'rv64gc'], ['virt32', 'rv32imac']) {
    my ($board, $march) = @$_;
    my @one = ($board, $march);
    my $out = qx($^X tests/run -1 $board/$march/services/date 2>&1);
    is($? >> 8, 0, "$board $march: 2024") or diag($out);

    is(date_of(@one, 946684798, "$exact -rtc base=1999-12-31T23:59:58,clock=vm", 'a year ends'),
        '1999-12-31 23:59', "$board $march: and it is that year");
    is(date_of(@one, 2147483646, "$exact -rtc base=2038-01-19T03:14:06,clock=vm", '2^31 seconds'),
        '2038-01-19 03:14', "$board $march: and it is 2038");
    is(date_of(@one, 4294967294, "$exact -rtc base=2106-02-07T06:28:14,clock=vm", '2^32 seconds'),
        '2106-02-07 06:28', "$board $march: and it is 2106");

    # Ten seconds are allowed for, from here to when QEMU looks at the host's clock.
    my $now = time;
    like(date_of(@one, $now, "$exact -rtc base=utc,clock=vm", "the host's"), qr/^20\d\d-/, "$board $march: and it is some year");
}

# The tree has the word: a clock that it does not name, or says is off, is not asked.
SKIP: {
    skip 'no fdtput here: tools/setup test', 6 if system('command -v fdtput >/dev/null') != 0;
    my $tmp = tempdir(CLEANUP => 1);
    for (['not named', '-r', '/soc/rtc@101000'], ['off', '-t s', '/soc/rtc@101000 status disabled']) {
        my ($how, $option, $what) = @$_;
        is(system("qemu-system-riscv64 -display none -bios none -M virt,dumpdtb=$tmp/tree 2>$tmp/err && fdtput $option $tmp/tree $what"),
            0, "a tree in which the clock is $how");
        is(date_of('virt', 'rv64gc', 0, "$exact -dtb $tmp/tree", "a clock that is $how"),
            '1970-01-01 00:00', 'is not asked');
    }
}

# A machine without such a clock is not given a date by QEMU's options.
my $out = qx($^X tests/run -1 sifive_u/rv64gc/services/date 2>&1);
is($? >> 8, 0, 'sifive_u: no clock') or diag($out);
is(date_of('sifive_u', 'rv64gc', 0, "$exact -rtc base=2038-01-19T03:14:06,clock=vm", 'it counts from boot'),
    '1970-01-01 00:00', 'sifive_u: which is 1970');
done_testing;
