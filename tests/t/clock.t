# clock.t -- half a second is half a second of the host's on every board: the rate that
# a board's clock is said to have is the one it has in this QEMU.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;
use Time::HiRes qw(time);

my $tmp = tempdir(CLEANUP => 1);
open my $f, '>', "$tmp/half.c" or die $!;
print $f <<'END';
#include <rill/rill.h>
#include <stdio.h>
int main(void)
{
    puts("begin");
    rill_sleep_ns(RILL_S / 2);
    puts("end");
    return 0;
}
END
close $f or die $!;

my @boards = map { m{^board/(.*)/board\.mk$} } sort glob 'board/*/board.mk';
my (%out, %elf);
for my $board (@boards) {
    ($elf{$board}) = qx(tools/rill build -b $board $tmp/half.c -o $tmp/$board) =~ /^(\S+\.elf)$/m;
    die "$board: not built\n" if !$elf{$board};
}

# All at once: they sleep. A wrong rate is wrong by a factor of hundreds.
for my $board (@boards) {
    open $out{$board}, '-|', "tools/rill run -b $board --timeout 60 $elf{$board} </dev/null 2>&1" or die $!;
}
my (%begin, %said, %took);
while (%out) {
    my $r = '';
    vec($r, fileno $_, 1) = 1 for values %out;
    next if select($r, undef, undef, undef) < 0;
    for my $board (sort keys %out) {
        next if !vec $r, fileno $out{$board}, 1;
        if (!sysread $out{$board}, my $text, 4096) {
            delete $out{$board};
        } else {
            $begin{$board} //= time;
            $said{$board} .= $text;
            $took{$board} //= time - $begin{$board} if $said{$board} =~ /end/;
        }
    }
}
for my $board (@boards) {
    my $took = $took{$board} // 0;
    ok($took > 0.4 && $took < 15, sprintf '%s: it took %.2f s', $board, $took);
}
done_testing();
