# break.t -- a break on the serial line, as QEMU sends it: ^A b on its terminal. One with
# nothing before it, one between bytes, one before the last.
use strict;
use warnings;
use IPC::Open3;
use Test::More;

plan skip_all => 'no RISC-V compiler'
    if !grep { -x "$_/riscv64-unknown-elf-gcc" || -x "$_/riscv-none-elf-gcc" } split /:/, $ENV{PATH};

sub line_of {
    my ($board, $march, $bits, @more) = @_;
    my $out = "build/$board-$march/tests/board/uart_break";
    is(system("make -s QUIET=1 -j2 BOARD=$board MARCH=$march APP=tests/board/uart_break.c OUT=$out elf >&2"), 0,
        "$board: it is built") or return;
    my $pid = open3(my $to, my $from, undef, 'timeout', 60, "qemu-system-riscv$bits", '-M', 'virt', @more,
        '-nodefaults', '-display', 'none', '-chardev', 'stdio,mux=on,id=line,signal=off', '-serial',
        'chardev:line', '-mon', 'chardev=line', '-kernel', "$out.elf");
    my $text = '';
    for my $part ("\x01b", 'a', "\x01b", 'b', "\x01b", 'q') {
        while (<$from>) {
            $text .= s/\r//gr;
            last if /heard \d/;
        }
        syswrite $to, $part;
    }
    $text .= s/\r//gr while <$from>;
    waitpid $pid, 0;
    is($? >> 8, 0, "$board: breaks are heard, and are nothing else") or diag($text);
}

line_of(qw(virt rv64gc 64 -bios none));
line_of(qw(virt32 rv32imac 32 -bios none));
line_of(qw(virt-s rv64gc 64));
done_testing;
