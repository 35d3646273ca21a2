package org.cmimage.sources.http;

import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.util.Optional;
import org.cmimage.sources.access.ProxyServer;

/** Signals a response other than the file. */
public final class StatusException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final boolean withLogin;

  StatusException(URI uri, int status, boolean withLogin, Optional<ProxyServer> proxy) {
    super(
        uri
            + " answers HTTP status "
            + status
            + proxy.map(server -> " (through proxy " + server + ")").orElse(""));
    this.status = status;
    this.withLogin = withLogin;
  }

  /** Returns whether the server does not have the file. */
  public boolean isAbsent() {
    return status == 404 || status == 410;
  }

  /** Returns whether the server cannot send the file from the offset on. */
  public boolean isRangeRefused() {
    return status == 416;
  }

  /** Returns whether repeating the request may have another result. */
  public boolean isTransient() {
    return status >= 500 || status == 408 || status == 425 || status == 429;
  }

  /** Returns whether the server requires authentication. */
  public boolean asksForLogin() {
    return status == 401;
  }

  /** Returns whether the proxy requires authentication. */
  public boolean isOfProxy() {
    return status == 407;
  }

  /** Returns whether a user and password were sent. */
  public boolean hadLogin() {
    return withLogin;
  }
}
