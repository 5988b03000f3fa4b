# Rvwmo.pm -- what RISC-V harts may do with memory: a small program for each of a few harts,
# all executions of it, and whether one is allowed.
#
# The rules are those of the unprivileged spec, chapter "RVWMO", by their numbers there:
# preserved program order 1 to 13, the load value axiom, the atomicity axiom. They are asked
# for as that spec's appendix "Formal Axiomatic Specifications" does for herd: an execution
# is a store for each load to read from, and an order of the stores to each address; it
# is allowed if what follows from that has no cycle.
#
# Devices: appendix "I/O Ordering". A device's registers answer in program order to each
# hart; two devices are not ordered; aq and rl order memory with memory and devices with
# devices; and between memory and a device stand fences, and dependencies. What a device does by itself is a thread whose steps are in order.
#
# An AMO is one event, as in the spec: it reads and writes at once.
#
# Left out: LR and SC, which the source does not use; accesses of several sizes and that
# overlap in part; the progress axiom, for each test has an end; translation and fetch of instructions.
package Rvwmo;
use strict;
use warnings;

# An event: hart (its number), device (a device's own step), kind: R, W, A (an AMO), F; loc;
# dev: the device whose register loc is; value: a number or [the event that read it]; op, of an AMO;
# made: [an op, its operand], on that value;
# aq, rl; addr, ctrl: events that it depends on; pred, succ of a fence; text, for people.

sub reads  { $_[0]{kind} eq 'R' || $_[0]{kind} eq 'A' }
sub writes { $_[0]{kind} eq 'W' || $_[0]{kind} eq 'A' }

# Does one side of a fence speak of it?
sub matches {
    my ($e, $set) = @_;
    my ($in, $out) = defined $e->{dev} ? qw(i o) : qw(r w);
    return reads($e) && index($set, $in) >= 0 || writes($e) && index($set, $out) >= 0;
}

sub same_domain { defined $_[0]{dev} eq defined $_[1]{dev} }

sub depends_on { my ($e, $on) = @_; scalar grep { $_ == $on } @$e }

sub data_of { ref $_[0]{value} ? $_[0]{value} : [] }

# The part of preserved program order that is the same in all executions: for each event a
# mask of those that come after it.
sub static_order {
    my ($e) = @_;
    my @after = (0) x @$e;
    for my $b (0 .. $#$e) {
        for my $a (0 .. $b - 1) {
            my ($p, $q) = @$e[$a, $b];
            next if $p->{hart} != $q->{hart} || $p->{kind} eq 'F' || $q->{kind} eq 'F';
            $after[$a] |= 1 << $b if $p->{device} || static_pair($e, $a, $b);
        }
    }
    return @after;
}

sub static_pair {
    my ($e, $a, $b) = @_;
    my ($p, $q) = @$e[$a, $b];
    my @between = @$e[$a + 1 .. $b - 1];
    return 1 if defined $p->{dev} && defined $q->{dev} && $p->{dev} eq $q->{dev};
    return 1 if $p->{loc} eq $q->{loc} && writes($q);                                              # 1
    return 1 if grep { $_->{kind} eq 'F' && matches($p, $_->{pred}) && matches($q, $_->{succ}) } @between;    # 4
    if (same_domain($p, $q)) {
        return 1 if $p->{aq};                                                                      # 5
        return 1 if $q->{rl};                                                                      # 6
        return 1 if ($p->{aq} || $p->{rl}) && ($q->{aq} || $q->{rl});                              # 7
    }
    return 0 if !reads($p);
    return 1 if depends_on($q->{addr}, $a);                                                        # 9
    return 1 if depends_on(data_of($q), $a);                                                       # 10
    return 0 if !writes($q);
    return 1 if depends_on($q->{ctrl}, $a);                                                        # 11
    return 1 if grep { $_->{kind} ne 'F' && depends_on($_->{addr}, $a) } @between;                 # 13
    return 0;
}

# What depends on who reads what: rules 2, 3 and 12. rf: by a reader, the writer, -1 for what
# was there at first.
sub dynamic_order {
    my ($e, $rf, $after) = @_;
    for my $b (grep { $e->[$_]{kind} eq 'R' } 0 .. $#$e) {
        my $from = $rf->[$b];
        for my $a (0 .. $b - 1) {
            my ($p, $q) = @$e[$a, $b];
            next if $p->{hart} != $q->{hart} || $p->{kind} eq 'F';
            my @between = @$e[$a + 1 .. $b - 1];
            if ($p->{loc} eq $q->{loc}) {
                $after->[$a] |= 1 << $b
                    if reads($p) && $rf->[$a] != $from && !grep { $_->{kind} ne 'F' && writes($_) && $_->{loc} eq $q->{loc} } @between; # 2
                $after->[$a] |= 1 << $b if $p->{kind} eq 'A' && $from == $a;                       # 3
            }
            next if !reads($p) || $from <= $a || $from >= $b;
            my $m = $e->[$from];
            $after->[$a] |= 1 << $b if depends_on($m->{addr}, $a) || depends_on(data_of($m), $a);  # 12
        }
    }
}

# An order of all in which nothing comes before what it is after; empty if there is none.
sub order_of {
    my ($after, @ids) = @_;
    my (%left) = map { $_ => 1 } @ids;
    my @order;
    while (%left) {
        my $later = 0;
        $later |= $after->[$_] for keys %left;
        my ($next) = grep { !($later >> $_ & 1) } sort { $a <=> $b } keys %left;
        return () if !defined $next;
        push @order, $next;
        delete $left{$next};
    }
    return @order;
}

sub permutations {    # of writers of one address; those of one hart keep their order
    my ($e, @ids) = @_;
    return [] if !@ids;
    my (@all, %seen);
    for my $i (0 .. $#ids) {
        next if $seen{$e->[$ids[$i]]{hart}}++;
        my @rest = @ids;
        my ($first) = splice @rest, $i, 1;
        push @all, map { [$first, @$_] } permutations($e, @rest);
    }
    return @all;
}

sub product {    # of lists
    my ($first, @rest) = @_;
    return [] if !$first;
    my @tails = product(@rest);
    return map { my $x = $_; map { [$x, @$_] } @tails } @$first;
}

my %op = (
    swap => sub { $_[1] },
    add  => sub { $_[0] + $_[1] },
    and  => sub { $_[0] & $_[1] },
    or   => sub { $_[0] | $_[1] },
);

# What each event reads and writes; nothing if a value comes of itself (out of thin air).
sub values_of {
    my ($program, $rf) = @_;
    my $e = $program->{events};
    my (@read, @written, @busy);
    my ($read, $written);
    $read = sub {
        my ($i) = @_;
        return $read[$i] //= $rf->[$i] < 0 ? $program->{init}{$e->[$i]{loc}} // 0 : $written->($rf->[$i]);
    };
    $written = sub {
        my ($i) = @_;
        return $written[$i] if defined $written[$i];
        die "thin air\n" if $busy[$i]++;
        my $v = $e->[$i]{value};
        $v = $read->($v->[0]) if ref $v;
        if (my ($op, $with) = @{$e->[$i]{made} // []}) {    # what an AMO would, not in one step
            $v = $op{$op}->($v, ref $with ? $read->($with->[0]) : $with);
        }
        $v = $op{$e->[$i]{op}}->($read->($i), $v) if $e->[$i]{kind} eq 'A';
        return $written[$i] = $v;
    };
    my $whole = eval {
        for my $i (grep { $e->[$_]{kind} ne 'F' } 0 .. $#$e) {
            $read->($i) if reads($e->[$i]);
            $written->($i) if writes($e->[$i]);
        }
        1;
    };
    undef $_ for $read, $written; # each holds the other
    return $whole ? (\@read, \@written) : ();
}

# Is it allowed? co: by address, its writers in order.   returns  the global memory order, or
# nothing.
sub global_order {
    my ($e, $static, $rf, $co) = @_;
    my @after = @$static;
    my @loc = (0) x @$e;    # the same at one address alone, with program order
    my @memory = grep { $e->[$_]{kind} ne 'F' } 0 .. $#$e;
    dynamic_order($e, $rf, \@after);
    for my $order (values %$co) {
        for my $i (1 .. $#$order) {
            $_->[$order->[$i - 1]] |= 1 << $order->[$i] for \@after, \@loc;
        }
    }
    for my $i (grep { reads($e->[$_]) } @memory) {
        my ($from, @writers) = ($rf->[$i], @{$co->{$e->[$i]{loc}} // []});
        if ($from >= 0) {
            $loc[$from] |= 1 << $i;
            $after[$from] |= 1 << $i if $e->[$from]{hart} != $e->[$i]{hart} || $e->[$i]{kind} eq 'A';
            shift @writers while $writers[0] != $from;
            shift @writers;
        }
        @writers = grep { $_ != $i } @writers;
        for my $w (@writers[0 .. (@writers ? 0 : -1)]) {
            $_->[$i] |= 1 << $w for \@after, \@loc;
        }
    }
    for my $b (@memory) {
        for my $a (grep { $_ < $b && $e->[$_]{hart} == $e->[$b]{hart} && $e->[$_]{loc} eq $e->[$b]{loc} } @memory) {
            $loc[$a] |= 1 << $b;
        }
    }
    return () if !order_of(\@loc, @memory);
    return order_of(\@after, @memory);
}

# Is there an allowed execution that $wanted->(reads, last values) says yes to?
#   returns  {order, rf, read, written}, or nothing.
sub find {
    my ($program, $wanted) = @_;
    my $e = $program->{events};
    my @static = static_order($e);
    my %writers;
    push @{$writers{$e->[$_]{loc}}}, $_ for grep { $e->[$_]{kind} ne 'F' && writes($e->[$_]) } 0 .. $#$e;
    my @locs = sort keys %writers;
    my @loads = grep { $e->[$_]{kind} eq 'R' } 0 .. $#$e;
    my @choices = map { my $i = $_; [-1, grep { $e->[$_]{hart} != $e->[$i]{hart} || $_ < $i } @{$writers{$e->[$i]{loc}} // []}] } @loads;
    my @choices_of_all = product(@choices);
    for my $cos (product(map { [permutations($e, @{$writers{$_}})] } @locs)) {
        my %co = map { $locs[$_] => $cos->[$_] } 0 .. $#locs;
        my @rf;
        for my $order (values %co) {
            for my $i (grep { $e->[$order->[$_]]{kind} eq 'A' } 0 .. $#$order) {
                $rf[$order->[$i]] = $i ? $order->[$i - 1] : -1;
            }
        }
        for my $choice (@choices_of_all) {
            @rf[@loads] = @$choice;
            my ($read, $written) = values_of($program, \@rf) or next;
            my %last = map { $_ => $written->[$co{$_}[-1]] } @locs;
            next if !$wanted->($read, {%{$program->{init}}, %last});
            my @order = global_order($e, \@static, \@rf, \%co) or next;
            return {order => \@order, rf => [@rf], read => $read, written => $written};
        }
    }
    return;
}

1;
