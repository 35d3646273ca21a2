/* The declarations shared by the parts of dispatch. dispatch.c describes the program. */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "kernel.h"

#define PATH_LIMIT 4096
#define AT_EMPTY_PATH 0x1000

/* uses.c: returns whether this use of a program that has a twin is left to the image's own program. */
int is_use_of_image(const char *program, char **arguments, char **environment);

#endif
