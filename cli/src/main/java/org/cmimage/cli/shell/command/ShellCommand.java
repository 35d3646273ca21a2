package org.cmimage.cli.shell.command;

import java.io.IOException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.edit.EditConflict;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.store.StoreException;

/** A command of the shell. */
public record ShellCommand(Help help, Action action) {
  /** The action of a command. */
  public interface Action {
    /**
     * Runs the command.
     *
     * @throws ShellException when it fails; the other exceptions as documented there
     */
    void run(Session session, Arguments arguments)
        throws ShellException,
            EditException,
            EditConflict,
            StoreException,
            ImageException,
            IOException;
  }

  /** Returns the command's name. */
  public String name() {
    return help.name();
  }
}
