# Source.pm -- the ordering instructions of the source: where each stands, and what the compiler
# made of it.
#
# They are taken from objects, by objdump, each with the source lines that it comes from: its
# own, that of the inline function's call, and so on. So an __atomic_ counts as what
# this compiler makes of it (gcc 12: fence iorw,ow and amoor.w; gcc 14: amoor.w.rl), and an assembler's
# as what is in the object.
#
# A site is a statement of the source, in tests/host/litmus/sites: `name | file | function | snippet | kind`.
#   fence   the fences that come of it
#   amo, load, store    an access, with the fences that belong to it
#   plain   an access of which nothing is asked but that it stands where the test has it
# An instruction is at a site if one of its source lines is.
package Source;
use strict;
use warnings;

my (%text, %statements);
my $assembly = qr{\.S$|^boot/|/frame\.h$};

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or return undef;
    local $/ = undef;
    return scalar <$f>;
}

# A file without comments, with the same lines.
sub lines_of {
    my ($file) = @_;
    return $text{$file} if $text{$file};
    my $all = slurp($file) // '';
    $all =~ s{/\*(.*?)\*/}{$1 =~ s/[^\n]//gr}ges;
    $all =~ s{//[^\n]*}{}g;
    $all =~ s{#[^\n]*}{}g if $file =~ /\.S$|entry\.h$/;
    return $text{$file} = [split /\n/, $all, -1];
}

# The statement that line n is in: (text, first line, function). A line of a macro is one by itself.
sub statement_at {
    my ($file, $n) = @_;
    return @{$statements{$file}{$n}} if $statements{$file}{$n};
    my $lines = lines_of($file);
    return ('', $n, '') if $n < 1 || $n > @$lines || $lines->[$n - 1] !~ /^\s*[^\s#]|define/;
    my ($first, $last) = ($n, $n);
    if ($file !~ $assembly) {
        $first-- while $first > 1 && $lines->[$first - 2] !~ /[;{}]\s*$|^\s*$|^#|\\$/;
        $last++ while $last < @$lines && $lines->[$last - 1] !~ /[;{}]\s*$|\\$/;
    }
    my $in = '';
    for my $i (reverse 0 .. $first - 1) {
        next if $lines->[$i] !~ /^(?:[A-Za-z_].*?\b)?(\w+)\((?!\()/ || $lines->[$i] =~ /;\s*$/;
        $in = $1;
        last;
    }
    my $statement = join(' ', @$lines[$first - 1 .. $last - 1]) =~ s/\s+/ /gr;
    $statements{$file}{$n} = [$statement, $first, $in];
    return ($statement, $first, $in);
}

sub read_sites {
    my ($path) = @_;
    my (@sites, %spare, %outside);
    for (split /\n/, slurp($path) // die "$path: $!\n") {
        next if /^\s*(#|$)/;
        if (/^(spare|spare-in-some) (\S+) ([\w-]+): (.+)$/) {
            $spare{"$2 $3"} = {why => $4, some => $1 ne 'spare'};
            next;
        }
        if (/^outside (\S+): (.+)$/) {
            die "$path: no file $1\n" if !-e $1;
            $outside{$1} = $2;
            next;
        }
        my ($name, $file, $in, $snippet, $kind) = /^([\w-]+) \| (\S+) \| (\S+) \| (.+?) \| (fence|amo|load|store|plain)(?: x(\d+))?$/
            or die "$path: not a row: $_\n";
        push @sites, {name => $name, file => $file, in => $in, snippet => $snippet, kind => $kind, count => $6 // 1};
    }
    return (\@sites, \%spare, \%outside);
}

sub is_at {
    my ($site, $file, $n) = @_;
    return 0 if $site->{file} ne $file;
    my ($statement, undef, $in) = statement_at($file, $n);
    return ($site->{in} eq '-' || $site->{in} eq $in) && index($statement, $site->{snippet}) >= 0;
}

# First lines of the statements of the source that are this site.
sub lines_of_site {
    my ($site) = @_;
    my %first;
    my $lines = lines_of($site->{file});
    for my $n (1 .. @$lines) {
        next if $lines->[$n - 1] !~ /\S/;
        my (undef, $first) = statement_at($site->{file}, $n);
        $first{$first} = 1 if is_at($site, $site->{file}, $n);
    }
    return sort { $a <=> $b } keys %first;
}

# What objects have: a list of {object, at, kind: F R W A, pred, succ, aq, rl, chain: ["file", line]..}
sub instructions {
    my ($objdump, $top, @objects) = @_;
    my (@all, $object, $innermost, @outer, $index);
    open my $p, '-|', $objdump, qw(-d -l --inlines --no-show-raw-insn), @objects or die "$objdump: $!\n";
    while (<$p>) {
        if (/^\s+[0-9a-f]+:\t(\S+)\s*(.*)$/) {
            $index++;
            my ($name, $operands, $chain) = ($1, $2, [$innermost // (), @outer]);
            @outer = ();
            my %i = (object => $object, index => $index, text => "$name $operands" =~ s/\s+$//r, chain => $chain);
            if ($name eq 'fence') {
                next if $operands =~ /unknown/;
                @i{qw(kind pred succ)} = ('F', $operands =~ /^(\w+),(\w+)/ ? ($1, $2) : ('iorw', 'iorw'));
            } elsif ($name =~ /^amo\w+\.[wd](\.(?:aq|rl|aqrl))?$/) {
                my $bits = $1 // '';
                @i{qw(kind aq rl)} = ('A', $bits =~ /aq/ ? 1 : 0, $bits =~ /rl/ ? 1 : 0);
            } elsif ($name =~ /^(lr|sc)\./) {
                $i{kind} = 'X';
            } elsif ($name =~ /^c?\.?(l[bhwd]u?|s[bhwd])$/) {
                $i{kind} = $1 =~ /^l/ ? 'R' : 'W';
            } else {
                next;
            }
            push @all, \%i;
        } elsif (m{^inlined by (.*?):(\d+)}) {
            my ($file, $line) = ($1, $2);
            push @outer, [$file =~ s{^\Q$top\E/}{}r, $line];
        } elsif (m{^(/.*?):(\d+)( \(discriminator \d+\))?$}) {
            my ($file, $line) = ($1, $2);
            ($innermost, @outer) = [$file =~ s{^\Q$top\E/}{}r, $line];
        } elsif (/^(\S+):\s+file format/) {
            ($object, $innermost, @outer) = $1;
        } elsif (/^Disassembly of section/) {
            ($innermost, @outer) = undef;
            $index = ($index // 0) + 100;
        }
    }
    close $p or die "$objdump: failed\n";
    return @all;
}

sub chain_of { join ' ', map { "$_->[0]:$_->[1]" } @{$_[0]{chain}} }

# Those of one statement and one place in the code are a group.
sub groups {
    my @groups;
    for my $i (@_) {
        my $g = $groups[-1];
        push @groups, $g = [] if !$g || chain_of($g->[-1]) ne chain_of($i) || $i->{index} - $g->[-1]{index} > 8
            || $i->{kind} eq 'A' && grep({ $_->{kind} eq 'A' } @$g);
        push @$g, $i;
    }
    return @groups;
}

sub orders { scalar grep { $_->{kind} =~ /[FAX]/ } @{$_[0]} }

sub accesses { scalar grep { $_->{kind} =~ /[RW]/ } @{$_[0]} }

# Whose fence is it, written out? Its function, or the file of assembly.
sub writer_of {
    my ($i) = @_;
    my ($file, $n) = @{$i->{chain}[0] // return ''};
    my ($statement, undef, $in) = statement_at($file, $n);
    return $file if $file =~ /\.S$/;
    return $statement =~ /(?:\b|\\t)fence\s+[iorw]+\s*,/ ? $in : '';
}

sub fence_of { my ($i) = @_; [@$i{qw(pred succ)}, writer_of($i)] }

# What a group is, as a step of that kind: {aq, rl, pre, post}; undef: no such access in it.
# A fence: [pred, succ, who has written it].
sub as_step {
    my ($kind, $group) = @_;
    my %fences = (pre => [], post => []);
    if ($kind eq 'fence') {
        my @all = map { fence_of($_) } grep { $_->{kind} eq 'F' } @$group;
        return @all ? {pre => \@all, post => [], aq => 0, rl => 0} : undef;
    }
    my %is = (amo => 'A', load => '[RA]', store => '[WA]');
    my @at = grep { $group->[$_]{kind} =~ /^$is{$kind}$/ } 0 .. $#$group;
    return undef if !@at;
    my $at = $kind eq 'load' ? $at[0] : $at[-1];
    for my $i (0 .. $#$group) {
        next if abs($group->[$i]{index} - $group->[$at]{index}) > 4;    # of a macro with more in it
        push @{$fences{$i < $at ? 'pre' : 'post'}}, fence_of($group->[$i]) if $group->[$i]{kind} eq 'F';
    }
    return {%fences, aq => $group->[$at]{aq} // 0, rl => $group->[$at]{rl} // 0};
}

sub step_text {
    my ($s) = @_;
    return join ' ', (map { "fence $_->[0],$_->[1];" } @{$s->{pre}}), ($s->{aq} ? 'aq' : ()), ($s->{rl} ? 'rl' : ()),
        map { "; fence $_->[0],$_->[1]" } @{$s->{post}};
}

# ---- what is written in the source, compiled here or not ----

my $orders = qr/(?:\b|\\t)fence\s+[iorw]+\s*,|\bamo\w+\.[wd]\b|\b(?:lr|sc)\.[wd]\b|\brill_fence\w*\(|__atomic_(?!signal_fence|load_n|store_n)\w+\(|__atomic_(?:load|store)_n\([^;]*?(?:ACQUIRE|RELEASE|ACQ_REL|SEQ_CST)/;

# Statements that order and are in no instruction's lines: ["file:line: text"]. A macro is there if
# one is that names it.
sub never_compiled {
    my ($instructions, @files) = @_;
    my (%hit, %macro, @left);
    for my $i (@$instructions) {
        next if $i->{kind} !~ /[FAX]/;
        for (@{$i->{chain}}) {
            my ($statement, $first) = statement_at(@$_);
            $hit{"$_->[0]:$first"} = $statement;
        }
    }
    my $used = join "\n", values %hit;
    for my $file (@files) {
        my $lines = lines_of($file);
        my $name;
        for my $n (1 .. @$lines) {
            my $line = $lines->[$n - 1];
            if ($line =~ /^\s*#\s*define (\w+)|^\.macro (\w+)/) {
                $name = $1 // $2;
            }
            $macro{$name} .= "$line\n" if defined $name;
            my ($statement, $first) = statement_at($file, $n);
            my $there = $n == $first || defined $name ? $statement : '';
            $there = $line if defined $name;
            push @left, [$file, $n, $there, $name] if $there =~ $orders && !$hit{"$file:$first"}
                && $there !~ /^\s*(?:__attribute__\S+ )?(?:static inline |extern )?\w+ \**rill_fence\w*\(void\)/;
            undef $name if defined $name && ($line =~ /^\.endm/ || ($line !~ /\\$/ && $macro{$name} !~ /^\.macro/));
        }
    }
    my %named;
    for my $again (1 .. 4) {
        for my $m (grep { !$named{$_} && $used =~ /\b$_\b/ } keys %macro) {
            $named{$m} = 1;
            $used .= "\n$macro{$m}";
        }
    }
    return map { "$_->[0]:$_->[1]: $_->[2]" =~ s/\s+/ /gr } grep { !defined $_->[3] || !$named{$_->[3]} } @left;
}

1;
