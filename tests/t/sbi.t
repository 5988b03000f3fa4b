# sbi.t -- S-mode under a firmware that Debian's OpenSBI is not: of 32 bits, with the
# debug console of SBI 2.0, and one of before 0.2. tests/board/firmware.c is all of them.
use strict;
use warnings;
use Test::More;

my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;

sub firmware {
    my ($march, $abi, $define) = @_;
    my $out = "build/sbi-$march-$define.elf";
    my $log = qx(mkdir -p build; ${cross}gcc -march=$march -mabi=$abi -misa-spec=2.2 -mcmodel=medany \\
        -std=gnu11 -O2 -Wall -Wextra -Werror -ffreestanding -nostdlib -nostartfiles -Wl,-n \\
        -Wl,--no-warn-rwx-segments -Wl,--build-id=none -Wl,-e,start -D$define \\
        -Wl,--section-start=.start=0x80000000 -Wl,-Ttext=0x80000400 tests/board/firmware.c -o $out 2>&1);
    is($log, '', "the firmware for $march, $define");
    return $out;
}

# Status and output of tests/TEST.c, as its header wants to be linked and run.
sub run_under {
    my ($firmware, $bits, $march, $test, $harts, $words) = @_;
    my $out = "build/virt-s-$march" . ($harts > 1 ? "-h$harts" : '') . "/tests/$test";
    my $head = do { local (@ARGV, $/) = "tests/$test.c"; <> };
    my ($make) = $head =~ m{^// make: (.*)}m;
    $make //= '';
    # Words for rill_platform_force come before argv (docs/platform.md).
    my $first = ($words // '') eq 'sbi' ? 'rill.console=sbi rill.end=sbi ' : '';
    $make .= ' APP_CFLAGS=-DFORCE' if $first;
    my $smp = $firmware =~ /BOOT=(\d+)/ ? $1 + 1 : $harts;
    my ($qemu) = $head =~ m{^// qemu: (.*)}m;
    system('make -s QUIET=1 -j2 BOARD=virt-s ' . join(' ', "MARCH=$march", "HARTS=$harts",
        "APP=tests/$test.c", "OUT=$out", $make, 'elf') . ' >&2') == 0 or return (1, 'it does not build');
    my $text = qx(timeout 60 qemu-system-riscv$bits -M virt -bios $firmware -kernel $out.elf -smp $smp \\
        -append "$first$test @{[$words // '']}" -nodefaults -display none -serial stdio @{[$qemu // '']} 2>&1 </dev/null);
    return ($? >> 8, $text =~ s/\r//gr);
}

sub tap_under {
    my ($status, $text) = run_under(@_);
    my ($plan) = $text =~ /^1\.\.(\d+)$/m;
    my $passed = () = $text =~ /^ok /mg;
    ok($status == 0 && $plan && $plan == $passed, "$_[3] on $_[2], $_[4] harts") or diag("status $status\n$text");
}

my $said = qr/^works: 1, interrupts: 0, waiting: -1\nby the firmware, 3 times: one two three\nand by the UART again$/m;

my $new = firmware(qw(rv32imac ilp32 DEBUG_CONSOLE));
tap_under($new, 32, 'rv32imac', $_, 1) for qw(sched/task time/sleep fault/catch calls/trap_calls libc/errno);
tap_under($new, 32, 'rv32imac', 'boot/harts', 4, 4);
tap_under($new, 32, 'rv32imac', 'memory/paging', $_) for 1, 4;
tap_under($new, 32, 'rv32imac', $_, 1) for qw(memory/guards memory/grow);
tap_under($new, 32, 'rv32imac', $_, 4) for qw(sched/harts_sched sched/harts_idle time/timer_harts);
tap_under($new, 32, 'rv32gc', 'sched/fp', 1);
like((run_under($new, 32, 'rv32imac', 'board/sbi', 1))[1], $said, 'the debug console, five bytes at a time');
is((run_under($new, 32, 'rv32imac', 'board/sbi_off', 1))[0], 1, 'the status, as far as SRST has it');

my $third = firmware(qw(rv64imac lp64 BOOT=3));
tap_under($third, 64, 'rv64gc', 'boot/harts', 4, 4);
tap_under($third, 64, 'rv64gc', 'fault/catch', 1);
like((run_under($third, 64, 'rv64gc', 'crash/fault/harts_fault_in_trap', 2))[1],
    qr/^other is [0-2]$/m, 'the boot hart is number 3');

# The console and the end that virt-s has behind its UART and the finisher.
{
    my ($status, $text) = run_under($new, 32, 'rv32imac', 'machine/platform', 1, 'sbi');
    like($text, qr/^rill: console sbi \(forced\).*; end by sbi \(forced\); page tables guard .*$/m, 'forced: what it says of it');
    is($status, 0, 'and all of it said through the firmware') or diag($text);
}

my $old = firmware(qw(rv64imac lp64 LEGACY));
tap_under($old, 64, 'rv64gc', $_, 1) for qw(time/sleep sched/task);
like((run_under($old, 64, 'rv64gc', 'board/sbi', 1))[1], $said, 'the legacy console');

done_testing();
