# mk/build.mk -- from sources to an image.
#
#   build/virt-rv64gc/          one folder for each board, march, hart count, STRESS
#     flags                     what rt/ was built with; a change rebuilds it
#     rt/kernel/sched.o         the runtime, shared by all programs
#     rt/bindable               the names that it lets a program bind
#     NAME.{elf,map,bin,hex,lst}
#     NAME.o/                   the program's objects, and its own flags
#
# A room sees include/ and itself, nothing else: ROOM_boot and its like.
# The runtime is linked as objects, not as an archive: picolibc has functions of
# the same names (sbrk), and whatever is in an archive may lose against them.

APP  ?= examples/wordcount.c
B    := build/$(BOARD)-$(MARCH)$(if $(filter-out 1,$(HARTS)),-h$(HARTS))$(if \
        $(filter-out 0,$(STRESS)),-stress)
OUT  ?= $(B)/$(basename $(notdir $(firstword $(APP))))

MODE_DIR := -Iinclude/port/mode-$(MODE)
ARCH := --specs=picolibc.specs $(addprefix --picolibc-buildtype=,$(LIBC)) \
        -march=$(MARCH) -mabi=$(MABI) -mcmodel=medany -misa-spec=2.2 $(NO_INLINE_ATOMICS)
GEN  := -std=gnu11 -O2 -g3 -ffunction-sections -fdata-sections -fno-common \
        -fno-asynchronous-unwind-tables -Iinclude -MMD -MP \
        -DRILL_HARTS=$(HARTS) -DRILL_STRESS=$(STRESS) -DRILL_MODE=$(MODE) -DRILL_BOARD_NAME='"$(BOARD)"'
STRICT := -Wall -Wextra -Werror -Wshadow -Wundef -Wstrict-prototypes

# Strings begin at any byte (natural): only reports read them.
RT_FLAGS      := $(ARCH) $(GEN) $(STRICT) -malign-data=natural $(RT_CFLAGS)
# An image for one hart and one for more differ in which of two folders is searched.
TWIN          := $(if $(filter 1,$(HARTS)),one,many)
ROOM_boot     := $(MODE_DIR) -Iboot/$(TWIN) -Iboot/mode-$(MODE)
# Each ring of the console (kernel/rings.h) has this many bytes, a power of two, unless
# the board says otherwise.
RING_BYTES    ?= 1024
# The kernel's loops stay loops: gcc would make calls to memset of them, and
# libc's may be the small, slow one.
ROOM_kernel   := $(MODE_DIR) -DRILL_RING_BYTES=$(RING_BYTES) -Ikernel -Ikernel/$(TWIN) -fno-tree-loop-distribute-patterns
ROOM_libc-shim :=
# Small before fast: what runs once, and what runs when something has broken.
COLD := $(addprefix kernel/,one/blocks one/idle census exchange extras fault fdt list waits heap loader_asked main panic panic_hooks parts \
            platform platform_force platform_has platform_irqs platform_print \
            hart line output print report report_short stats trap many/console many/cpus many/harts) \
        $(addprefix libc-shim/,io nosys parts proc start time) \
        $(addprefix board/dev/,console_sbi ipi_clint ipi_sbi power_finisher power_sbi power_semihost uart_ns16550 uart_sifive)
COLD += kernel/date kernel/entropy kernel/keccak kernel/platform_place libc-shim/entropy $(addprefix board/,hifive1/clock dev/clock_told) $(addprefix board/dev/,rng_none rng_virtio rtc_goldfish rtc_none)
COLD += kernel/interrupts libc-shim/one/atomic \
        $(addprefix board/dev/,console_semihost htif semihost uart_ibex uart_shakti)
# These share the code that saves registers, in libgcc: they are linked together,
# and boot passes through none of them on a board without a device tree.
COLDEST := $(addprefix kernel/,fault fdt platform platform_force platform_irqs platform_print panic print report report_short trap)
ROOM_board    := $(MODE_DIR)
APP_FLAGS     := $(ARCH) $(GEN) -Wall

LDSCRIPTS := linker/sections.ld linker/$(REPORTS)/reports.ld \
             board/$(BOARD)/memory.ld
LINK := $(ARCH) -nostartfiles -T linker/sections.ld -L board/$(BOARD) \
        -Wl,--fatal-warnings -Wl,--orphan-handling=error -Wl,--gc-sections -Wl,-z,max-page-size=4096 -Wl,--defsym=__rill_harts=$(HARTS) \
        $(if $(QUIET),,-Wl,--print-memory-usage)

# ---- the runtime ----

RT_SRC := $(wildcard boot/*.S kernel/*.c kernel/$(TWIN)/*.c libc-shim/*.c libc-shim/$(TWIN)/*.c libc-shim/*.S) $(BOARD_SRC) $(CLOCK_SRC) $(RTC_SRC) $(RNG_SRC) \
          $(if $(filter many,$(TWIN)),$(IPI_SRC))
RT_OBJ := $(addprefix $(B)/rt/,$(addsuffix .o,$(basename $(RT_SRC))))

room = $(ROOM_$(firstword $(subst /, ,$(1)))) \
       $(if $(filter $(COLD),$(basename $(1))),-Os) \
       $(if $(filter $(COLDEST),$(basename $(1))),-msave-restore)

# The files whose functions end in _parks: include/port/call.h says why.
PARKING := park chan select end event_wait one/pin many/pin
# Values that are known early would be kept in registers across the short ways.
PARKING_FLAGS := -fno-gcse -fno-cse-follow-jumps $(foreach n,1 2 3 4 5 6 7 8 9 10 11,-fcall-used-s$(n))
# What they inline has operands of asm that must be known then: for who builds the rest
# with RT_CFLAGS=-O0, to step through it.
PARKING_FLAGS += $(if $(filter -O0,$(RT_CFLAGS)),-O1)
$(PARKING:%=$(B)/rt/kernel/%.o): RT_FLAGS += $(PARKING_FLAGS)

$(B)/rt/%.o: %.c $(B)/flags
	$(call SAY,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(RT_FLAGS) $(call room,$<) -c $< -o $@

$(B)/rt/%.o: %.S $(B)/flags
	$(call SAY,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(RT_FLAGS) $(call room,$<) -c $< -o $@

# ---- the program: one file or more, anywhere ----

app_obj = $(OUT).o/$(subst /,_,$(subst ../,up_,$(1:.c=))).o
APP_OBJ := $(foreach s,$(APP),$(call app_obj,$(s)))

define APP_RULE
$(call app_obj,$(1)): $(1) $(B)/flags $(OUT).o/flags
	$$(call SAY,CC,$(1))
	$$(Q)$$(CC) $$(APP_FLAGS) $$(APP_CFLAGS) -c $(1) -o $$@
endef
$(foreach s,$(APP),$(eval $(call APP_RULE,$(s))))

$(B)/rt/bindable: $(RT_OBJ) tools/bind tools/elf-facts.pl
	$(Q)tools/bind list $(RT_OBJ) >$@

$(OUT).elf: $(RT_OBJ) $(APP_OBJ) $(LDSCRIPTS) $(B)/flags $(OUT).o/flags $(B)/rt/bindable
	$(call SAY,LD,$@)
	$(Q)tools/bind check $(B)/rt/bindable $(APP_OBJ) $(filter %.o,$(APP_LDFLAGS))
	$(Q)$(CC) $(LINK) -L linker/$(REPORTS) -Wl,-Map=$(OUT).map $(RT_OBJ) $(APP_OBJ) $(APP_LDFLAGS) \
	    -lm -o $@

$(OUT).bin: $(OUT).elf
	$(Q)$(OBJCOPY) -O binary $< $@
$(OUT).hex: $(OUT).elf
	$(Q)$(OBJCOPY) -O ihex $< $@
$(OUT).lst: $(OUT).elf
	$(Q)$(OBJDUMP) -dS $< >$@

.PHONY: elf all
elf: $(OUT).elf
	@:
all: $(OUT).elf $(OUT).bin $(OUT).hex $(OUT).lst
	$(call SAY,,$(OUT).{elf$(comma)bin$(comma)hex$(comma)map$(comma)lst})
comma := ,

# ---- flags files: rewritten only when what they say changes ----

.PHONY: FORCE
FORCE:

quote = '$(subst ','\'',$(1))'
keep = mkdir -p $(@D); printf '%s\n' $(call quote,$(1)) >$@.$$$$; \
       if cmp -s $@.$$$$ $@; then rm -f $@.$$$$; else mv -f $@.$$$$ $@; fi

$(B)/flags: FORCE
	@$(call keep,$(CC) $(RT_FLAGS) $(PARKING_FLAGS) $(foreach r,boot kernel libc-shim board,$(ROOM_$r)) $(COLD) : $(COLDEST) $(LINK:-Wl$(comma)--print-memory-usage=))
$(OUT).o/flags: FORCE
	@$(call keep,$(APP) $(APP_FLAGS) $(APP_CFLAGS) : $(APP_LDFLAGS) $(REPORTS))

-include $(RT_OBJ:.o=.d) $(APP_OBJ:.o=.d)
