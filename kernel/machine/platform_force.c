/* kernel/machine/platform_force.c -- words by which the user forces what Rill takes the machine
 * to have: rill/platform.h. Linked into programs that have RILL_PLATFORM_FORCE.
 *
 * Each look reads all words and checks each of them. A look is rare, a few at boot, and a
 * misspelt word must not be passed over in silence.
 */
#include <rill/panic.h>
#include <port/board.h>
#include "platform.h"
#include "print.h"

/* When the text at `at` begins with `with`: the text that follows; else NULL. */
static const char *behind(const char *at, const char *with)
{
    while (*with)
        if (*at++ != *with++)
            return NULL;
    return at;
}

static const char *word_end(const char *at)
{
    while (*at && *at != ' ')
        at++;
    return at;
}

static bool is(const char *value, const char *name)
{
    const char *end = behind(value, name);

    return end && (!*end || *end == ' ');
}

/* The value's number, as RILL_FORCE_ of platform.h has it; -1: the value is unknown. */
static int value_of(int what, const char *value)
{
    const struct rill_console *c = rill_board.consoles;
    const struct rill_power *p = rill_board.powers;

    for (int i = 0; what == RILL_FORCE_CONSOLE && c[i].ops; i++)
        if (is(value, c[i].ops->name))
            return i;
    for (int i = 0; what == RILL_FORCE_END && p[i].ops; i++)
        if (is(value, p[i].ops->name))
            return i;
    if (what == RILL_FORCE_IRQS && is(value, "none"))
        return 1;
    return (what == RILL_FORCE_IRQS || what == RILL_FORCE_TIMER) &&
                   is(value, "board")
               ? 0
               : -1;
}

/* Rill has not looked for the console yet, so this writes to the console of the board's
 * folder. */
static _Noreturn void refuse(const char *word)
{
    char copy[24];
    size_t n = 0;

    for (; n < sizeof copy - 1 && word[n] && word[n] != ' '; n++)
        copy[n] = word[n];
    copy[n] = 0;
    rill_board.console->ops->init(rill_board.console);
    rill_print("rill: there are");
    for (const struct rill_console *c = rill_board.consoles; c->ops; c++)
        rill_print(" console=%s", c->ops->name);
    for (const struct rill_power *p = rill_board.powers; p->ops; p++)
        rill_print(" end=%s", p->ops->name);
    rill_print(" timer=board irqs=board irqs=none\n");
    rill_panic("board %s cannot be forced to \"%s\"; take words of the line "
               "above",
               rill_board.name, copy);
}

/* Look for `what` among the words, up to the first word that does not begin with `with`, and
 * move *words to that word. */
static int find_in(const char **words, const char *with, int what)
{
    static const char *const names[] = {"console=", "end=", "timer=", "irqs="};
    int found = -1;
    const char *word;

    while (**words && (word = behind(*words, with))) {
        const char *value = NULL;
        int which = 0, i;

        while (which < 4 && !(value = behind(word, names[which])))
            which++;
        i = value ? value_of(which, value) : -1;
        if (i < 0)
            refuse(word);
        if (which == what && found < 0)
            found = i;
        *words = word_end(word);
        while (**words == ' ')
            (*words)++;
    }
    return found;
}

/* After find_powers (platform.c), rill_board.powers holds only the forced end. A look still
 * knows that end's word, but no longer answers with its place in the folder's list. */
int rill_platform_find_forced(int what)
{
    const char *at = rill_platform_words(), *begin = at;
    const char *linked = rill_platform_force.words;
    int found = at ? find_in(&at, "rill.", what) : -1;

    if (what == RILL_FORCE_BYTES)
        return (int)(at - begin);
    return found >= 0 ? found : find_in(&linked, "", what);
}
