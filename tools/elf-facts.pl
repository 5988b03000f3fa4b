# tools/elf-facts.pl -- what qemu-run and bind read from an ELF: its sections, symbols
# and references, the CPU that it was built for, what a short report means.
use strict;
use warnings;

# The sections of a RISC-V ELF, each {name, type, link, addr, bits, data}; nothing if
# the file is no such ELF. Section 0 is there too, so an index is what the ELF means by
# it.
sub elf_sections
{
    my ($path) = @_;
    open my $fh, '<:raw', $path or return;
    local $/;
    my $elf = <$fh>;
    return if length $elf < 64 || substr($elf, 0, 4) ne "\x7fELF";
    my $is64 = ord(substr($elf, 4, 1)) == 2;
    return if unpack('v', substr($elf, 18, 2)) != 243;
    my ($shoff, $shsize, $shnum, $names) =
      $is64
      ? (unpack('Q<', substr($elf, 40, 8)), unpack('v3', substr($elf, 58, 6)))
      : (unpack('V', substr($elf, 32, 4)), unpack('v3', substr($elf, 46, 6)));
    my @sections;
    for my $i (0 .. $shnum - 1) {
        my ($name, $type, undef, $addr, $off, $len, $link) =
          unpack $is64 ? 'V2 Q<4 V' : 'V7',
          substr $elf, $shoff + $i * $shsize, $shsize;
        push @sections,
          {
            name => $name,
            type => $type,
            link => $link,
            addr => $addr,
            bits => $is64 ? 64 : 32,
            data => $type == 8 ? '' : substr($elf, $off, $len)   # 8: no bits
          };
    }
    $_->{name} = unpack "x$_->{name} Z*", $sections[$names]{data} for @sections;
    return @sections;
}

# Its symbols that have a name, each {name, type, bind, section}.
sub elf_symbols
{
    my @sections = @_;
    my @symbols;
    for my $s (grep { $_->{type} == 2 } @sections) {
        my $is64 = $s->{bits} == 64;
        my $size = $is64 ? 24 : 16;
        for (my $at = $size; $at < length $s->{data}; $at += $size) {
            my ($name, $info, $section) = $is64
              ? unpack 'V C x v', substr($s->{data}, $at, $size)
              : unpack 'V x8 C x v', substr($s->{data}, $at, $size);
            $name = unpack "x$name Z*", $sections[$s->{link}]{data};
            push @symbols,
              {
                name    => $name,
                type    => $info & 15,
                bind    => $info >> 4,
                section => $section
              }
              if $name ne '';
        }
    }
    return @symbols;
}

# The values of all symbols that have a name.
sub elf_values
{
    my @sections = @_;
    my %value;
    for my $s (grep { $_->{type} == 2 } @sections) {
        my $is64 = $s->{bits} == 64;
        my $size = $is64 ? 24 : 16;
        for (my $at = $size; $at < length $s->{data}; $at += $size) {
            my ($name, $value) = unpack $is64 ? 'V x4 Q<' : 'V V', substr $s->{data}, $at, $size;
            $value{unpack "x$name Z*", $sections[$s->{link}]{data}} = $value;
        }
    }
    return \%value;
}

# The value of a symbol of an image; undef: it has no symbol of this name.
sub elf_value
{
    my ($path, $want) = @_;
    my @sections = elf_sections($path);
    for my $s (grep { $_->{type} == 2 } @sections) {
        my $is64 = $s->{bits} == 64;
        my $size = $is64 ? 24 : 16;
        for (my $at = $size; $at < length $s->{data}; $at += $size) {
            my ($name, $value) = unpack $is64 ? 'V x4 Q<' : 'V V',
              substr($s->{data}, $at, $size);
            return $value
              if unpack("x$name Z*", $sections[$s->{link}]{data}) eq $want;
        }
    }
    return undef;
}

# What an object's code and data refer to, each [name, type of relocation].
sub elf_references
{
    my @sections = @_;
    my @found;
    for my $s (grep { $_->{type} == 4 && $_->{name} !~ /^\.rela\.debug/ } @sections) {
        my $is64    = $s->{bits} == 64;
        my $size    = $is64 ? 24 : 12;
        my $symbols = $sections[$s->{link}];
        my $names   = $sections[$symbols->{link}]{data};
        for (my $at = 0; $at < length $s->{data}; $at += $size) {
            my ($type, $index) =
              unpack $is64 ? 'x8 V V' : 'x4 V', substr $s->{data}, $at, $size;
            ($type, $index) = ($type & 255, $type >> 8) if !$is64;
            my $name = unpack 'V', substr $symbols->{data}, $index * ($is64 ? 24 : 16), 4;
            push @found, [unpack("x$name Z*", $names), $type] if $name;
        }
    }
    return @found;
}

# 32 or 64 and the arch string ("rv64i2p1_m2p0...") of an ELF, from its
# attributes; nothing if it is no RISC-V ELF.
sub elf_arch
{
    my @sections = elf_sections(@_) or return;
    my $arch = '';
    for (grep { $_->{type} == 0x70000003 } @sections) {
        $arch = $1 if $_->{data} =~ /\x05(rv(?:32|64)\w+)\0/;
    }
    return ($sections[0]{bits}, $arch);
}

# The -cpu value for an image: QEMU's rv32 or rv64, with everything off that the image
# was not built for. S and U stay, because they add modes and no instructions that the
# image may use. The second value, if there is one, is a sentence for the user: what
# does not hold because we cannot ask this QEMU.
sub cpu_for
{
    my ($qemu, $bits, $arch, $cache_dir) = @_;
    return "rv$bits" if $arch eq '';
    my %has;
    my ($base, @multi) = split /_/, $arch =~ s/^rv(?:32|64)//r;
    $base =~ s/\d+p\d+//g;
    $has{$_} = 1 for split //, $base;
    s/\d+p\d+$//, $has{$_} = 1 for @multi;
    my @known = cpu_properties($qemu, $bits, $cache_dir);
    if (grep { $_ eq "rv${bits}i" } @known) {
        # A model with no extension: turn on what the image has, and what every hart has
        # besides.
        $has{$_} = 1 for qw(s u mmu pmp zicsr zifencei zicntr zihpm),
          $bits == 32 ? 'sv32' : 'sv39';
        return join ',', "rv${bits}i", map { "$_=on" } grep { $_ ne 'i' } sort keys %has;
    }
    my @off;
    for my $name (@known) {
        my $ext = lc $name;
        next if $ext !~ /^(?:[mafdcvh]|z\w+|sstc|sv\w+)$/;
        # CSRs and fence.i are in our -misa-spec's base; hints never trap.
        next if $ext =~ /^(?:zicsr|zifencei|zihint\w+|ztso)$/;
        push @off, "$name=" . ($has{$ext} ? 'on' : 'off');
    }
    return (join(',', "rv$bits", @off),
        @off ? () : "$qemu lists neither a CPU rv${bits}i nor what rv$bits has: "
          . 'an instruction that the image was not built for may run and not trap');
}

# What this QEMU can be asked: up to 8.1, the extensions that it turns on by itself or
# that an image may need; from 9.0 on, the name of its model without extensions. Asking
# takes QEMU 30 ms, so we keep the answer, by the binary's date and size.
sub cpu_properties
{
    my ($qemu, $bits, $cache_dir) = @_;
    my ($path) = grep { -x } map { "$_/$qemu" } split /:/, $ENV{PATH};
    my @st = stat $path;
    my $cache = "$cache_dir/.cpu-has-rv$bits-$st[9]-$st[7]";
    if (open my $fh, '<', $cache) {
        chomp(my @names = <$fh>);
        return @names if @names;
    }
    my @names = grep { $_ eq "rv${bits}i" } split ' ', qx('$path' -cpu help 2>&1);
    my $help = @names ? '' : qx('$path' -device rv$bits-riscv-cpu,help 2>&1);
    while ($help =~ /^\s+(\w[\w-]*)=<bool>(.*)$/mg) {
        my ($name, $rest) = ($1, $2);
        push @names, $name if $rest !~ /default: false/ || $name =~ /^[fdv]$/;
    }
    mkdir $cache_dir;
    if (open my $fh, '>', "$cache.$$") {
        print $fh map { "$_\n" } @names;
        close $fh;
        rename "$cache.$$", $cache;
    }
    return @names;
}

# The text at an address of the section .rill.sentences: the words that REPORTS=short
# keeps out of the image.
sub sentence_at
{
    my ($elf, $cross, $addr) = @_;
    my ($start, $offset, $size) = map { hex } qx(${cross}readelf -SW "$elf") =~
      /\.rill\.sentences\s+\S+\s+([0-9a-f]+)\s+([0-9a-f]+)\s+([0-9a-f]+)/
      or return 'unknown';
    return 'unknown' if $addr < $start || $addr >= $start + $size;
    open my $fh, '<:raw', $elf or return 'unknown';
    seek $fh, $offset + $addr - $start, 0;
    read $fh, my $text, $start + $size - $addr;
    return $text =~ s/\0.*//sr;
}

# Say on stderr what a report of one line means.
sub explain_short
{
    my ($output, $elf, $cross) = @_;
    my %mean = (
        panic => sub { 'panic: ' . sentence_at($elf, $cross, $_[0]) },
        wrong => sub { 'panic: rill itself is wrong: ' . sentence_at($elf, $cross, $_[0]) },
        stack => sub { 'panic: a task has overflowed its stack, or was about to' },
        locks => sub { 'deadlock: all tasks wait and nothing can wake them' },
        fault => sub { sprintf 'fault: cause %d at address 0x%x', @_ },
        traps => sub { sprintf 'fault inside a trap handler: cause %d at address 0x%x', @_ },
        again => sub { 'it broke again while it was reported' },
    );
    while ($output =~ /^rill: (\w+) 0x([0-9a-f]+) 0x([0-9a-f]+) at 0x([0-9a-f]+)\r?$/mg) {
        my ($kind, $what, $addr, $pc) = ($1, hex $2, hex $3, hex $4);
        next if !$mean{$kind};
        print STDERR 'rill: that was: ', $mean{$kind}->($what, $addr), "\n";
        next if !$pc;
        $pc -= 1 if $kind ne 'fault' && $kind ne 'traps';
        my $line = qx(${cross}addr2line -fipe "$elf" @{[sprintf '0x%x', $pc]});
        print STDERR map { "        $_\n" } split /\n/, $line;
    }
}

1;
