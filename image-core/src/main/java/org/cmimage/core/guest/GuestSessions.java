package org.cmimage.core.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.Architecture;

/** The port that opens guest sessions. Implemented by image-qemu. Thread-safe. */
public interface GuestSessions {
  /** The empty subdirectory of native programs, with which every program is emulated. */
  String NO_TWINS = "none";

  /**
   * Returns how programs of {@code guest} would run here. Has no side effects and needs no network.
   *
   * @throws FaultException with code {@code EMULATION_UNAVAILABLE} or {@code HOST_UNSUITABLE} when
   *     they cannot
   */
  Execution check(Architecture guest) throws IOException;

  /**
   * Opens a session.
   *
   * @throws FaultException where the host does not allow it, with the cure
   */
  GuestSession open(Request request) throws IOException, InterruptedException;

  /**
   * Runs one program in a session of its own, connected to this process's standard input, output
   * and error, without a time limit. Where input and output are a terminal, the program gets a
   * terminal of its own with job control, to which keys, signals and window size are forwarded;
   * this process's terminal is restored, however the session ends. The streams themselves are not
   * passed to the program. All processes it started end with it.
   *
   * @param hostName the session's host name, at most 64 bytes
   * @param command its limit is ignored
   * @throws FaultException as {@link #open}
   */
  CommandResult.End join(Request request, String hostName, Command command)
      throws IOException, InterruptedException;

  /** The way programs of an architecture run on this head node. */
  enum Execution {
    /** The head node runs them itself. */
    NATIVE,
    /** QEMU runs them, registered in the session's own user namespace. */
    EMULATED_PRIVATELY,
    /** QEMU runs them through a handler that is or will be registered for the whole head node. */
    EMULATED_GLOBALLY
  }

  /**
   * The parameters of a session.
   *
   * @param tree the image's root on the host
   * @param guest the architecture of its programs
   * @param kernelRelease the result of {@code uname -r} and in {@code /proc}, at most 64 bytes;
   *     empty for the host's. The machine's name is the guest's in any case
   * @param network whether it shares the host's network and has a resolv.conf; otherwise it has a
   *     loopback interface only
   * @param files small files laid over the tree during the session, by absolute path inside it;
   *     read-only, executable. The tree's own file of that name is hidden, not changed; where it
   *     has none, the directory at least must exist
   * @param registerBinfmt whether a handler may be registered on the whole head node where it
   *     cannot be done privately
   * @param twins a directory of native programs to run in place of the tree's, see {@link
   *     org.cmimage.core.catalog.Twins}; its subdirectory {@link #NO_TWINS} has none. Not used
   *     where programs are not emulated privately
   * @param release the distribution's, such as {@code debian13}; measurements of the emulation of
   *     one tree are used for the others of its release. Empty where it is unknown
   * @param safely whether the emulator is to use its most tested settings, however slow
   * @param offline whether an emulator that this machine lacks may not be downloaded
   */
  record Request(
      Path tree,
      Architecture guest,
      String kernelRelease,
      boolean network,
      Map<String, String> files,
      boolean registerBinfmt,
      Optional<Path> twins,
      String release,
      boolean safely,
      boolean offline) {
    public Request {
      files = Map.copyOf(files);
    }

    /** Makes the parameters for a tree whose release is unknown, with the fastest emulation. */
    public Request(
        Path tree,
        Architecture guest,
        String kernelRelease,
        boolean network,
        Map<String, String> files,
        boolean registerBinfmt,
        Optional<Path> twins) {
      this(tree, guest, kernelRelease, network, files, registerBinfmt, twins, "", false, false);
    }

    /** Returns the same with further files laid over the tree. */
    public Request with(Map<String, String> more) {
      Map<String, String> all = new HashMap<>(files);
      all.putAll(more);
      return new Request(
          tree,
          guest,
          kernelRelease,
          network,
          all,
          registerBinfmt,
          twins,
          release,
          safely,
          offline);
    }

    /** Returns the same with every program emulated and counted, none run natively in its place. */
    public Request withoutTwins() {
      return emulated(safely);
    }

    /** Returns the same with every program emulated in the safest way. */
    public Request safest() {
      return emulated(true);
    }

    private Request emulated(boolean asTriedMost) {
      return new Request(
          tree,
          guest,
          kernelRelease,
          network,
          files,
          registerBinfmt,
          twins.map(all -> all.resolve(NO_TWINS)),
          release,
          asTriedMost,
          offline);
    }
  }
}
