# vectors.t -- xtvec on a hart whose table of vectors is aligned to 256 bytes and always
# a table, as lowRISC's Ibex has it (Ibex reference guide, "Machine Trap-Vector Base Address
# (mtvec)": bits 7:2 are 0, MODE is 1, and neither can be written), and on others that are
# choosy (privileged spec 1.12, 3.1.7: mtvec is WARL). QEMU takes any value.
# So each instruction of the image that writes mtvec has a breakpoint, by QEMU's gdb stub,
# and what it has written is made what that hart would have made of it. The image is as any.
use strict;
use warnings;
use File::Temp qw(tempdir);
use IO::Socket::UNIX;
use Test::More;

my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;
my $tmp = tempdir(CLEANUP => 1);
$SIG{PIPE} = 'IGNORE';    # QEMU ends when it likes
my $LIMIT_S = 20;    # of a run
my $PC = '20';       # the stub's number of the pc

# ---- gdb's remote protocol, as much as is needed ----

sub put {
    my ($g, $data) = @_;
    my $sum = 0;
    $sum += ord for split //, $data;
    printf {$g->{to}} '$%s#%02x', $data, $sum % 256;
    $g->{to}->flush;
}

# The next packet's data, within so many seconds; undef: none came, or QEMU has ended.
sub get {
    my ($g, $seconds) = @_;
    my $until = time + $seconds;
    my ($bits, $data) = ('');
    vec($bits, fileno $g->{to}, 1) = 1;
    until (($data) = $g->{in} =~ /^[^\$]*\$([^#]*)#../s) {
        my $ready = select my $r = $bits, undef, undef, 0.2;
        return if !$ready && time > $until;
        next if $ready <= 0;
        next if sysread $g->{to}, $g->{in}, 4096, length $g->{in};
        $g->{gone} = 1;
        return;
    }
    $g->{in} =~ s/^[^#]*#..//s;
    print {$g->{to}} '+';
    $g->{to}->flush;
    return $data;
}

sub ask {
    my ($g, $data) = @_;
    put($g, $data);
    return get($g, 10) // '';
}

# What the stub calls a CSR: a number.
sub csr_number {
    my ($g, $name) = @_;
    my $xml = '';
    for (1 .. 100) {
        my $more = ask($g, sprintf 'qXfer:features:read:riscv-csr.xml:%x,800', length $xml);
        $xml .= substr $more, 1;
        last if $more !~ /^m/;
    }
    return $xml =~ /<reg name="$name"[^>]* regnum="(\d+)"/ ? sprintf '%x', $1 : undef;
}

sub register {    # its value; its bytes come as they lie in memory
    my ($g, $number) = @_;
    return hex join '', reverse ask($g, "p$number") =~ /../g;
}

sub set_register {
    my ($g, $number, $value) = @_;
    ask($g, "P$number=" . join '', reverse sprintf("%0*x", $g->{bits} / 4, $value) =~ /../g);
}

# ---- one run ----

my @tame = grep { -x } map { "$_/setpriv" } split /:/, $ENV{PATH};
@tame = (@tame[0 .. 0], qw(--pdeathsig KILL --)) if @tame;

sub facts {    # of an image: where mtvec or stvec is written; from where to where names go
    my ($elf, $csr) = @_;
    my (@writes, %at);
    for (qx(${cross}objdump -d --no-show-raw-insn -M no-aliases $elf)) {
        push @writes, hex $1 if /^\s*([0-9a-f]+):\s+csrr[wsc]i?\s+.*\b$csr\b/ && !/csrr[sc]i?\s+\w+,$csr,(?:zero|0)$/;
    }
    for (qx(${cross}nm -S $elf)) {
        $at{$3} = [hex $1, hex $2] if /^([0-9a-f]+) ([0-9a-f]+) \S (\S+)$/;
    }
    return (\@writes, \%at);
}

# What a hart makes of a value; it had another.
my %HART = (
    ibex     => sub { my ($new) = @_; $new - $new % 256 + 1 },
    vectored => sub { my ($new, $old) = @_; $new % 256 == 1 ? $new : $old },    # or leaves it
    direct   => sub { my ($new) = @_; $new - $new % 4 },
    refuses  => sub { my ($new, $old) = @_; $new % 4 == 0 ? $new : $old },      # direct, or leaves it
);

# Run it on such a hart.
#   hart     => one of these
#   at       => {name of a function => what is done there, once}
#   asleep   => a function: the hart comes to sleep in it
#   as       => stvec: that is looked at, and left as it is
#   returns  {status, said, asleep, values => what was written}
sub run {
    my ($elf, $machine, %how) = @_;
    my $csr = $how{as} // 'mtvec';
    my ($writes, $at) = facts($elf, $csr);
    my %run = (values => {});
    unlink "$tmp/gdb";
    my $pid = fork // die $!;
    if (!$pid) {
        open STDIN,  '<', '/dev/null' or die $!;
        open STDOUT, '>', "$tmp/said" or die $!;
        open STDERR, '>&', \*STDOUT   or die $!;
        exec @tame, split(' ', $machine), qw(-nodefaults -display none -no-reboot -serial stdio -S -gdb),
            "unix:$tmp/gdb,server=on,wait=off", '-kernel', $elf or die $!;
    }
    my $to;
    for (1 .. 100) {
        last if $to = IO::Socket::UNIX->new(Peer => "$tmp/gdb");
        select undef, undef, undef, 0.1;
    }
    my $g = {to => $to // die("no QEMU\n"), in => '', bits => $machine =~ /riscv64/ ? 64 : 32};
    ask($g, 'qSupported');
    my $number = csr_number($g, $csr) // die "no $csr\n";
    my $threads = 1;
    $threads++ while ask($g, 'q' . ($threads == 1 ? 'f' : 's') . 'ThreadInfo') =~ /^m/;
    for my $t ($csr eq 'mtvec' ? 1 .. $threads - 1 : ()) {    # as it is at reset
        ask($g, "Hg$t");
        set_register($g, $number, ($how{hart} // '') =~ /direct|refuses/ ? 0 : 1);
    }
    my %break = map { $_ => undef } @$writes;
    $break{$at->{$_}[0]} = $how{at}{$_} for keys %{$how{at} // {}};
    ask($g, sprintf 'Z0,%x,2', $_) for keys %break;

    my $until = time + $LIMIT_S;
    my ($from, $bytes) = @{$at->{$how{asleep} // 'rill_start'}};
    my $seen = 0;    # how often in a row it was where it is to sleep
    put($g, 'vCont;c');
    while ($seen < 2 && !$g->{gone} && time < $until) {
        my $stop = get($g, $how{asleep} ? 1 : $LIMIT_S);
        if (!defined $stop && $how{asleep} && !$g->{gone}) {
            syswrite $to, "\x03";
            $stop = get($g, 10);
        }
        my ($signal, $thread) = ($stop // 'W') =~ /^T(..)thread:(?:p\w+\.)?([0-9a-f]+)/ or last;
        ask($g, "Hg$thread");
        my $pc = register($g, $PC);
        if ($signal eq '02') {
            $seen = $pc >= $from && $pc < $from + $bytes ? $seen + 1 : 0;
            $run{asleep} = $seen ? 'yes' : sprintf 'no, at %x', $pc;
        } elsif ($break{$pc}) {
            ask($g, sprintf 'z0,%x,2', $pc);
            $break{$pc}->($g);
        } else {
            my $old = register($g, $number);
            ask($g, "vCont;s:$thread");
            my $value = register($g, $number);
            $run{values}{sprintf '%x', $value}++;
            set_register($g, $number, $HART{$how{hart} // 'ibex'}->($value, $old)) if $csr eq 'mtvec';
        }
        put($g, 'vCont;c');
    }
    kill KILL => $pid if $how{asleep} || !$g->{gone} && time >= $until;
    waitpid $pid, 0;
    $run{status} = $? & 127 ? 'none, it hangs' : $? >> 8;
    open my $said, '<', "$tmp/said" or die $!;
    local $/;
    $run{said} = <$said> =~ s/\r//gr;
    return \%run;
}

# An image: of a program, with the words for make that it says itself, and more.
sub build {
    my ($board, $march, $program, @more) = @_;
    my ($own) = map { m{^// make: (.*)} ? $1 : () } lines_of($program);
    my $out = "build/$board-$march/vectors/" . join '-', map { s{.*/|\.c$|\W}{}gr } $program, @more;
    system('make', '-s', 'QUIET=1', "BOARD=$board", "MARCH=$march", "APP=$program", "OUT=$out",
        split(' ', $own // ''), @more, 'elf') == 0 or die "$program does not build\n";
    return "$out.elf";
}

sub lines_of {
    my ($file) = @_;
    open my $f, '<', $file or die "$file: $!";
    return <$f>;
}

sub spill {
    my ($file, $text) = @_;
    mkdir 'build/vectors';
    open my $f, '>', $file or die "$file: $!";
    print $f $text;
    close $f or die $!;
}

sub aligned {
    my ($what, $run) = @_;
    my @off = grep { !/0[01]$/ } sort keys %{$run->{values}};
    is("@off", '', "$what: what is written to xtvec is aligned");
    cmp_ok(scalar(keys %{$run->{values}}), '>=', 2, "$what: there is more than one table");
}

sub passes {    # a program that speaks TAP
    my ($what, $run) = @_;
    is($run->{status}, 0, "$what: it ends as it should");
    unlike($run->{said}, qr/^not ok/m, "$what: all of it passes");
    like($run->{said}, qr/^1\.\.(\d+)\n(?:.*\n)*ok \1 /m, "$what: to the last") or diag $run->{said};
    aligned($what, $run);
}

my $VIRT32 = 'qemu-system-riscv32 -M virt -bios none';
my $VIRT64 = 'qemu-system-riscv64 -M virt -bios none';

# ---- where an instruction is tried, and where interrupts and exceptions come ----

my $image = build('virt32', 'rv32imc', 'tests/fault/vectors.c');
passes($_, run($image, $VIRT32, hart => $_)) for qw(ibex vectored direct refuses);
for ('pmp=off', 'priv_spec=v1.10.0,h=off') {    # the second has no mcountinhibit
    my @first;
    passes($_, run($image, "$VIRT32 -cpu rv32,$_",
        at => {map { my $name = $_; $name => sub { push @first, $name } } qw(rill_try_vectors rill_main)}));
    is($first[0], 'rill_try_vectors', 'boot has tried what is not there');
}
passes('virt', run(build('virt', 'rv64gc', 'tests/fault/vectors.c'), $VIRT64));
passes('two harts', run(build('virt32', 'rv32imac', 'tests/fault/vectors.c', 'HARTS=2'), "$VIRT32 -smp 2"));
passes('S-mode', run(build('virt-s', 'rv64gc', 'tests/fault/vectors.c'), 'qemu-system-riscv64 -M virt -bios default',
    as => 'stvec'));

# A debugger that is there, and none.
$image = build('opentitan', 'rv32imc', 'tests/fault/vectors.c');
my $EARL = 'qemu-system-riscv32 -M opentitan';
passes('opentitan', run($image, "$EARL -semihosting-config enable=on,target=native,arg=vectors"));
{
    my $run = run($image, $EARL, asleep => 'rill_default_stop');
    like($run->{said}, qr/^ok 7 (?:.*\n)+rill: .*nobody here to tell/m, 'no semihosting: it says that nobody is there');
    is($run->{asleep}, 'yes', 'and sleeps');
    aligned('no semihosting', $run);
}

# Where Ibex itself begins: at the boot address, a multiple of 256, and 0x80.
{
    my $memory = join '', lines_of('board/opentitan/memory.ld');
    $memory =~ s/ORIGIN = 0x20000400, LENGTH = 1023K/ORIGIN = 0x20000480, LENGTH = 1022K/ or die 'memory.ld';
    spill('build/vectors/memory.ld', $memory);
    # Nobody may set it, but for make's -e.
    local $ENV{LDSCRIPTS} = 'build/vectors/memory.ld linker/full/reports.ld linker/sections.ld';
    my $image = build('opentitan', 'rv32imc', 'tests/fault/vectors.c', '-e');
    passes('at 0x80', run($image, "$EARL -global driver=riscv.lowrisc.ibex.soc,property=resetvec,value=0x20000480"
          . ' -semihosting-config enable=on,target=native,arg=vectors'));
}

# ---- faults in traps; before there is a trap stack; in the last words of all ----

sub crashes {    # a program of tests/crash/
    my ($board, $march, $name, $machine, @more) = @_;
    my $program = "tests/crash/$name.c";
    my $run     = run(build($board, $march, $program, @more), $machine);
    for (lines_of($program)) {
        is($run->{status}, $1, "$name: its status") if m{^// expect-status: (\d+)};
        like($run->{said}, qr/$1/m, "$name: its words") if m{^// expect-out: (.*)};
        unlike($run->{said}, qr/$1/m, "$name: and no others") if m{^// reject-out: (.*)};
    }
    aligned($name, $run);
}

crashes('virt32', 'rv32imc', $_, $VIRT32) for qw(fault/illegal irq/fault irq/odd_tp);
crashes('virt32', 'rv32imac', $_, "$VIRT32 -smp 2", 'HARTS=2')
    for map { "fault/$_" } qw(harts_fault_in_trap harts_hopeless harts_hopeless_both harts_hopeless_tp);

{    # to where no code is, as soon as .bss is cleared
    my $run = run(build('virt32', 'rv32imc', 'tests/fault/vectors.c'), $VIRT32, asleep => 'rill_early_trap',
        at => {rill_start_rest => sub { set_register($_[0], $PC, 0x50000000) }});
    is($run->{asleep}, 'yes', 'an early trap: a debugger finds the hart');
    is($run->{said}, '', 'and nothing is said');
}

{    # A report that faults in a trap, for its stack is lost; and so does the way out.
    spill('build/vectors/last.c', <<'END');
// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach,--wrap=rill_power_off
#include <rill/rill.h>
#include "../../tests/devices.h"
void __wrap_rill_power_off(int status);
void __wrap_rill_power_off(int status)
{
    rill_console_write("last\n", 5);
    *(volatile int *)FORBIDDEN = status;
}
static bool handler(void *unused)
{
    uintptr_t *hart;

    __asm__("mv %0, tp" : "=r"(hart));
    hart = (uintptr_t *)hart[-16 / (int)sizeof *hart];
    hart[1] = FORBIDDEN; /* HART_FAULT_SP in include/port/frame.h */
    *(volatile int *)FORBIDDEN = 1;
    return unused;
}
static struct rill_irq uart = {.fn = handler, .name = "uart"};
int main(void)
{
    UART_ENDS_IT(&uart, false);
    return 0;
}
END
    my $run = run(build('virt32', 'rv32imc', 'build/vectors/last.c'), $VIRT32, asleep => 'rill_trap_hopeless');
    is($run->{said}, "last\n", 'a machine that cannot be ended: it is tried once');
    is($run->{asleep}, 'yes', 'and the hart sleeps');
    aligned('cannot be ended', $run);
}

# ---- the source: who writes xtvec, and what a table is made of ----

my @writers = grep {
    my ($file) = $_;
    grep { /\bcsr(?:rw|rs|rc|w|s|c)i?\b.*(?:XTVEC|[ms]tvec)/ } lines_of($file)
} glob('boot/*.S boot/*/*.h boot/*.h kernel/*.[ch] kernel/*/*.[ch] kernel/*/*/*.[ch] board/*/*.[ch] libc-shim/*.[chS] include/*/*.h include/port/*/*.h');
is("@writers", 'boot/mode-m/entry.h boot/mode-s/entry.h include/port/hart.h', 'xtvec has no other writers');

for my $elf (build('virt32', 'rv32imc', 'tests/fault/vectors.c'), build('virt', 'rv64gc', 'tests/fault/vectors.c')) {
    my (undef, $at) = facts($elf, 'mtvec');
    my ($from, $bytes) = @{$at->{rill_trap_vectors}};
    my $to = $from + $bytes;
    my %jump = map { /^\s*([0-9a-f]+):\s+[0-9a-f]{8}\s+(?:jal\s+zero|j)\b/ ? (hex $1 => 1) : () }
        qx(${cross}objdump -d --start-address=$from --stop-address=$to $elf);
    is($bytes, 44, 'the table has the words of causes 0 to 10');
    is(scalar(grep { $jump{$from + 4 * $_} } 0 .. 10), 11, 'each is a jump of 4 bytes');
    is($at->{rill_trap_device}[0], $to, "and the last is a device's");
}
done_testing;
