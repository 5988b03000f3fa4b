# docs.t -- the docs are so: the board that docs/porting.md does, done from its
# text alone; paths and commands that docs name exist; no pitfall is left out.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
my $top = getcwd();
my $tmp = tempdir(CLEANUP => 1);

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or return '';
    local $/ = undef;
    return scalar <$f>;
}

my @docs = ('README.md', 'tests/README.md', map { "docs/$_.md" } qw(porting clang platform walks harts modes hacking contributing pitfalls binding tour glossary libc));
my %text = map { $_ => slurp($_) } @docs;
for my $doc (@docs) {
    isnt($text{$doc}, '', "$doc is there");
    unlike($text{$doc}, qr/[^\x00-\x7f]/, "$doc is ASCII");
}

# ---- what it takes to read a page ----

# At 150 to 260 words a minute. Of a page with a list to look names up in, the words of the
# first sentence say so, and the minutes are for less than all of it.
for my $doc ('README.md', glob 'docs/*.md') {
    my $page = $text{$doc} // slurp($doc);
    my ($minutes, $rest) = $page =~ /\A# .*\n\n\*Reading time: (\d+) minutes?([^*]*)/;
    ok(defined $minutes, "$doc says how long it takes") or next;
    my $words = () = $page =~ /\S+/g;
    my $said = "$doc: $words words in $minutes minutes";
    cmp_ok($words / $minutes, '>=', 150, $said);
    cmp_ok($words / $minutes, '<=', 260, $said) if $rest !~ /list|look/;
}
my %linked = map { $_ => 1 } slurp('docs/tour.md') =~ /\((\w+\.md)/g;
ok($linked{s{.*/}{}r}, "the tour names $_") for grep { !m{/tour\.md$} } glob 'docs/*.md';

# ---- the board of docs/porting.md ----

# A fenced block belongs to the path in backticks that stands alone before it.
my %file;
while ($text{'docs/porting.md'} =~ m{^`(board/[\w./-]+)`\n\n?```\w*\n(.*?)^```$}msg) {
    $file{$1} = $2;
}
my ($board) = map { m{^board/(\w+)/board\.mk$} } sort keys %file;
is_deeply([sort keys %file],
    [map { 'board/' . ($board // '?') . "/$_" } qw(board.c board.mk memory.ld)],
    'porting.md has the three files of one board');

my $copy = "$tmp/tree";
mkdir $copy or die "$copy: $!";
system('cp', '-a', qw(Makefile README.md mk boot kernel libc-shim linker include board tools examples),
    $copy) == 0 or die 'cannot copy the tree';
SKIP: {
    skip 'no board to try', 5 if !defined $board;
    is($file{$_}, slurp($_), "$_ is what the page shows") for sort keys %file;
    system('rm', '-rf', "$copy/board/$board");
    for my $path (sort keys %file) {
        make_path(dirname("$copy/$path"));
        open my $f, '>', "$copy/$path" or die "$path: $!";
        print $f $file{$path};
        close $f or die "$path: $!";
    }
    # What the page shows: "$ tools/rill run ...", then what it prints.
    my ($command, $shown) =
      $text{'docs/porting.md'} =~ m{^```\w*\n\$ (tools/rill run -b \Q$board\E [^\n]*)\n(.*?)^```$}ms;
    ok(defined $command, 'porting.md shows how to run it');
    $command //= "tools/rill run -b $board examples/01-hello.c -- Ada";
    $command =~ s/ run / run --timeout 30 /;
    my $out = qx(cd $copy && $command 2>$tmp/err </dev/null);
    is($? >> 8, 0, "$board: it builds and runs") or diag(slurp("$tmp/err"));
    is($out, $shown // "Hello, Ada!\n", "$board: and prints what the page shows");
}

# ---- what is named in backticks, or in a block of commands ----

my $make_help = qx(make -s help 2>&1);
my $make_rules = qx(make -pn help 2>/dev/null);
my $rill_help = qx(tools/rill help);
my $lib = 'boot|kernel|libc-shim|linker|board|tests|include|examples|docs|tools|bench|mk';
for my $doc (@docs) {
    my $text = $text{$doc};
    my (@code, %path, %target, %command);
    push @code, $1 while $text =~ /^```\w*\n(.*?)^```$/msg;
    $text =~ s/^```\w*\n.*?^```$//msg;
    my @quoted = $text =~ /`([^`\n]+)`/g;
    # Lines of a block count as commands if they begin as one.
    for (@quoted, map { split /\n/ } @code) {
        my $line = s/^\s*(?:\$ )?//r;
        $target{$1}++ while $line =~ /^(?:[A-Z]+=\S+ )*make (?:-\w+ )*([a-z][a-z-]*)\b/g;
        $command{$1}++ while $line =~ m{^tools/rill (\w+)}g;
        $path{$1}++ while $line =~ m{^(?:\./)?((?:tools|tests|bench|\.ci)/[\w-]+)(?= |$)}g;
        $path{$1}++ while $line =~ m{(?:^| )(examples/[\w./-]+\.c)\b}g;
    }
    # Of paths: those that stand as one word. NAME and the like are for the reader.
    for my $word (map { split / / } @quoted) {
        $path{$1}++ if $word =~ m{^((?:$lib)/[\w./-]*\w/?)$} && $word !~ /[A-Z]{4}(?!\.md)/;
    }
    # A path in running text, which the walks are made of.
    $path{$1}++ while $text =~ m{(?<![\w/.<-])((?:$lib)/(?:[\w-]+/)*[\w-]+\.(?:c|h|S|ld|mk|md|t))\b}g;
    delete @path{grep { /NAME/ || (defined $board && m{^board/\Q$board\E\b}) } keys %path};
    my @missing = grep { !-e } sort keys %path;
    is("@missing", '', "$doc: all " . keys(%path) . ' paths exist');
    @missing = grep { $make_rules !~ /^\Q$_\E:/m && $make_help !~ /\bmake \Q$_\E\b/ } sort keys %target;
    is("@missing", '', "$doc: all " . keys(%target) . ' make targets exist');
    @missing = grep { $rill_help !~ /\brill \Q$_\E\b/ } sort keys %command;
    is("@missing", '', "$doc: all " . keys(%command) . ' commands of tools/rill exist');
}

# ---- the walks: each step names a function that is in that file ----

my @steps = $text{'docs/walks.md'} =~ /^ *\d+\. +(.*)$/mg;
cmp_ok(scalar @steps, '>=', 20, 'walks.md has steps');
for my $step (@steps) {
    my ($name, $path) = $step =~ m{^`([\w.]+)`[^`]*`([\w./-]+)`} or do {
        fail("a step names a function and a file: $step");
        next;
    };
    ok(scalar(slurp($path) =~ /(?<!\w)\Q$name\E(?!\w)/), "$path has $name");
}

# ---- pitfalls: 1..77, each once, each with an answer ----

my @rows = $text{'docs/pitfalls.md'} =~ /^\| *(\d+) *\|(.*)\|$/mg;
my %row = @rows;
my @numbers = grep { defined } @rows[grep { !($_ & 1) } 0 .. $#rows];
is_deeply([sort { $a <=> $b } @numbers], [1 .. 77], 'pitfalls.md has 1 to 77, each once');
for my $n (sort { $a <=> $b } keys %row) {
    my ($bug, $here) = map { s/^\s+|\s+$//gr } split /\|/, $row{$n};
    like($here // '', qr/^(?:test: `|by design: \w|later: \w)/, "pitfall $n has an answer");
    for my $path (($here // '') =~ /`([\w.-]+\/[\w.\/-]+)`/g) {
        ok(-e $path, "pitfall $n: $path exists");
    }
}

chdir $top;
done_testing();
