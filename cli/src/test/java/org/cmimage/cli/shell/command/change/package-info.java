/** Tests of the commands that change things. */
package org.cmimage.cli.shell.command.change;
