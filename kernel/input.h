/* kernel/input.h -- between input.c and line.c, which edits lines. */
#ifndef KERNEL_INPUT_H
#define KERNEL_INPUT_H

#include <stdint.h>

/* The next byte as it came: what rill_console_getc is in all modes but one. */
int rill_input_byte(uint64_t deadline_ns);

/* In that one, what it is instead; NULL. */
typedef int rill_input_edit_fn(uint64_t deadline_ns);
extern rill_input_edit_fn *rill_input_edit;

#endif
