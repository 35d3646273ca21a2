package org.cmimage.sources.deb.repository;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.download.FetchListener;
import org.cmimage.sources.location.LocalAddress;
import org.cmimage.sources.openpgp.SignedText;

/**
 * The source of signed Release files: the mirror, or a copy kept from it when there is no network.
 * Thread-safe.
 */
final class ReleaseStore {
  private static final int MAX_RELEASE = 8 << 20;

  private final Downloader downloader;
  private final Path lists;

  ReleaseStore(Downloader downloader) {
    this.downloader = downloader;
    this.lists = downloader.cache().directory().resolve("lists");
  }

  /**
   * Returns the signed text of the suite in a directory, {@code InRelease} rather than {@code
   * Release} and {@code Release.gpg}.
   */
  SignedText fetch(URI directory) throws IOException, InterruptedException {
    if (downloader.isOffline() && !LocalAddress.is(directory)) {
      return kept(directory);
    }
    Optional<byte[]> inline =
        downloader.fetchUnverified(directory.resolve("InRelease"), MAX_RELEASE);
    if (inline.isPresent()) {
      return new SignedText(inline.get(), Optional.empty());
    }
    Optional<byte[]> text = downloader.fetchUnverified(directory.resolve("Release"), MAX_RELEASE);
    Optional<byte[]> signature =
        downloader.fetchUnverified(directory.resolve("Release.gpg"), MAX_RELEASE);
    if (text.isEmpty()) {
      throw new FaultException(
          ErrorCode.MIRROR_UNREACHABLE,
          "cannot use " + directory,
          "there is no InRelease and no Release file; the mirror has no such suite",
          new Remedy.UseOtherMirror(directory.toString()));
    }
    if (signature.isEmpty()) {
      throw new FaultException(
          ErrorCode.SIGNATURE_INVALID,
          "cannot trust " + directory + "Release",
          "it is not signed",
          new Remedy.Advice(
              LocalAddress.is(directory)
                  ? "vouch for it: name the directory itself with -b, or say [trusted=yes] in the"
                      + " sources file"
                  : "use a mirror that signs its indices; what is not signed has to be in a"
                      + " directory of this machine, named with -b DIRECTORY"));
    }
    return new SignedText(text.get(), signature);
  }

  /**
   * Returns the Release file of a directory of this machine, signed or not; empty if it has none.
   */
  Optional<SignedText> local(URI directory) throws IOException, InterruptedException {
    Optional<byte[]> inline =
        downloader.fetchUnverified(directory.resolve("InRelease"), MAX_RELEASE);
    if (inline.isPresent()) {
      return Optional.of(new SignedText(inline.get(), Optional.empty()));
    }
    Optional<byte[]> text = downloader.fetchUnverified(directory.resolve("Release"), MAX_RELEASE);
    Optional<byte[]> signature =
        downloader.fetchUnverified(directory.resolve("Release.gpg"), MAX_RELEASE);
    return text.map(bytes -> new SignedText(bytes, signature));
  }

  /** Keeps a verified text for runs without the network. */
  void keep(URI directory, SignedText signed) throws IOException {
    tell(directory, signed);
    if (downloader.isOffline() || LocalAddress.is(directory)) {
      return;
    }
    Files.createDirectories(lists);
    write(file(directory, signed.signature().isPresent() ? "Release" : "InRelease"), signed.text());
    if (signed.signature().isPresent()) {
      write(file(directory, "Release.gpg"), signed.signature().get());
      Files.deleteIfExists(file(directory, "InRelease"));
    }
  }

  /** Passes a verified text to the downloader's listener. */
  void tell(URI directory, SignedText signed) throws IOException {
    FetchListener listener = downloader.listener();
    boolean apart = signed.signature().isPresent() || !signed.isSigned();
    listener.verified(directory.resolve(apart ? "Release" : "InRelease"), signed.text());
    if (signed.signature().isPresent()) {
      listener.verified(directory.resolve("Release.gpg"), signed.signature().get());
    }
  }

  private SignedText kept(URI directory) throws IOException {
    try {
      Path inline = file(directory, "InRelease");
      return Files.exists(inline)
          ? new SignedText(Files.readAllBytes(inline), Optional.empty())
          : new SignedText(
              Files.readAllBytes(file(directory, "Release")),
              Optional.of(Files.readAllBytes(file(directory, "Release.gpg"))));
    } catch (NoSuchFileException e) {
      throw new FaultException(
          ErrorCode.MIRROR_UNREACHABLE,
          "cannot use " + directory,
          "its Release file is not in the cache, and --air-gapped forbids downloading",
          new Remedy.Advice(
              "run once with the network, or name what has the packages: -b DIRECTORY, or one more"
                  + " --source DIRECTORY or FILE.iso"),
          e);
    }
  }

  private Path file(URI directory, String name) {
    return lists.resolve((directory + name).replaceAll("[^A-Za-z0-9.-]", "_"));
  }

  private static void write(Path file, byte[] content) throws IOException {
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return;
    }
    AtomicFile.write(file, content);
  }
}
