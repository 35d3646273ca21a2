package org.cmimage.sources.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.HostFault;
import org.cmimage.sources.http.StatusException;

/** The faults of a download. */
final class DownloadFaults {
  private DownloadFaults() {}

  static FaultException unreachable(URI uri, IOException cause) {
    Optional<FaultException> unknown = unknownUser(uri, cause);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    String fact = cause.getMessage() == null ? "" : cause.getMessage();
    String kind =
        cause
            .getClass()
            .getSimpleName()
            .replaceFirst("(StatusException|RefusedException|IOException)$", "");
    String reason = kind.isEmpty() ? fact : fact.isEmpty() ? kind : kind + ": " + fact;
    return new FaultException(
        ErrorCode.MIRROR_UNREACHABLE,
        "cannot download " + uri,
        reason,
        new Remedy.UseOtherMirror(uri.toString()),
        cause);
  }

  /** Returns the fault of a mirror that lacks a file of its own signed index. */
  static FaultException incomplete(URI uri, IOException cause) {
    return new FaultException(
        ErrorCode.MIRROR_UNREACHABLE,
        "cannot download " + uri,
        "the mirror does not have this file, although its index lists it ("
            + cause.getMessage()
            + "); it is incomplete, or being updated",
        new Remedy.IncompleteMirror(uri.toString()),
        cause);
  }

  private static Optional<FaultException> unknownUser(URI uri, IOException cause) {
    if (!(cause instanceof StatusException status)
        || !status.asksForLogin() && !status.isOfProxy()) {
      return Optional.empty();
    }
    String asking = status.isOfProxy() ? "the proxy" : "the server";
    String fact =
        status.hadLogin() && !status.isOfProxy()
            ? asking + " does not accept this user and password"
            : asking + " asks for a user and a password";
    String advice =
        status.isOfProxy()
            ? "give them in the address of the proxy, http://USER:PASSWORD@HOST:PORT"
            : "give them in the sources file, as %s://USER:PASSWORD@%s/..., or in /etc/apt/auth.conf.d/NAME.conf: machine %s://%s login USER password PASSWORD"
                .formatted(
                    uri.getScheme(), uri.getAuthority(), uri.getScheme(), uri.getAuthority());
    return Optional.of(
        new FaultException(
            ErrorCode.MIRROR_UNREACHABLE,
            "cannot download " + uri,
            fact + " (" + status.getMessage() + ")",
            new Remedy.Advice(advice),
            cause));
  }

  static FaultException mismatch(Download download, URI uri, long size, String digest) {
    return new FaultException(
        ErrorCode.CHECKSUM_MISMATCH,
        "cannot accept " + uri,
        "expected %d bytes with SHA-256 %s, found %d with %s"
            .formatted(download.size(), download.sha256(), size, digest),
        new Remedy.UseOtherMirror(uri.toString()));
  }

  static FaultException wrongSize(Download download, URI uri, long size) {
    return new FaultException(
        ErrorCode.CHECKSUM_MISMATCH,
        "cannot accept " + uri,
        "expected %d bytes, found %s%d"
            .formatted(download.size(), size > download.size() ? "at least " : "", size),
        new Remedy.UseOtherMirror(uri.toString()));
  }

  static FaultException tooLong(URI uri, int limit) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read " + uri,
        "expected at most " + limit + " bytes, found more",
        new Remedy.UseOtherMirror(uri.toString()));
  }

  static FaultException notCached(Download download) {
    return new FaultException(
        ErrorCode.MIRROR_UNREACHABLE,
        "cannot fetch " + download.fileName(),
        "it is not in the cache, and --air-gapped forbids downloading",
        new Remedy.Advice(
            "run once with the network, or name what has the packages: -b DIRECTORY, or one more"
                + " --source DIRECTORY or FILE.iso"));
  }

  static FaultException notWritten(Path file, IOException cause) {
    return HostFault.of("cannot write " + file, file, cause, new Remedy.None());
  }
}
