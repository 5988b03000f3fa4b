# guards.t -- PMP that is less than QEMU's: a grain that is too large, no TOR, few entries.
# PMP is WARL, and QEMU takes all. So in a copy of the image one instruction of
# rill_memory_guard (kernel/memory/mode-m/guard.S) is replaced by what it would have done on
# that hart. The image must run to its end, and say what is guarded. Then: frames that are
# larger than a guard.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;
my $tmp = tempdir(CLEANUP => 1);

sub spill {
    my ($file, $text) = @_;
    open my $f, '>:raw', $file or die "$file: $!";
    print $f $text;
    close $f or die $!;
}

sub slurp {
    my ($file) = @_;
    open my $f, '<:raw', $file or die "$file: $!";
    local $/;
    return scalar <$f>;
}

sub make {    # returns what it says
    my ($board, $march, $program, @more) = @_;
    return qx(make -s QUIET=1 BOARD=$board MARCH=$march APP=$program OUT=$tmp/$board @more elf 2>&1);
}

spill("$tmp/says.c", <<'END');
#include <rill/platform.h>
#include <rill/rill.h>
int main(void)
{
    rill_platform_print();
    return 7;
}
END

# Replace, in the function, the instruction that is this word.
sub patched {
    my ($elf, $word, $by) = @_;
    my $image = slurp($elf);
    my ($at, $bytes) = map { hex } qx(${cross}nm -S $elf) =~ /^(\w+) (\w+) T rill_memory_guard$/m;
    my ($text, $offset) = map { hex } qx(${cross}readelf -SW $elf) =~ /\] \.text +PROGBITS +(\w+) (\w+)/;
    my $code = substr $image, $at - $text + $offset, $bytes;
    my $place = index $code, pack 'V', $word;
    die sprintf "%s: no %08x in rill_memory_guard\n", $elf, $word if $place < 0;
    substr($image, $at - $text + $offset + $place, 4) = pack 'V', $by;
    spill("$elf.patched", $image);
    return "$elf.patched";
}

my $NOP = 0x13;
my $ALL = 'stack, code, constants, data';
my @harts = (    # what it is; on 32 bits the words to replace; what is guarded
    ['as QEMU has it', [], $ALL],
    ['a grain that is too large', [0x40067613, 0x00067613], 'nothing'],           # andi a2, a2, 0
    ['no TOR', [0x3a002773, 0x00000713], 'the trap stack'],                       # csrr a4, pmpcfg0
    ['4 entries, others read as 0', [0x3a161073, $NOP], 'stack, code, constants', 32],    # csrw pmpcfg1, a2
    ['4 entries, others trap', [0x3b4fd073, 0xc0001073], 'stack, code, constants', 32],   # csrwi pmpaddr4
);

for (['virt', 'rv64gc', 64], ['virt32', 'rv32imac', 32]) {
    my ($board, $march, $bits) = @$_;
    is(make($board, $march, "$tmp/says.c"), '', "$board: it builds");
    for (@harts) {
        my ($what, $words, $guarded, $only) = @$_;
        next if $only && $only != $bits;
        my $elf = @$words ? patched("$tmp/$board.elf", @$words) : "$tmp/$board.elf";
        my $said = qx(timeout 20 qemu-system-riscv$bits -M virt -bios none -nodefaults -display none -no-reboot -serial stdio -kernel $elf </dev/null 2>&1);
        is($? >> 8, 7, "$board, $what: it runs to its end");
        like($said, qr/; guards \Q$guarded\E\r?$/m, "$board, $what: it guards $guarded");
    }
}

# ---- frames that are larger than a guard ----

spill("$tmp/frames.c", <<'END');
#include <alloca.h>
#include <stdio.h>
#include <string.h>
int big(int n) { char b[600]; memset(b, n, sizeof b); return puts(b); }
int array(int n) { char b[n]; memset(b, n, sizeof b); return puts(b); }
int call(int n) { char *b = alloca(n); memset(b, n, n); return puts(b); }
int main(int n, char **v) { (void)v; return big(n) + array(n) + call(n); }
END
is(make('virt', 'rv64gc', "$tmp/frames.c"), '', 'without guards no frame is too large');
my $said = make('virt', 'rv64gc', "$tmp/frames.c", 'GUARDS=1');
like($said, qr/\[-W$_-larger-than=/, "a program is warned: $_") for qw(frame vla alloca);
ok(-s "$tmp/virt.elf", 'and builds');
$said = make('virt-s', 'rv64gc', "$tmp/frames.c");
like($said, qr/\[-W$_-larger-than=/, "of page tables' guards, too: $_") for qw(vla alloca);
unlike($said, qr/frame-larger/, 'a frame of 600 bytes is not larger than a page');
like(slurp('build/virt-rv64gc-guards/flags'), qr/-Werror .*-Wframe-larger-than=512/, 'a frame of the kernel is refused');
done_testing();
