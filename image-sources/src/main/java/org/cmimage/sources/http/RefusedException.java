package org.cmimage.sources.http;

import java.io.IOException;
import java.io.Serial;

/** Signals a response that repeating the request will not change. */
public final class RefusedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
