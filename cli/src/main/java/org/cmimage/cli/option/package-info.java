/** The options that several verbs have, and what is made of them. */
@NullMarked
package org.cmimage.cli.option;

import org.jspecify.annotations.NullMarked;
