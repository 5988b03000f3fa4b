# readme.t -- what the README says is so: its program runs, its commands exist.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
open my $f, '<', 'README.md' or do {
    fail('there is a README.md');
    done_testing();
    exit;
};
my $readme = do { local $/ = undef; <$f> };
my $tmp = tempdir(CLEANUP => 1);

# ---- its blocks of code: [language, text], in order ----
my @blocks;
push @blocks, [$1, $2] while $readme =~ m{^```(\w*)\n(.*?)^```$}msg;

# A whole C program runs on every board, and if a block of plain text follows,
# that is what it prints.
my $programs = 0;
for my $i (0 .. $#blocks) {
    my ($language, $code) = @{$blocks[$i]};
    next if $language ne 'c' || $code !~ /\bint main\(/;
    $programs++;
    open my $c, '>', "$tmp/p$programs.c" or die $!;
    print $c $code;
    close $c or die $!;
    my ($next, $shown) = $i < $#blocks ? @{$blocks[$i + 1]} : ('none', '');
    for my $board (qw(virt virt32 hifive1 virt-s)) {
        my $out = qx(tools/rill run -b $board --timeout 30 --cflags -Werror $tmp/p$programs.c </dev/null 2>&1);
        is($? >> 8, 0, "program $programs runs on $board") or diag($out);
        is($out, $shown, 'and prints what the README shows') if $next =~ /^(text)?$/;
    }
}

# Its commands with rill run; what it says breaks must break.
for (map { $_->[0] eq 'sh' ? split(/\n/, $_->[1]) : () } @blocks) {
    s/^\$ //;
    next unless m{^tools/rill run};
    my $out = qx(($_) </dev/null 2>&1);
    my $want = /deadlock$/ ? 134 : /break/ ? 139 : 0;
    is($? >> 8, $want, $_) or diag($out);
}
cmp_ok($programs, '>=', 1, 'the README has a whole program');
like($readme, qr/rill_chan_/, 'with a channel');

# ---- its commands ----
my $known = qx(make -s help) . qx(make -pn help 2>/dev/null);
for my $target (sort keys %{{map { $_ => 1 } $readme =~ /(?:^|`|\$ )make ([a-z]\w*)/mg}}) {
    like($known, qr/^\Q$target\E:|make \Q$target\E\b/m, "make $target exists");
}
like($readme, qr/\bmake run\b/, 'it tells of make run');
like($readme, qr/\bmake test\b/, 'it tells of make test');
my $help = qx(tools/rill help);
for my $command (sort keys %{{map { $_ => 1 } $readme =~ /\brill (run|build|boards|doctor|help)\b/g}}) {
    like($help, qr/rill $command\b/, "rill $command exists");
}

# ---- its files ----
for my $path (sort keys %{{map { $_ => 1 } $readme =~ m{[`(]((?:boot|kernel|libc-shim|linker|board|tests|include|examples|docs|tools|bench|mk)/[\w./-]*\w/?)[`)]}g}}) {
    ok(-e $path, "$path exists");
}

done_testing();
