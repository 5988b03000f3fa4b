# platform.t -- one image on all kinds of virt, and with capabilities taken out of its
# device tree: the lines of rill_platform_print differ, and nothing else. Trees that are
# broken: a sentence, on the board's own console.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $tmp = tempdir(CLEANUP => 1);
my $out = 'build/platform';
plan skip_all => 'no fdtput here: tools/setup test'
    if system('command -v fdtput >/dev/null') != 0;

sub build {
    my ($name, @more) = @_;
    system('make', '-s', 'QUIET=1', 'BOARD=virt', "OUT=$out/$name", @more, 'elf') == 0
        or die "$name does not build\n";
    return "$out/$name.elf";
}

sub run {    # image, machine, more: status and output
    my ($image, $machine, @more) = @_;
    my $said = qx(timeout 60 qemu-system-riscv64 -nographic -semihosting -bios none -M $machine -kernel $image @more 2>&1 </dev/null);
    return ($? >> 8, $said);
}

# QEMU's tree of a machine, and what is done to it by fdtput, a command a line.
sub tree {
    my ($name, $machine, @edits) = @_;
    my $dtb = "$tmp/$name.dtb";
    qx(qemu-system-riscv64 -display none -bios none -M $machine,dumpdtb=$dtb 2>&1);
    for (@edits) {
        my ($how, @rest) = split;
        system('fdtput', $how, $dtb, @rest) == 0 or die "fdtput $how @rest\n";
    }
    return $dtb;
}

my $one = build('one', 'APP=tests/platform.c');
my $many = build('many', 'APP=tests/platform.c', 'HARTS=4');

# All of it passes, and the lines are these.
sub good {
    my ($what, $image, $machine, $more, @want) = @_;
    my ($status, $said) = run($image, $machine, $more);
    is($status, 0, $what);
    unlike($said, qr/^not ok/m, 'all of it passes');
    for (@want) {
        like($said, $_, "and says $_") or diag $said;
    }
}

my $CONSOLE = qr/console ns16550 at 0x10000000 source 10 \(tree\)/;
my $TIMER = qr/timer clint at 0x2004000, 10 MHz \(tree\)/;
# QEMU 7.2 has 96 of them, 10 has 95: what there is, its own tree says.
my ($SOURCES) = qx(fdtget -t u @{[tree('own', 'virt')]} /soc/plic\@c000000 riscv,ndev) =~ /^(\d+)$/;
my $IRQS = qr/irqs at 0xc000000, $SOURCES sources for 0(?: 2(?: 4 6)?)? \(tree\)/;
my $END = qr/end by finisher \(tree\)/;
my @all = ($CONSOLE, $TIMER, $IRQS, $END);

good('32 MiB', $one, 'virt', '-m 32M', qr/1 hart, 32 MiB at 0x80000000/, @all);
good('3 GiB', $one, 'virt', '-m 3G', qr/3072 MiB at/, @all);
good('8 harts, image for one', $one, 'virt', '-smp 8', qr/M-mode, 1 hart,/, @all);
good('8 harts, image for four', $many, 'virt', '-smp 8', qr/4 harts,/, qr/sources for 0 2 4 6 /, @all);
good('2 harts, image for four', $many, 'virt', '-smp 2', qr/2 harts,/, @all);
good('an ACLINT', $many, 'virt,aclint=on', '-smp 4', qr/4 harts,/, @all);
good('an APLIC, which we do not know', $one, 'virt,aia=aplic', '', qr/no irqs \(tree\)/);
good('Sstc', $one, 'virt', '-cpu rv64,sstc=on', qr/^# has b$/m, @all);
good('no Sstc', $one, 'virt', '-cpu rv64,sstc=off', qr/^# has 9$/m, @all);
good('an initrd', $one, 'virt', '-initrd README.md', qr/^# initrd \d+ # Rill/m, @all);

# One capability less.
my %without = (
    plic => [['-r /soc/plic@c000000'], qr/no irqs \(tree\)/, $CONSOLE, $TIMER, $END],
    clint => [['-r /soc/clint@2000000'], qr/timer clint at 0x2004000, 10 MHz \(board\)/, $CONSOLE, $IRQS, $END],
    rate => [['-d /cpus timebase-frequency'], @all],
    stdout => [['-d /chosen stdout-path'], @all],
    serial => [['-d /chosen stdout-path', '-r /soc/serial@10000000'], qr/console ns16550 at 0x10000000 source 10 \(board\)/, $TIMER, $IRQS, $END],
    finisher => [['-r /soc/test@100000'], qr/end by finisher \(board\)/, $CONSOLE, $TIMER, $IRQS],
    memory => [['-r /memory@80000000'], qr/memory to 0x88000000 \(board\)/, @all],
    alias => [['-p -ts /aliases uart0 /soc/serial@10000000', '-ts /chosen stdout-path uart0:9600n8'], @all],
    swapped => [['-tx /soc/plic@c000000 interrupts-extended 99 b 2 9 2 b'], qr/$SOURCES sources for 2 \(tree\)/, $CONSOLE],
    nobodys => [['-tx /soc/plic@c000000 interrupts-extended 99 b 2 9'], qr/$SOURCES sources for 65535 \(tree\)/, $CONSOLE],
    off => [['-ts /soc/plic@c000000 status disabled'], qr/no irqs \(tree\)/, $CONSOLE, $TIMER, $END],
    faster => [['-tu /cpus timebase-frequency 5000000'], qr/timer clint at 0x2004000, 5 MHz \(tree\)/, $CONSOLE],
    all => [['-r /soc', '-d /chosen stdout-path', '-d /cpus timebase-frequency'],
        qr/console ns16550 at 0x10000000 source 10 \(board\); timer clint at 0x2004000, 10 MHz \(board\); no irqs \(tree\); end by finisher \(board\)/],
    reserved => [['-p -tx /reserved-memory #address-cells 2', '-p -tx /reserved-memory #size-cells 2',
        '-p -tx /reserved-memory/a@80800000 reg 0 80800000 0 1000'], qr/128 MiB at/, qr/^# heap ends at 0x80800000$/m, @all],
);
for my $name (sort keys %without) {
    my ($edits, @want) = @{$without{$name}};
    good("without or with another: $name", $one, 'virt', '-dtb ' . tree($name, 'virt', @$edits), @want);
}

# A harts' software interrupts where they do not sleep.
my ($status, $said) = run($many, 'virt', '-dtb ' . tree('moved', 'virt',
    '-tx /soc/clint@2000000 reg 0 3000000 0 10000'));
is($status, 134, 'a CLINT that is elsewhere, and more harts');
like($said, qr/the device tree has the software interrupts of harts at 0x3000000/, 'are refused');

# ---- bad trees: loaded as they are, with a1 what we say ----

# QEMU looks a -dtb over itself. So the tree is put behind the image, and a few
# instructions in front of it, in the ROM, pass its address.
my $good = do { open my $f, '<:raw', tree('good', 'virt') or die; local $/; <$f> };
my $total = unpack 'x4N', $good;
$good = substr $good, 0, $total;

sub bad {
    my ($what, $bytes, $want) = @_;
    my ($dtb, $stub) = ("$tmp/bad.dtb", "$tmp/stub.bin");
    open my $f, '>:raw', $dtb or die;
    print $f $bytes;
    close $f;
    open $f, '>:raw', $stub or die;    # lui a1, 0x87000; slli, srli: no sign; lui t0; jr t0
    print $f pack 'V*', 0x870005b7, 0x02059593, 0x0205d593, 0x800002b7, 0x02029293, 0x0202d293, 0x00028067;
    close $f;
    my ($status, $said) = run($one, 'virt', "-device loader,file=$dtb,addr=0x87000000,force-raw=on",
        "-device loader,file=$stub,addr=0x86000000,force-raw=on -device loader,addr=0x86000000,cpu-num=0");
    is($status, 134, $what);
    like($said, qr/rill: panic: the device tree at 0x87000000 is unusable: $want; board virt needs/, "says $want")
        or diag $said;
}

sub with { my ($at, $word) = @_; my $t = $good; substr($t, $at, 4) = pack 'N', $word; return $t }
my $nodes = unpack 'x8N', $good;
bad('no tree', "\0" x 64, 'it does not begin with d00dfeed');
bad('another version', with(20, 3), 'its version is not 17');
bad('a huge one', with(4, 0x7fffffff), 'nothing answers at its end|its size makes no sense');
bad('one of 20 MiB', with(4, 20 << 20), 'nothing answers at its end');
bad('a part outside', with(36, 0x10000), 'its parts are not inside it');
bad('names that do not end', with(32, unpack('x32N', $good) - 1), 'the last name of a property has no end');
bad('a word that is no token', with($nodes + 8, 77), 'its nodes are broken');
bad('cut off', substr($good, 0, $nodes + 400) . "\0" x ($total - $nodes - 400), 'the last name of a property has no end|its nodes are broken');
bad('deep', do {
    my $t = "\0\0\0\1\0\0\0\0" x 40 . "\0\0\0\2" x 40 . "\0\0\0\x09";
    pack('N10', 0xd00dfeed, 56 + length $t, 56, 56, 40, 17, 16, 0, 0, length $t) . "\0" x 16 . $t;
}, 'its nodes are broken');
($status, $said) = run($one, 'virt', '-dtb ' . tree('fine', 'virt'));
is($status, 0, 'and whole again') or diag $said;

# ---- forced ----

my $force = build('force', 'APP=tests/platform.c', 'APP_CFLAGS=-DFORCE');
good('nothing forced', $force, 'virt', '', @all);
good('no interrupts', $force, 'virt', "-append 'rill.irqs=none x y'", $CONSOLE, $TIMER, qr/no irqs \(forced\)/, $END, qr/^# argv x y$/m);
good('the board\'s clock', $force, 'virt', "-append 'rill.timer=board'", qr/10 MHz \(forced\)/);
good('console and end', $force, 'virt', "-append 'rill.end=finisher  rill.console=ns16550'",
    qr/console ns16550 at 0x10000000 source 10 \(forced\)/, qr/end by finisher \(forced\)/);
for ('console=none', 'irq=none', 'irqs', 'timer=fast', 'end=') {
    ($status, $said) = run($force, 'virt', "-append 'rill.$_ x'");
    is($status, 134, "rill.$_");
    like($said, qr/^rill: there are console=ns16550 end=finisher timer=board irqs=board irqs=none\r?\nrill: panic: board virt cannot be forced to "\Q$_\E"/m,
        'is refused, with those that there are') or diag $said;
}
good('an image that cannot be forced', $one, 'virt', "-append 'rill.irqs=none x'", @all, qr/^# argv rill.irqs=none x$/m);
done_testing;
