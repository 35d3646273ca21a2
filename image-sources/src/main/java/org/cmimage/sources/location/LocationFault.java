package org.cmimage.sources.location;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.commons.vfs2.FileSystemException;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/** The faults of a file on another machine, with their remedies. */
final class LocationFault {
  private static final String BY_HAND = "fetch the file by hand and give its path";
  private static final String LOGIN =
      "give them in the address, %s://USER:PASSWORD@HOST/..., special characters as %%NN; or "
          + BY_HAND;

  private LocationFault() {}

  private record Reason(String fact, String advice) {}

  /** Returns a location without its user and password, so that messages do not contain one. */
  static String withoutUser(String location) {
    return location.replaceFirst("^([A-Za-z0-9+.-]+://)[^/]*@", "$1");
  }

  /**
   * Returns the fault of a file that cannot be reached.
   *
   * @param location as given
   */
  static FaultException unreachable(String location, IOException cause) {
    Reason reason = reason(location, cause);
    return new FaultException(
        ErrorCode.MIRROR_UNREACHABLE,
        "cannot read " + withoutUser(location),
        reason.fact(),
        new Remedy.Advice(reason.advice()),
        cause);
  }

  private static Reason reason(String location, IOException cause) {
    Throwable root = root(cause);
    Optional<String> status = status(root);
    if (status.isPresent()) {
      return ofStatus(location, status.get());
    }
    String message = String.valueOf(root.getMessage());
    if (root instanceof SSLException
        || root instanceof CertificateException
        || root.getClass().getName().startsWith("sun.security.provider.certpath.")) {
      return new Reason(
          "TLS certificate verification failed: " + message,
          "add the certificate of its authority to those that Java trusts (keytool -importcert"
              + " -cacerts), or "
              + BY_HAND);
    }
    if (root instanceof UnknownHostException) {
      return new Reason("unknown host " + message, "correct the address, or " + BY_HAND);
    }
    return location.toLowerCase(Locale.ROOT).startsWith("sftp:")
        ? ofSftp(message)
        : new Reason(message, "check the address and the network, or " + BY_HAND);
  }

  private static Reason ofStatus(String location, String status) {
    if (!status.equals("401")) {
      return new Reason(
          "the server answers HTTP status " + status, "check the address, or " + BY_HAND);
    }
    boolean named = !withoutUser(location).equals(location);
    return new Reason(
        (named
                ? "the server does not accept this user and password"
                : "the server asks for a user and a password")
            + " (HTTP status 401)",
        String.format(Locale.ROOT, LOGIN, location.substring(0, location.indexOf(':'))));
  }

  /** Determines the reason from the messages of JSch, whose exceptions are of one class. */
  private static Reason ofSftp(String message) {
    if (message.startsWith("reject HostKey")) {
      return new Reason(
          "its host key is not in ~/.ssh/known_hosts",
          "log in there once by ssh, which shows the key and notes it; or " + BY_HAND);
    }
    if (message.startsWith("Auth")) {
      return new Reason(
          "the server accepts neither the keys ~/.ssh/id_* nor a user and password ("
              + message
              + ")",
          String.format(Locale.ROOT, LOGIN, "sftp"));
    }
    return new Reason(message, "check the address and the network, or " + BY_HAND);
  }

  /** Returns the status that a server sent instead of the file; empty for none. */
  private static Optional<String> status(Throwable root) {
    return root instanceof FileSystemException failure
            && failure.getCode().startsWith("vfs.provider.http/")
            && failure.getInfo().length == 2
        ? Optional.of(failure.getInfo()[1])
        : Optional.empty();
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
