package org.cmimage.core.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.Architecture;

/** Opens guest sessions. Implemented by image-qemu. Thread-safe. */
public interface GuestSessions {
  /** The subdirectory of native programs that has none, so that every program is emulated. */
  String NO_TWINS = "none";

  /**
   * Says how programs of {@code guest} would run here. Has no side effects and needs no network.
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
   * Runs one program in a session of its own, joined to this process's standard input, output and
   * error, for as long as it takes. Where input and output are a terminal, the program has a
   * terminal of its own with job control, to which keys, signals and the window's size are passed;
   * ours is as it was afterwards, however the session ends. None of the streams is handed to the
   * program itself. What it has started ends with it.
   *
   * @param hostName what the session's host name is, at most 64 bytes
   * @param command its limit does not count
   * @throws FaultException as {@link #open}
   */
  CommandResult.End join(Request request, String hostName, Command command)
      throws IOException, InterruptedException;

  /** How programs of an architecture run on this head node. */
  enum Execution {
    /** The head node runs them itself. */
    NATIVE,
    /** QEMU runs them, registered in the session's own user namespace. */
    EMULATED_PRIVATELY,
    /** QEMU runs them through a handler that is or will be registered for the whole head node. */
    EMULATED_GLOBALLY
  }

  /**
   * What a session is for.
   *
   * @param tree the image's root on the host
   * @param guest what its programs are made for
   * @param kernelRelease what {@code uname -r} and {@code /proc} tell, at most 64 bytes; empty for
   *     the host's. The machine's name is the guest's in any case
   * @param network whether it shares the host's network and has a resolv.conf; without, it has a
   *     loopback interface only
   * @param files small files laid over the tree for the length of the session, by absolute path
   *     inside it; read-only, executable. The tree's own file of that name is hidden, not changed;
   *     where it has none, the directory at least must be there
   * @param registerBinfmt whether a handler may be registered on the whole head node where it
   *     cannot be done privately
   * @param twins a directory of native programs to run in place of the tree's, see {@link
   *     org.cmimage.core.catalog.Twins}; in its subdirectory {@link #NO_TWINS} are none. Not used
   *     where programs are not emulated privately
   * @param release the distribution's, such as {@code debian13}; what was found out about the
   *     emulation of one tree holds for the others of its release. Empty where it is not known
   * @param safely whether the emulator is to run as it was tried most, however slow that is
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
      boolean safely) {
    public Request {
      files = Map.copyOf(files);
    }

    /** Of a tree whose release is not known, its emulator as fast as can be. */
    public Request(
        Path tree,
        Architecture guest,
        String kernelRelease,
        boolean network,
        Map<String, String> files,
        boolean registerBinfmt,
        Optional<Path> twins) {
      this(tree, guest, kernelRelease, network, files, registerBinfmt, twins, "", false);
    }

    /** The same with every program emulated and counted, none run natively in its place. */
    public Request withoutTwins() {
      return emulated(safely);
    }

    /** The same with every program emulated in the safest way. */
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
          asTriedMost);
    }
  }
}
