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

# Of two sockets, each with a CLINT, a PLIC and half of the memory.
my $TWO = join ' ', '-smp 4', map {
    my ($first, $last) = (2 * $_, 2 * $_ + 1);
    "-object memory-backend-ram,id=m$_,size=64M -numa node,nodeid=$_,cpus=$first-$last,memdev=m$_"
} 0, 1;

# QEMU's tree of a machine (with $more), and what is done to it by fdtput, a command a line;
# or, if it is code, to its source.
sub tree {
    my ($name, $machine, @edits) = @_;
    return tree_of($name, $machine, '', @edits);
}

sub tree_of {
    my ($name, $machine, $more, @edits) = @_;
    my $dtb = "$tmp/$name.dtb";
    qx(qemu-system-riscv64 -display none -bios none -M $machine,dumpdtb=$dtb $more 2>&1);
    for (@edits) {
        if (ref) {
            local $_ = qx(dtc -q -I dtb -O dts $dtb);
            $edits[0]->();
            open my $p, '|-', "dtc -q -I dts -O dtb -o $dtb -" or die "dtc: $!\n";
            print $p $_;
            close $p or die "$name: dtc\n";
            next;
        }
        my ($how, @rest) = split;
        system('fdtput', $how, $dtb, @rest) == 0 or die "fdtput $how @rest\n";
    }
    return $dtb;
}

my $one = build('one', 'APP=tests/machine/platform.c');
my $many = build('many', 'APP=tests/machine/platform.c', 'HARTS=4');

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

# Two sockets: each hart has what serves it, whatever comes first in the tree.
my $BOTH = qr/irqs at 0xc000000, $SOURCES sources for 0 2, at 0xc600000, $SOURCES sources for 0 2 \(tree\)/;
my @swap = ('-r /soc/clint@2010000', '-p -ts /soc/clint@2010000 compatible riscv,clint0',
    '-tx /soc/clint@2010000 reg 0 2010000 0 10000', '-tx /soc/clint@2010000 interrupts-extended 4 3 4 7 2 3 2 7');
good('two sockets', $many, 'virt', $TWO, qr/4 harts, 128 MiB at 0x80000000/, $CONSOLE, $TIMER, $BOTH);
good('two sockets of ACLINTs', $many, 'virt,aclint=on', $TWO, qr/4 harts,/, $CONSOLE, $TIMER, $BOTH);
good('two sockets, image for one hart', $one, 'virt', $TWO, qr/1 hart, 128 MiB/, @all);
good('the other CLINT comes first', $many, 'virt', "$TWO -dtb " . tree_of('swap', 'virt', $TWO, @swap), qr/4 harts,/, $TIMER, $BOTH);
good('and in an image for one hart', $one, 'virt', "$TWO -dtb $tmp/swap.dtb", qr/1 hart,/, @all);
good('a hart that no CLINT serves', $many, 'virt', "$TWO -dtb " . tree_of('lonely', 'virt', $TWO,
        '-tx /soc/clint@2010000 interrupts-extended 4 3 4 7'),
    qr/^rill: hart 3 of the device tree is served by no CLINT: it does not run tasks\r?$/m, qr/3 harts,/, qr/ok 9 - harts: 3/);
good('one without a timer', $many, 'virt', "$TWO -dtb " . tree_of('timerless', 'virt', $TWO,
        '-tx /soc/clint@2010000 interrupts-extended 4 3 4 7 2 3'), qr/^rill: hart 3 of the device tree is served by no CLINT/m, qr/3 harts,/);
good('one that cannot be interrupted', $many, 'virt', "$TWO -dtb " . tree_of('deaf', 'virt', $TWO,
        '-tx /soc/clint@2010000 interrupts-extended 4 3 4 7 2 7'),
    qr/^rill: hart 3 of the device tree has a CLINT that cannot interrupt it: it does not run tasks/m, qr/3 harts,/);
good('a CLINT that does not answer', $many, 'virt', "$TWO -dtb " . tree_of('mute', 'virt', $TWO,
        '-tx /soc/clint@2010000 reg 0 3000000 0 10000'), qr/^rill: hart 2 of the device tree has a CLINT that does not answer/m, qr/2 harts,/);
good('a reg that is too short for it', $many, 'virt', "$TWO -dtb " . tree_of('cut', 'virt', $TWO,
        '-tx /soc/clint@2010000 reg 0 2010000 0 8000'), qr/^rill: hart 3 of the device tree is served by no CLINT/m, qr/2 harts,/);

# Clocks of two sockets that differ by 53 s: set by a few instructions before the image (lui t0; addi
# t0; lui t1; sd t1, 0(t0); lui a1; lui t0; slli, srli: no sign; jr t0). Alarms there would come so late.
{
    my $elf = build('sockets', 'APP=tests/machine/sockets.c', 'HARTS=4', 'APP_LDFLAGS=-Wl,--wrap=rill_irq_attach,--wrap=rill_trap_interrupt');
    my $dtb = tree_of('ahead', 'virt', "$TWO -device virtio-rng-device");
    open my $f, '>:raw', "$tmp/ahead.bin" or die;
    print $f pack 'V*', 0x0200c2b7, 0xff828293, 0x20000337, 0x0062b023, 0x870005b7, 0x02059593, 0x0205d593,
        0x800002b7, 0x02029293, 0x0202d293, 0x00028067;
    close $f;
    my ($status, $said) = run($elf, 'virt', "$TWO -device virtio-rng-device",
        "-device loader,file=$dtb,addr=0x87000000,force-raw=on -device loader,file=$tmp/ahead.bin,addr=0x86000000,force-raw=on",
        '-device loader,addr=0x86000000,cpu-num=0');
    is($status, 0, 'clocks that do not agree are set') or diag $said;
}

# Memory in pieces: what overlaps, and what goes on where another ends, in any order.
sub memory {
    my ($name, @pieces) = @_;
    return tree_of($name, 'virt', '', sub {
        my $nodes = join '', map { sprintf "memory\@%x { device_type = \"memory\"; reg = <0 0x%x 0 0x%x>; };\n", $_->[0], @$_ } @pieces;
        s/\tmemory\@80000000 \{.*?\};\n/$nodes/s or die 'no memory';
    });
}
my @small = map { [0x80000000 + 0x8000 * $_, 0x1000] } 1 .. 2000;
good('2,000 small nodes in a large one', $one, 'virt', '-dtb ' . memory('small', [0x80000000, 128 << 20], @small),
    qr/128 MiB at 0x80000000/, qr/^# heap ends at 0x87[a-f]/m);
good('and before it', $one, 'virt', '-dtb ' . memory('small_first', @small, [0x80000000, 128 << 20]), qr/128 MiB at 0x80000000/);
good('four pieces, from the top', $one, 'virt', '-dtb ' . memory('pieces', map { [0x80000000 + (32 << 20) * $_, 32 << 20] } 3, 2, 1, 0),
    qr/128 MiB at 0x80000000/);
good('a hole', $one, 'virt', '-dtb ' . memory('hole', [0x84000000, 64 << 20], [0x80000000, 32 << 20]), qr/ 32 MiB at 0x80000000/);
{
    my ($status, $said) = run($one, 'virt', '-dtb ' . memory('shreds', map { [0x80000000 + (2 << 20) * $_, 2 << 20] } reverse 0 .. 63));
    is($status, 134, 'pieces without end');
    like($said, qr/^rill: panic: the device tree has memory in too many pieces: those from 0x80000000 to 0x81ffffff are one/m, 'are refused') or diag $said;
}

# One capability less.
my $TOO_MANY = qr/^rill: the PLIC plic\@c000000 of the device tree has a riscv,ndev of more than 1023 sources: it is not used\r?$/m;
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
    nobodys => [['-tx /soc/plic@c000000 interrupts-extended 99 b 2 9'], qr/no irqs \(tree\)/, $CONSOLE],
    odd => [['-tx /soc/plic@c000000 interrupts-extended 2 b 2'], @all],
    endless => [['-tx /soc/plic@c000000 riscv,ndev ffffffff'], $TOO_MANY, qr/no irqs \(tree\)/, $CONSOLE, $TIMER, $END],
    many => [['-tu /soc/plic@c000000 riscv,ndev 100000'], $TOO_MANY, qr/no irqs \(tree\)/, $CONSOLE],
    silent => [['-d /soc/plic@c000000 riscv,ndev'], qr/^rill: the PLIC plic\@c000000 of the device tree has no riscv,ndev: it is not used/m],
    short => [['-tx /soc/plic@c000000 reg 0 c000000 0 200000'],
        qr/^rill: the PLIC plic\@c000000 of the device tree has a reg that is too short for its contexts: it is not used/m, qr/no irqs \(tree\)/],
    nowhere => [['-tx /soc/plic@c000000 reg 0 0 0 4000000'],
        qr/^rill: the PLIC plic\@c000000 of the device tree has no reg that this hart can use: it is not used/m],
    inherited => [['-d /soc/serial@10000000 interrupt-parent', '-tx /soc interrupt-parent 3'], @all],
    extended => [['-d /soc/serial@10000000 interrupts', '-tx /soc/serial@10000000 interrupts-extended 3 a'], @all],
    shifted => [['-tu /soc/serial@10000000 reg-shift 40'], @all],
    stopped => [['-tu /cpus timebase-frequency 0'], @all],
    unnamed => [['-d /soc/clint@2000000 interrupts-extended'], @all],
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

# An interrupt that comes to no PLIC: at a hart's own controller, or a number that is none.
for ('interrupt-parent 2', 'interrupts 1000a') {
    good("the serial port's $_", $one, 'virt', "-append 'rill polled' -dtb " . tree('polled', 'virt', "-tx /soc/serial\@10000000 $_"),
        qr/console ns16550 at 0x10000000 \(tree\)/, $IRQS);
}

# A clock that this hart cannot have.
sub no_clock {
    my ($what, $want, @edits) = @_;
    for my $image ($one, $many) {
        my ($status, $said) = run($image, 'virt', '-dtb ' . tree('clockless', 'virt', @edits));
        is($status, 134, $what);
        like($said, $want, 'is refused') or diag $said;
    }
}
my $NO_ANSWER = qr/rill: panic: the device tree has the timer of hart 0 at 0x[0-9a-f]+, and no CLINT answers there/;
my $NOT_SERVED = qr/rill: panic: no CLINT of the device tree serves hart 0, on which we are/;
no_clock('a CLINT that is elsewhere', $NO_ANSWER, '-tx /soc/clint@2000000 reg 0 3000000 0 10000');
no_clock('where nothing is', $NO_ANSWER, '-tx /soc/clint@2000000 reg 0 50000000 0 10000');
no_clock('at 0', $NOT_SERVED, '-tx /soc/clint@2000000 reg 0 0 0 10000');
no_clock('that is too short', $NOT_SERVED, '-tx /soc/clint@2000000 reg 0 2000000 0 4000');
no_clock('of another hart', $NOT_SERVED, '-tx /soc/clint@2000000 interrupts-extended 99 3 99 7');
no_clock('whose address has 9 cells', $NOT_SERVED, '-tx /soc #address-cells 9');
my ($status, $said);

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

my $force = build('force', 'APP=tests/machine/platform.c', 'APP_CFLAGS=-DFORCE');
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
