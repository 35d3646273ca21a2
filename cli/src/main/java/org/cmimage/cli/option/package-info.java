/** The options that several verbs have, and their conversion to requests. */
@NullMarked
package org.cmimage.cli.option;

import org.jspecify.annotations.NullMarked;
