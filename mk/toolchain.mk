# mk/toolchain.mk -- which compiler, and the flags that all code shares.
#
# -misa-spec=2.2: with a newer one gcc wants _zicsr in -march, finds no library for that
# and links rv64gc's without a word. With this flag csr instructions assemble under the
# plain names.

CROSS_NAMES := riscv64-unknown-elf- riscv-none-elf- riscv32-unknown-elf- \
               riscv64-elf-
ifeq ($(CROSS),)
CROSS := $(shell for p in $(CROSS_NAMES); do \
    if command -v $${p}gcc >/dev/null; then echo $$p; break; fi; done)
endif

# gcc 14 does atomics of 1 and 2 bytes inline, and 14.2's exchange with a constant that has
# its top bit set overwrites the bytes beside. With this flag, which gcc 12 does not know
# and does not need, gcc 14 calls libc-shim/atomic.h's functions.
NO_INLINE_ATOMICS := $(if $(CROSS),$(shell $(CROSS)gcc -mno-inline-atomics -E -x c /dev/null \
    >/dev/null 2>&1 && echo -mno-inline-atomics))

# make expands this only in recipes, so that `make help` and `make run` (which installs
# the compiler) work without one.
NEED_CROSS = $(if $(CROSS),,$(error no RISC-V compiler on PATH (looked for \
    $(addsuffix gcc,$(CROSS_NAMES))); `tools/rill doctor` says how to get one))
CC      = $(NEED_CROSS)$(CROSS)gcc
CXX     = $(NEED_CROSS)$(CROSS)g++
OBJCOPY = $(NEED_CROSS)$(CROSS)objcopy
OBJDUMP = $(NEED_CROSS)$(CROSS)objdump
SIZE    = $(NEED_CROSS)$(CROSS)size

# V=1 shows commands; otherwise `$(call SAY,CC,file)` prints one short line. With
# QUIET=1 (tools/rill) only errors are printed.
ifeq ($(V),1)
Q   :=
SAY  =
else
Q   := @
SAY  = $(if $(QUIET),,@printf '  %-4s %s\n' '$(1)' '$(2)')
endif
