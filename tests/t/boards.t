# boards.t -- a board made here, of drivers that no board of the tree has first: the
# semihosting console and exit; and the same image where nobody answers.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
my $tmp = tempdir(CLEANUP => 1);
my $tree = "$tmp/tree";
mkdir $tree or die "$tree: $!";
system('cp', '-a', qw(Makefile README.md mk boot kernel libc-shim linker include board tools examples),
    $tree) == 0 or die 'cannot copy the tree';

sub spill {
    my ($path, $text) = @_;
    open my $f, '>', "$tree/$path" or die "$path: $!";
    print $f $text;
    close $f or die "$path: $!";
}

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or die "$path: $!";
    local $/ = undef;
    return scalar <$f>;
}

# Shakti's machine, with nothing but a debugger.
mkdir "$tree/board/bare" or die $!;
spill('board/bare/memory.ld', slurp('board/shakti/memory.ld'));
spill('board/bare/board.mk', slurp('board/shakti/board.mk') =~ s{board/shakti/}{board/bare/}gr
    =~ s{board/dev/uart_shakti\.c}{board/dev/console_semihost.c}r);
spill('board/bare/board.c', slurp('board/shakti/board.c') =~ s/\.ops = &rill_uart_shakti, \.base = 0x11300/.ops = &rill_console_semihost/r);

spill('says.c', <<'C');
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    for (int i = 0; i < 1000; i++)
        putchar(i & 255);
    for (int i = 1; i < argc; i++)
        printf("<%s>\n", argv[i]);
    return 7;
}
C

sub run {
    my ($options, $args) = @_;
    my $out = qx(cd $tree && tools/rill run -b bare $options says.c -- $args </dev/null 2>err);
    return ($? >> 8, $out);
}

# Longer than what one call takes, and with bytes of 0, which end a string.
{
    my ($status, $out) = run('--timeout 60', 'a "b c"');
    is($status, 7, 'status') or diag(slurp("$tree/err"));
    is($out, join('', map { chr($_ & 255) } 0 .. 999) . "<a>\n<b c>\n", 'all bytes as they are');
}

# Nobody answers: each call comes back, no word comes out, and the status by another way.
spill('board/bare/memory.ld', slurp('board/virt/memory.ld'));
spill('board/bare/board.mk', slurp('board/virt/board.mk') =~ s{board/virt/}{board/bare/}gr
    =~ s{board/dev/uart_ns16550\.c}{board/dev/console_semihost.c board/dev/semihost.c}r);
spill('board/bare/board.c', slurp('board/virt/board.c') =~ s/&rill_uart_ns16550/&rill_console_semihost/r);
{
    my ($status, $out) = run('--timeout 60', 'a');
    is($status, 7, 'with a host: status') or diag(slurp("$tree/err"));
    like($out, qr/<a>\n\z/, 'and words');
    ($status, $out) = run('--timeout 60 --qemu "-semihosting-config enable=off"', 'a');
    is($status, 7, 'without: status') or diag(slurp("$tree/err"));
    is($out, '', 'and none');
}

done_testing();
