# drivers.t -- drivers on this machine, over devices that are scripts: tests/host/drivers/.
# And with bugs put into them, each of which must be found.
use strict;
use warnings;
use File::Basename qw(basename);
use File::Path qw(make_path);
use Test::More;

my $cc = $ENV{HOST_CC} // 'gcc';
my $out = 'build/drivers';
make_path($out);

# Status and output of a test of a driver, built from that source.
sub result_of {
    my ($test, $source, $name) = @_;
    my $text = do { local (@ARGV, $/) = "tests/host/drivers/$test.c"; <> };
    $text =~ s{"driver.h"}{"../../tests/host/drivers/driver.h"};
    $text =~ s{"../../../board/dev/$test.c"}{"$name.driver.c"} or die "$test: no driver in it\n";
    for (["$name.c", $text], ["$name.driver.c", $source =~ s{#include "mmio.h"\n}{}r]) {
        open my $f, '>', "$out/$_->[0]" or die "$_->[0]: $!\n";
        print $f $_->[1];
    }
    my $log = qx($cc -std=gnu11 -O1 -g -Wall -Wextra -fsanitize=address,undefined -fno-sanitize-recover=all \\
        -DRILL_HARTS=1 -Itests/host/fuzz/port/.. -Iinclude $out/$name.c -o $out/$name 2>&1);
    return (-1, $log) if $?;
    my $said = qx(timeout 10 $out/$name 2>&1);
    return ($? >> 8, $said);
}

sub source_of { local (@ARGV, $/) = "board/dev/$_[0].c"; return <> }

# driver | what perl does to its text | what it is
my @PLANTS = (
    ['uart_ns16550', 's/\bLSR_BROKEN \? RILL_GOT_BROKEN/LSR_BROKEN ? RILL_GOT_OVERRUN/', 'a framing error is an overrun'],
    ['uart_ns16550', 's/LSR_BROKEN       0x0c/LSR_BROKEN       0x04/', 'framing is not heard of'],
    ['uart_ns16550', 's/LSR_BROKEN       0x0c/LSR_BROKEN       0x08/', 'parity is not heard of'],
    ['uart_ns16550', 's/return got \+ !\(lsr & LSR_BREAK\)/return got + 1/', 'a break is a byte'],
    ['uart_ns16550', 's/return got \+ !\(lsr & LSR_BREAK\)/return got/', 'a broken byte is none'],
    ['uart_ns16550', 's/LSR_BREAK        0x10/LSR_BREAK        0x80/', 'a break is a framing error'],
    ['uart_ns16550', 's/LSR_OVERRUN      0x02/LSR_OVERRUN      0x80/', 'an overrun is not heard of'],
    ['uart_ns16550', 's/while \(i < n &&/while (i <= n \&\&/', 'a byte more than asked for'],
    ['uart_ns16550', 's/kept = \(char\)/(void)/', 'a byte that comes during init is lost'],
    ['uart_ns16550', 's/if \(waits\)/if (1)/', 'it reads where nothing has waited'],
    ['uart_ns16550', 's/n < FIFO_BYTES \? n : FIFO_BYTES/n/', 'more than the FIFO takes'],
    ['uart_ns16550', 's/IER_DATA         0x01/IER_DATA         0x02/', 'the wrong interrupt'],
    ['uart_shakti', 's/STATUS_BROKEN   0x50/STATUS_BROKEN   0x10/', 'framing is not heard of'],
    ['uart_shakti', 's/\? i - 1 : i;/? i : i;/', 'a break is a byte'],
    ['uart_shakti', 's/!\(s & STATUS_RX_DATA\) \|\| //', 'it tells of a mark with no byte'],
    ['uart_ns16550', 's/i < n && lsr & LSR_DATA/i < n/', 'the same'],
    ['uart_shakti', 's/ && !\(s & STATUS_WRONG\) && / \&\& /', 'it goes on behind an error'],
    ['uart_sifive', 's/TXCTRL_MARK\(1\)/TXCTRL_MARK(0)/', 'room is never told of'],
    ['uart_sifive', 's/IP_RXWM        0x2/IP_RXWM        0x1/', 'the wrong interrupt'],
    ['uart_ibex', 's/while \(i < n && !\(status\(c\) & STATUS_RX_EMPTY\)\)/if (i < n \&\& !(status(c) \& STATUS_RX_EMPTY))/', 'one byte, where there are more'],
);

my @tests = map { basename($_, '.c') } glob 'tests/host/drivers/*.c';
is("@tests", join(' ', map { basename($_, '.c') } glob 'board/dev/uart_*.c'), 'each UART has a test');
for my $test (@tests) {
    my ($status, $said) = result_of($test, source_of($test), $test);
    is($status, 0, $test) or diag($said);
}
my $n = 0;
for (@PLANTS) {
    my ($test, $edit, $what) = @$_;
    local $_ = source_of($test);
    my $was = $_;
    eval "$edit; 1" or die "$edit: $@";
    isnt($_, $was, "$test can be made wrong: $what");
    my ($status, $said) = result_of($test, $_, "$test." . ++$n);
    ok($status > 0 && $said =~ /^not ok|ERROR: |runtime error/m, "$test: $what: it is found") or diag($said);
}
done_testing;
