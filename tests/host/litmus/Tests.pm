# Tests.pm -- reads *.litmus and makes programs of it, for Rvwmo.pm; says an execution in words.
#
#   test NAME                    and then any number of
#   about WORDS
#   init LOC N
#   hart NAME    device NAME     what follows is its program; a device does things in order
#   load REG LOC [addr REG]      in REG DEV.LOC, of a device's register
#   store LOC N|REG [addr REG]   out DEV.LOC N|REG
#   amo[.aq|.rl|.aqrl] REG|_ swap|add|and|or LOC N|REG
#   fence PRED, SUCC
#   when REG = N                 a branch: it goes on only if so (REG != N, too)
#   after REG                    a branch, taken either way
#   never REG = N, LOC = N       no execution ends so; LOC: what is there at last
#   can REG = N, LOC = N         some execution does
# A line that ends in @SITE is one of the source (tests/host/litmus/sites). Its fences, aq and rl are
# not written here, but taken from what the compiler has made of it.
package Tests;
use strict;
use warnings;

sub read_file {
    my ($path) = @_;
    open my $f, '<', $path or die "$path: $!\n";
    my (@tests, $test, $hart);
    while (my $line = <$f>) {
        next if $line =~ /^\s*(#|$)/;
        chomp $line;
        $line =~ s/^\s+|\s+$//g;
        my ($word, $rest) = $line =~ /^([\w.]+)\s*(.*)$/ or die "$path:$.: not a line: $line\n";
        if ($word eq 'test') {
            push @tests, $test = {name => $rest, file => $path, line => $., about => '', init => {}, harts => [], never => [], can => []};
        } elsif ($word eq 'about') {
            $test->{about} .= "$rest ";
        } elsif ($word eq 'init') {
            my ($loc, $n) = $rest =~ /^(\S+) (\d+)$/ or die "$path:$.: not a line: $line\n";
            $test->{init}{$loc} = $n;
        } elsif ($word eq 'hart' || $word eq 'device') {
            push @{$test->{harts}}, $hart = {name => $rest, device => $word eq 'device', steps => []};
        } elsif ($word eq 'never' || $word eq 'can') {
            my %end = map { /^\s*(\S+) = (\d+)\s*$/ ? ($1 => $2) : die "$path:$.: not a line: $line\n" } split /,/, $rest;
            push @{$test->{$word}}, \%end;
        } else {
            push @{$hart->{steps}}, step_of($line) // die "$path:$.: not a line: $line\n";
            $hart->{steps}[-1]{at} = "$path:$.";
        }
    }
    return @tests;
}

sub step_of {
    my ($line) = @_;
    my $site = $line =~ s/\s+@([\w-]+)$// ? $1 : undef;
    my $addr = $line =~ s/\s+addr (\w+)$// ? $1 : undef;
    my %step = (site => $site, addr => $addr, text => $line);
    return {%step, kind => $1 eq 'load' ? 'R' : 'in', reg => $2, loc => $3} if $line =~ /^(load|in) (\w+) ([\w.]+)$/;
    return {%step, kind => $1 eq 'store' ? 'W' : 'out', loc => $2, value => $3} if $line =~ /^(store|out) ([\w.]+) (\w+)$/;
    return {%step, kind => 'A', aq => index($1, 'aq') >= 0, rl => index($1, 'rl') >= 0, reg => $2, op => $3, loc => $4, value => $5}
        if $line =~ /^amo((?:\.(?:aq|rl|aqrl))?) (\w+) (swap|add|and|or) ([\w.]+) (\w+)$/;
    return {%step, kind => 'F', pred => $1, succ => $2} if $line =~ /^fence ([iorw]+), ([iorw]+)$/;
    return {%step, kind => 'F'} if $line eq 'fence' && defined $site;
    return {%step, kind => 'when', reg => $1, not => $2 eq '!=', n => $3} if $line =~ /^when (\w+) (!?=) (\d+)$/;
    return {%step, kind => 'after', reg => $1} if $line =~ /^after (\w+)$/;
    return undef;
}

# A program of a test. $order->($step) is what stands at a step's site: {aq, rl, pre, post:
# fences, apart: two steps, not one}; for a fence, {pre}; undef: nothing at all.
sub program_of {
    my ($test, $order) = @_;
    my (@events, %register, @whens);
    for my $h (0 .. $#{$test->{harts}}) {
        my $hart = $test->{harts}[$h];
        my @ctrl;
        for my $step (@{$hart->{steps}}) {
            my %base = (hart => $h, who => $hart->{name}, device => $hart->{device}, addr => [], ctrl => [@ctrl], step => $step);
            my $id_of = sub { $register{$_[0]} // die "$step->{at}: nothing has read $_[0]\n" };
            my $fences = sub {
                push @events, map { +{%base, kind => 'F', pred => $_->[0], succ => $_->[1], text => "fence $_->[0], $_->[1]"} } @_;
            };
            my ($kind, %had) = $step->{kind};
            if ($kind eq 'when' || $kind eq 'after') {
                push @ctrl, $id_of->($step->{reg});
                push @whens, [$ctrl[-1], @$step{qw(not n)}] if $kind eq 'when';
                next;
            }
            %had = defined $step->{site} ? %{$order->($step) // {}} : $kind eq 'F' ? (pre => [[@$step{qw(pred succ)}]]) : %$step;
            $fences->(@{$had{pre} // []});
            next if $kind eq 'F';
            my %e = (%base, kind => $kind, loc => $step->{loc}, aq => $had{aq}, rl => $had{rl}, op => $step->{op},
                text => $step->{text} =~ s/^amo\S*/'amo' . ($had{aq} || $had{rl} ? '.' : '') . ($had{aq} ? 'aq' : '') . ($had{rl} ? 'rl' : '')/er);
            if ($kind eq 'in' || $kind eq 'out') {
                $e{kind} = $kind eq 'in' ? 'R' : 'W';
                ($e{dev}) = $step->{loc} =~ /^(\w+)\./ or die "$step->{at}: not a device's register: $step->{loc}\n";
            }
            $e{addr} = [$id_of->($step->{addr})] if defined $step->{addr};
            $e{value} = $step->{value} =~ /^\d/ ? $step->{value} : [$id_of->($step->{value})] if defined $step->{value};
            if ($kind eq 'A' && $had{apart}) {
                push @events, {%e, kind => 'R', text => "load $step->{reg} $step->{loc}", aq => 0, rl => 0};
                $register{$step->{reg}} = $#events;
                push @events, {%e, kind => 'W', text => "store $step->{loc}, of what was read", aq => 0, rl => 0, made => [$step->{op}, $e{value}], value => [$#events]};
            } else {
                push @events, \%e;
                $register{$step->{reg}} = $#events if defined $step->{reg};
            }
            $fences->(@{$had{post} // []});
        }
    }
    return {events => \@events, init => $test->{init}, registers => \%register, whens => \@whens};
}

# Does an execution of it end so?
sub ends {
    my ($program, $end) = @_;
    my $r = $program->{registers};
    return sub {
        my ($read, $last) = @_;
        for (@{$program->{whens}}) {
            my ($id, $not, $n) = @$_;
            return 0 if ($read->[$id] == $n) == !!$not;
        }
        for (keys %$end) {
            my $is = defined $r->{$_} ? $read->[$r->{$_}] : $last->{$_} // 0;
            return 0 if $is != $end->{$_};
        }
        return 1;
    };
}

# An execution, a line a step, as memory has it.
sub told {
    my ($program, $found, $where) = @_;
    my $e = $program->{events};
    my (@lines, %place);
    my @order = @{$found->{order}};
    $place{$order[$_]} = $_ for 0 .. $#order;
    for my $i (@order) {
        my $x = $e->[$i];
        my $line = sprintf '      %-10s %-34s', $x->{who}, $x->{text};
        if ($x->{kind} ne 'W') {
            my $from = $found->{rf}[$i];
            $line .= "reads $found->{read}[$i]";
            $line .= ', its own store, which nobody else has seen' if $from >= 0 && $place{$from} > $place{$i};
        }
        my $at = $where->($x->{step});
        push @lines, $line . ($at ? "  [$at]" : '') . "\n";
    }
    return join '', @lines;
}

1;
