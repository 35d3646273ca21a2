/** Tests of the shell's language without a terminal: sessions as texts. */
package org.cmimage.cli.shell;
