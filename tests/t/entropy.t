# entropy.t -- random bytes on machines with other sources: each is found, is called what
# it is, and gives other bytes each time; where none is, the weak ones say so. The same
# program without a source is a row: tests/services/entropy.c.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

plan skip_all => 'no RISC-V compiler'
    if !grep { -x "$_/riscv64-unknown-elf-gcc" || -x "$_/riscv-none-elf-gcc" } split /:/, $ENV{PATH};

my $legacy = '-device virtio-rng-device';
my $modern = "-global virtio-mmio.force-legacy=false $legacy";
my $mute   = '-chardev null,id=c -object rng-egd,chardev=c,id=r -device virtio-rng-device,rng=r';
my $fixed  = '-icount shift=0,sleep=off -rtc base=2024-02-29T12:00:00,clock=vm';

# The program says in TAP whether it got what it should; its bytes are the answer.
sub bytes_of {
    my ($board, $march, $source, $extra, $name) = @_;
    my $out = qx(tools/qemu-run --board $board --timeout 60 --args 'entropy $source print' --extra '$extra' build/$board-$march/tests/services/entropy.elf 2>&1 </dev/null);
    my $status = $? >> 8;
    my ($bytes) = $out =~ /^# bytes: ([0-9a-f]{64})\r?$/m;
    ok($status == 0 && defined $bytes, "$board $march: $name") or diag($out);
    return $bytes // '';
}

for (['virt', 'rv64gc', 'rv64'], ['virt32', 'rv32imac', 'rv32']) {
    my ($board, $march, $cpu) = @$_;
    my $zkr = "-cpu $cpu,zkr=true";
    my @one = ($board, $march);

    my $out = qx($^X tests/run -1 $board/$march/services/entropy 2>&1);
    is($? >> 8, 0, "$board $march: without a source") or diag($out);

    my %seen;
    $seen{$_}++ for map { bytes_of(@one, @$_) } (
        ['zkr strong', $zkr, 'Zkr'],
        ['zkr strong', $zkr, 'Zkr again'],
        ['zkr strong', "$zkr $legacy", 'Zkr and a device'],
        ['zkr strong', "$zkr $mute", 'Zkr and a device that never answers'],
        ['virtio-rng strong', $legacy, 'a legacy device'],
        ['virtio-rng strong', $legacy, 'a legacy device again'],
        ['virtio-rng strong', $modern, 'a modern one'],
        ['virtio-rng strong', $modern, 'a modern one again'],
        ['virtio-rng strong', "$modern -device virtio-balloon-device", 'between others'],
        ['virtio-rng strong', "-icount shift=0,sleep=off $modern", 'where instructions are counted'],
        ['virtio-rng strong', "$legacy,max-bytes=8,period=10", 'one that gives a few at a time'],
        ['clock weak', $mute, 'one that never answers'],
        ['clock weak', '', 'none'],
        ['clock weak', '', 'none again'],
        ['clock weak', '-icount shift=0,sleep=off', 'none, instructions counted, but a date'],
        ['clock weak', '-icount shift=0,sleep=off', 'the same again'],
    );
    is(scalar keys %seen, 16, "$board $march: no two machines get the same bytes");

    # With time and date taken away, all that is left is the source.
    %seen = ();
    $seen{bytes_of(@one, 'zkr strong', "$fixed $zkr -seed $_", "the hart's source, seed $_")}++ for 1, 1, 2;
    is_deeply([sort values %seen], [1, 2], "$board $march: what the hart's source says is what counts");
    %seen = ();
    $seen{bytes_of(@one, 'clock weak', $fixed, 'no source, no chance')}++ for 1, 2;
    is_deeply([values %seen], [2], "$board $march: then weak bytes are always the same, as rill/entropy.h has it");
}
# The tree has the word: a device that it does not name is not looked for.
SKIP: {
    skip 'no fdtput here: tools/setup test', 2 if system('command -v fdtput >/dev/null') != 0;
    my $tmp = tempdir(CLEANUP => 1);
    my $gone = join ' ', map { "/soc/virtio_mmio\@1000${_}000" } 1 .. 8;
    is(system("qemu-system-riscv64 -display none -bios none -M virt,dumpdtb=$tmp/tree 2>$tmp/err && fdtput -r $tmp/tree $gone"),
        0, 'a tree without the devices');
    bytes_of('virt', 'rv64gc', 'clock weak', "$legacy -dtb $tmp/tree", 'a device that the tree does not name');
}
done_testing;
