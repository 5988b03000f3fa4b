#!/usr/bin/env perl
# shell.t -- examples/07-shell.c as it is used: commands, jobs behind, keys that edit; and
# the harts asleep at its prompt.
use strict;
use warnings;
use Test::More;

sub shell {
    my ($options, $words, $input) = @_;
    open my $in, '>', 'build/tests-t/shell.in' or die $!;
    print $in $input;
    close $in;
    my $out = qx(tools/rill run --timeout 60 $options examples/07-shell.c -- $words <build/tests-t/shell.in 2>&1);
    return ($? >> 8, $out);
}
mkdir 'build';
mkdir 'build/tests-t';

for my $options ('', '--harts 4', '-b virt32', '-b virt-s', '-b hifive1') {
    my $note = $options || 'virt';
    my ($status, $out) = shell($options, '', <<'END');
help
ps
mem
platform
irq
echo two words
tick 1 &
sleep 1.5
sleep 50 &
jobs
kill 9
kill 8

sleep .01
nosuch
exit 7
END
    is($status, 7, "$note: exit 7") or diag($out);
    next if $options =~ /hifive1/;    # 16 KiB: it says what it has no memory for
    like($out, qr/^rill> ps +the tasks/m, "$note: help");
    like($out, qr/^rill> +task +name .*^ +1 +main +\w.*^ +\d+ +job +/ms, "$note: ps: main, and ps itself");
    like($out, qr/^rill> tasks +\d+ bytes.*^unused +\d+ bytes/ms, "$note: mem");
    like($out, qr/^rill> rill: virt.*^rill: console ns16550 at 0x10000000/ms, "$note: platform");
    like($out, qr/^ +10 +console +1 +\d+ +\d+$/m, "$note: irq: the console's");
    like($out, qr/^rill> two words$/m, "$note: echo");
    like($out, qr/^(?:rill> )*tick 1\n.*\[7\] tick: done/ms, "$note: a job behind goes on");
    like($out, qr/^rill> \[9\] sleep\n.*^rill> \[9\] sleep$/ms, "$note: jobs");
    like($out, qr/kill: no job 8/, "$note: kill of none");
    like($out, qr/^(?:rill> )*sleep: .*cancel/mi, "$note: kill");
    like($out, qr/nosuch: no such command/, "$note: a wrong word");
}

# Past tools/qemu-run, which would quote a ^D. What the UART loses while it starts is empty.
system("make -s QUIET=1 elf APP=examples/07-shell.c OUT=build/tests-t/shell >&2") == 0 or BAIL_OUT("it does not build");
my $out = qx(printf '\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\ncat\\nas it came\\n\\004exit 4\\n' |
    timeout 60 qemu-system-riscv64 -M virt -bios none -nodefaults -display none -serial stdio -kernel build/tests-t/shell.elf);
my $status = $? >> 8;
is($status, 4, 'exit 4, after cat was ended by ^D') or diag($out);
like($out, qr/^(?:rill> )+as it came$/m, 'cat');

($status, $out) = shell('', 'edit', "ecko\x7f\x7fho edited\nno such\x15echo a line\x17word\nexit 5\n");
is($status, 5, 'keys: exit 5') or diag($out);
like($out, qr/^\r?edited\r?$/m, 'Backspace');
like($out, qr/^\r?a word\r?$/m, 'a line and a word away');

# What has no timer of its own for S-mode asks the firmware, and nothing else is different.
for (['sstc=true', 'sstc'], ['sstc=false', 'sbi']) {
    my ($cpu, $timer) = @$_;
    ($status, $out) = shell("-b virt-s --qemu '-cpu rv64,$cpu'", '', "platform\nsleep .1\nexit 6\n");
    is($status, 6, "$cpu: exit 6");
    like($out, qr/; timer $timer, 10 MHz \(tree\);/, "$cpu: timer $timer");
}

# Time is instructions here, so it is no matter how busy the host is.
($status, $out) = shell(q{--qemu '-icount shift=0,sleep=off'}, '', "sleep 2\nharts\nexit\n");
my ($asleep) = $out =~ /^(?:rill> )*hart 0 +asleep (\d+\.\d+) %/m;
cmp_ok($asleep // 0, '>', 99, 'the hart sleeps for more than 99 % of the time') or diag($out);

done_testing;
