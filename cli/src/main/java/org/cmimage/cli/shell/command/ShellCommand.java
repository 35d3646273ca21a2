package org.cmimage.cli.shell.command;

import java.io.IOException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.edit.EditConflict;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.store.StoreException;

/** A command of the shell. */
public record ShellCommand(Help help, Action action) {
  /** What it does. */
  public interface Action {
    /**
     * Does it.
     *
     * @throws ShellException when it cannot be done; the other exceptions as what they say
     */
    void run(Session session, Arguments arguments)
        throws ShellException,
            EditException,
            EditConflict,
            StoreException,
            ImageException,
            IOException;
  }

  /** What users call it. */
  public String name() {
    return help.name();
  }
}
