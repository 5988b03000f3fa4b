/* libc-shim/strsep.c -- strsep as BSD has it: a separator at the end has an empty field
 * behind it.
 *
 * picolibc's strsep loses that field: docs/libc.md. It is weak in an object, as in
 * fgets.c.
 */
#include <string.h>

#include <rill/bind.h>

char *rill_strsep(char **rest, const char *separators)
{
    char *field = *rest;
    char *end;

    if (field == NULL)
        return NULL;
    end = field + strcspn(field, separators);
    *rest = *end == '\0' ? NULL : end + 1;
    *end = '\0';
    return field;
}

RILL_DEFAULT(function, strsep, rill_strsep);
