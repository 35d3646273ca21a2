package org.cmimage.model.edit;

import java.io.Serial;

/** An edit that was refused. Nothing was changed. The message is complete without the cause. */
public final class EditException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  EditException(String message) {
    super(message);
  }

  EditException(String message, IllegalArgumentException cause) {
    super(message, cause);
  }
}
