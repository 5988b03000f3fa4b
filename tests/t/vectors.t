# vectors.t -- xtvec on a hart whose table of vectors is aligned to 256 bytes and always
# a table, as lowRISC's Ibex has it (Ibex reference guide, "Machine Trap-Vector Base-Address
# (mtvec)": bits 7:2 are 0, MODE is 1, and neither can be written). QEMU takes any value.
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
my $LIMIT_S = 60;    # of a run

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
        sysread $g->{to}, $g->{in}, 4096, length $g->{in} or return;
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

sub facts {    # of an image: where mtvec is written, and where names are
    my ($elf) = @_;
    my (@writes, %at);
    for (qx(${cross}objdump -d --no-show-raw-insn -M no-aliases $elf)) {
        push @writes, $1 if /^\s*([0-9a-f]+):\s+csrr[wsc]i?\s+.*\bmtvec\b/ && !/csrr[sc]i?\s+\w+,mtvec,(?:zero|0)$/;
    }
    for (qx(${cross}nm $elf)) {
        $at{$2} = hex $1 if /^([0-9a-f]+) \S (\S+)$/;
    }
    return (\@writes, \%at);
}

# Run it on such a hart.
#   at       => {name of a place => what is done there, once, by ($g, thread)}
#   asleep   => names: it is to stop for good between the first and the second
#   returns  {status, said, values => what was written, pc => of whom it was to stop}
sub run {
    my ($elf, $machine, %how) = @_;
    my ($writes, $at) = facts($elf);
    my $bits = $machine =~ /riscv64/ ? 64 : 32;
    my %run = (values => {}, said => '', writes => scalar @$writes);
    unlink "$tmp/gdb";
    my $pid = fork // die $!;
    if (!$pid) {
        open STDIN,  '<', '/dev/null' or die $!;
        open STDOUT, '>', "$tmp/said" or die $!;
        open STDERR, '>&', \*STDOUT   or die $!;
        exec 'setpriv', qw(--pdeathsig KILL --), split(' ', $machine), qw(-nodefaults -display none -no-reboot -serial stdio -S -gdb),
            "unix:$tmp/gdb,server=on,wait=off", '-kernel', $elf or die $!;
    }
    my $to;
    for (1 .. 100) {
        last if $to = IO::Socket::UNIX->new(Peer => "$tmp/gdb");
        select undef, undef, undef, 0.1;
    }
    my $g = {to => $to // die("no QEMU\n"), in => '', bits => $bits};
    ask($g, 'qSupported');
    my $mtvec = csr_number($g, 'mtvec') // die "no mtvec\n";
    my $threads = () = ask($g, 'qfThreadInfo') =~ /[0-9a-f]+/g;
    for my $t (1 .. $threads) {
        ask($g, "Hg$t");
        set_register($g, $mtvec, 1);
    }
    my %break = map { hex $_ => undef } @$writes;
    $break{$at->{$_} // die "no $_ in $elf\n"} = $how{at}{$_} for keys %{$how{at} // {}};
    ask($g, sprintf 'Z0,%x,2', $_) for keys %break;

    my $until = time + ($how{asleep} ? 5 : $LIMIT_S);
    put($g, 'vCont;c');
    while (defined(my $stop = get($g, $until - time))) {
        last if $stop =~ /^[WX]/;
        my ($thread) = $stop =~ /thread:(?:p\w+\.)?([0-9a-f]+)/ or next;
        ask($g, "Hg$thread");
        my $pc = register($g, '20');
        if ($break{$pc}) {
            $break{$pc}->($g);
            ask($g, sprintf 'z0,%x,2', $pc);
        } else {
            ask($g, "vCont;s:$thread");
            my $value = register($g, $mtvec);
            $run{values}{sprintf '%x', $value}++;
            set_register($g, $mtvec, $value - $value % 256 + 1);
        }
        put($g, 'vCont;c');
    }
    if ($how{asleep}) {
        syswrite $to, "\x03";
        my $stop = get($g, 10);
        my $pc   = register($g, '20');
        my @between = map { $at->{$_} // die "no $_" } @{$how{asleep}};
        $run{asleep} = $pc >= $between[0] && $pc < $between[1];
        $run{pc} = sprintf '%x', $pc;
        kill KILL => $pid;
    }
    kill KILL => $pid if time >= $until;
    waitpid $pid, 0;
    $run{status} = $? & 127 ? "signal @{[$? & 127]}" : $? >> 8;
    open my $said, '<', "$tmp/said" or die $!;
    local $/;
    $run{said} = <$said>;
    return \%run;
}

sub build {
    my ($board, $march, $program, @more) = @_;
    my $out = "build/$board-$march/vectors/" . join '-', map { s{.*/|\.c$|\W}{}gr } $program, grep { /HARTS|wrap/ } @more;
    my ($make) = map { /^\/\/ make: (.*)/ ? $1 : () } do { open my $f, '<', $program or die $!; <$f> };
    system('make', '-s', 'QUIET=1', "BOARD=$board", "MARCH=$march", "APP=$program", "OUT=$out",
        split(' ', $make // ''), @more, 'elf') == 0 or die "$program does not build\n";
    return "$out.elf";
}

sub aligned {
    my ($run, $what) = @_;
    my @off = grep { substr($_, -2) !~ /^0[01]$/ } sort keys %{$run->{values}};
    is("@off", '', "$what: what is written to mtvec is aligned");
    cmp_ok(scalar keys %{$run->{values}}, '>=', 2, "$what: there is more than one table");
}

sub passes {    # a program that speaks TAP
    my ($what, $run) = @_;
    is($run->{status}, 0, "$what: it ends as it should");
    unlike($run->{said}, qr/^not ok/m, "$what: all of it passes");
    like($run->{said}, qr/^1\.\.\d+\n(?:.*\n)*ok 1 /m, "$what: there is something to pass")
        or diag $run->{said};
    aligned($run, $what);
}

my $QEMU32 = 'qemu-system-riscv32 -M virt -bios none';
passes('virt32', run(build('virt32', 'rv32imc', 'tests/vectors.c'), $QEMU32));
done_testing;
