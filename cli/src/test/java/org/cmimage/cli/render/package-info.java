/** What is printed, line by line. */
@org.jspecify.annotations.NullMarked
package org.cmimage.cli.render;
