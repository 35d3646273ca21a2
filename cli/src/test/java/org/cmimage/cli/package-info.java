/** Runs the commands as a user does. */
@org.jspecify.annotations.NullMarked
package org.cmimage.cli;
