# models.t -- the protocols of many harts, in tests/host/models/: spin walks through all
# that each model can do and finds nothing; and finds each bug that is planted.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use POSIX ();
use Test::More;

my $from = getcwd();
my $tmp = tempdir(CLEANUP => 1);
my $cc = $ENV{HOST_CC} // 'gcc';

plan skip_all => 'no spin here' if system('spin -V >/dev/null 2>&1');
plan skip_all => 'no compiler for this machine here'
    if system("echo 'int main(void){}' | $cc -x c - -o $tmp/none 2>/dev/null");

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or die "$path: $!";
    local $/ = undef;
    return scalar <$f>;
}

my (@rows, %planted, %clean);
for (split /\n/, slurp('tests/host/models/plants')) {
    next if /^#/;
    my ($model, $scene, $bug, $says, $what) = /^(\w+) \| (\S+) \| (\S+) \| (.*?) \| (.*)$/
        or die "tests/host/models/plants: not a row: $_\n";
    push @rows, {model => $model, scene => $scene, bug => $bug, says => $says, what => $what};
    $bug eq '-' ? $clean{$model}++ : $planted{"$model BUG_$bug"}++;
}

# What can be planted is in the table, and the table has nothing else.
my %there;
for my $path (glob 'tests/host/models/*.pml') {
    my ($model) = $path =~ m{(\w+)\.pml$};
    ok $clean{$model}, "$model is checked as it is";
    $there{"$model $_"}++ for slurp($path) =~ /^#ifn?def (BUG_\w+)/mg;
}
is_deeply [sort keys %planted], [sort keys %there], 'all its bugs are in the table';

# One row; 1 or 0, and why. Memory and time have bounds, for a model that has grown too
# big must fail, not take the machine.
sub check {
    my ($row, $i) = @_;
    my @with = map { "-D$_" } grep { !/-/ } $row->{scene}, $row->{bug} eq '-' ? '-' : "BUG_$row->{bug}";
    my $limits = 'ulimit -v 4000000; ulimit -t 100;';
    mkdir "$tmp/$i" or die "$tmp/$i: $!";
    chdir "$tmp/$i" or die "$tmp/$i: $!";
    my $out = qx(($limits spin @with -a $from/tests/host/models/$row->{model}.pml) 2>&1 </dev/null);
    return "0 spin does not read it: $out" if $? || $out =~ /error|warning/i;
    # A bug is soon found, so compiling is what takes time.
    my $how = $row->{bug} eq '-' ? '-O2' : '-O0';
    $out = qx($cc $how -w -DSAFETY -DMEMLIM=1500 -o pan pan.c 2>&1);
    return "0 it does not compile: $out" if $?;
    $out = qx(($limits ./pan -m20000) 2>&1 </dev/null);
    unlink 'pan';
    return "0 the search was cut short: $out"
        if $out =~ /max search depth too small|MEMLIM|out of memory|Search not completed/i && $row->{bug} eq '-';
    my ($errors) = $out =~ /errors: (\d+)/ or return "0 it did not come to its end: $out";
    my ($states) = $out =~ /(\d+) states, stored/;
    if ($row->{bug} eq '-') {
        return "0 spin found something: $out" if $errors;
        return "0 only $states states" if $states < 1000;
        return "1 $states states";
    }
    return "0 not found: $out" if !$errors;
    return "0 something else was found: $out" if $out !~ /^pan:1: .*\Q$row->{says}\E/m;
    return "1 $states states";
}

# Two at a time.
my (%said, @pipes);
for my $odd (0, 1) {
    my $pid = open(my $pipe, '-|') // die "fork: $!";
    if (!$pid) {
        for my $i (grep { ($_ & 1) == $odd } 0 .. $#rows) {
            print "$i ", check($rows[$i], $i) =~ s/\n/\\n/gr, "\n";
        }
        STDOUT->flush;
        POSIX::_exit(0);
    }
    push @pipes, $pipe;
}
for my $pipe (@pipes) {
    while (<$pipe>) {
        $said{$1} = [$2, $3] if /^(\d+) ([01]) (.*)$/;
    }
    close $pipe;
}
for my $i (0 .. $#rows) {
    my ($well, $how) = @{$said{$i} // [0, 'nothing was said']};
    my $row = $rows[$i];
    my $name = join ' ', grep { $_ ne '-' } @$row{qw(model scene)};
    ok $well, $row->{bug} eq '-' ? "$name: $row->{what}" : "$name, $row->{bug} is found: $row->{what}"
        or diag $how =~ s/\\n/\n/gr;
}

done_testing;
