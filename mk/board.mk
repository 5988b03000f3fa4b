# mk/board.mk -- read board/$(BOARD)/board.mk and check that nothing is missing in it.
#
# A board.mk sets:
#   MARCH MABI     the default instruction set and its calling convention
#   MARCHES        further pairs it may be built for: rv32gc/ilp32d ...
#   BOARD_SRC      its sources: its own board.c and drivers of board/dev
#   IPI_SRC        its driver for interrupts from hart to hart; nothing: one hart
#   CLOCK_SRC      finds out its clock's rate; nothing: board.c or the device tree
#   RTC_SRC        its driver of a clock that knows the date, or nothing
#   RNG_SRC        its driver of a device that makes random bytes, or nothing
#   MODE           m, if not given: the machine is ours; s: firmware has it (SBI)
#   FIRMWARE       what prints before the program does: opensbi, or nothing
#   LIBC           picolibc's build type (release), or nothing: the small one
#   QEMU QEMU_MACHINE QEMU_ARGS   what emulates it; QEMU empty: nothing does
#   QEMU_SMP       the harts it must have at least, or nothing
#   QEMU_SMP_MOST  the harts it can have at most, if they are few
#   QEMU_LOAD      how QEMU takes the image: kernel (if not given) or bios
#   ARGS_BY        how argv gets in: append | semihost | nothing
#   EXIT_BY        how the status gets out: finisher | semihost | htif

BOARDS := $(sort $(patsubst board/%/board.mk,%,$(wildcard board/*/board.mk)))
ifeq ($(filter $(BOARD),$(BOARDS)),)
NEAR := $(shell tools/nearest '$(subst ','\'',$(BOARD))' $(BOARDS))
$(error no board "$(BOARD)"$(if $(NEAR), (did you mean $(NEAR)?)); there are: $(BOARDS))
endif

CLOCK_SRC := board/dev/clock_told.c
RTC_SRC := board/dev/rtc_none.c
RNG_SRC := board/dev/rng_none.c
include board/$(BOARD)/board.mk
# The kind of the board's first console: ns16550, sifive, htif, semihost ...
CONSOLE := $(firstword $(patsubst console_%,%,$(patsubst uart_%,%,$(patsubst board/dev/%.c,%, \
    $(filter board/dev/uart_% board/dev/console_% board/dev/htif.c,$(BOARD_SRC))))))

# MARCH= on the command line goes before the board's own; find the ABI that belongs to
# it.
MARCHES := $(strip $(MARCHES))
ifeq ($(origin MARCH),command line)
MABI := $(patsubst $(MARCH)/%,%,$(filter $(MARCH)/%,$(MARCHES)))
ifeq ($(MABI),)
$(error board $(BOARD) is not built for MARCH=$(MARCH); it takes: \
    $(if $(MARCHES),$(MARCHES),its own only))
endif
endif

# HARTS: how many may run tasks; the machine may have fewer, or more.
digits := 0 1 2 3 4 5 6 7 8 9
HARTS_KNOWN := $(wordlist 2,65,$(digits) $(foreach t,1 2 3 4 5 6,$(addprefix $t,$(digits))))
ifneq ($(words $(HARTS)) $(filter $(HARTS),$(HARTS_KNOWN)),1 $(HARTS))
$(error HARTS=$(HARTS): how many harts may run tasks? A number from 1 to 64)
endif
ifneq ($(HARTS),1)
ifeq ($(IPI_SRC),)
$(error board $(BOARD) has one hart that can run tasks; build for it with HARTS=1)
endif
# The A extension's letter, which "g" includes: rv64gc. Code changes what harts share by
# AMOs.
ifeq ($(findstring a,$(subst g,a,$(MARCH:rv%=%))),)
$(error HARTS=$(HARTS): more harts than one need the A extension, which $(MARCH) has not; build with HARTS=1)
endif
endif
