package org.cmimage.qemu.guest;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.Architecture;
import org.cmimage.qemu.guest.SessionProtocol.Event;

/** The faults of opening a session, with their cures. */
final class Faults {
  private static final String CANNOT = "cannot open guest session";

  /**
   * Error numbers by {@code asm-generic/errno-base.h} and {@code errno.h}: those that opening a
   * session meets in practice.
   */
  private static final ImmutableMap<Integer, String> ERRNO =
      ImmutableMap.<Integer, String>builder()
          .put(1, "not permitted")
          .put(2, "no such file or directory")
          .put(12, "out of memory")
          .put(13, "permission denied")
          .put(16, "busy")
          .put(19, "not supported by this kernel")
          .put(20, "not a directory")
          .put(22, "invalid argument")
          .put(28, "limit or space exhausted")
          .put(30, "read-only file system")
          .put(40, "is a symbolic link")
          .buildOrThrow();

  private Faults() {}

  static void requireNamespaces(Host host) throws FaultException {
    if (!Architecture.headNodes().contains(host.architecture())) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          CANNOT,
          "images can be made for "
              + host.architecture()
              + " but not on it; expected a head node of "
              + Architecture.headNodes()
              + ", found "
              + host.architecture(),
          new Remedy.Advice(
              "Run on a head node of one of these; it emulates the image's programs."));
    }
    if (!host.root()) {
      throw new FaultException(
          ErrorCode.NOT_ROOT, CANNOT, "this process is not root", new Remedy.RunAsRoot());
    }
    if (!host.mayMount()) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          CANNOT,
          "root has no CAP_SYS_ADMIN here, as in an unprivileged container",
          new Remedy.Advice(
              "Run on the host itself, or in a container started with --privileged."));
    }
    if (host.userNamespaces() <= 0) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          CANNOT,
          "user namespaces are off; expected user.max_user_namespaces above 0, found 0",
          new Remedy.Advice("Allow them: sysctl user.max_user_namespaces=1000"));
    }
  }

  static FaultException noHandler(Architecture guest) {
    return new FaultException(
        ErrorCode.EMULATION_UNAVAILABLE,
        "cannot emulate " + guest,
        "this kernel is older than 6.7, so the handler must be registered for the whole head node; expected an enabled"
            + " entry with flag F in /proc/sys/fs/binfmt_misc, found none",
        new Remedy.RegisterBinfmt());
  }

  /** Returns the fault for an unexpected event. */
  static FaultException opening(Path tree, Event answer) {
    if (!(answer instanceof Event.Failed failed)) {
      return new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          CANNOT + " in " + tree,
          "session-init ended or did not answer within a minute",
          new Remedy.Advice(
              "See the kernel log (dmesg) for a process that was killed or refused."));
    }
    String fact =
        failed.subject() + ": " + ERRNO.getOrDefault(failed.errno(), "errno " + failed.errno());
    return switch (failed.stage()) {
      case "tree" -> mismatch(tree, "/" + fact + "; expected a directory");
      case "overlay" -> mismatch(tree, "cannot lay file over " + fact);
      case "bind" ->
          unsuitable(tree, "cannot bind " + fact, "Unmount what is mounted below the tree.");
      case "noexec" ->
          unsuitable(
              tree,
              "its file system is mounted noexec",
              "Use a file system mounted without noexec.");
      case "emulator" ->
          unsuitable(tree, "cannot copy emulator " + fact, "Reinstall qemu-user-static.");
      case "binfmt" ->
          new FaultException(
              ErrorCode.EMULATION_UNAVAILABLE,
              CANNOT + " in " + tree,
              "no binfmt_misc in its user namespace: " + fact,
              new Remedy.Advice("Load the kernel module binfmt_misc: modprobe binfmt_misc"));
      case "namespace" ->
          unsuitable(
              tree,
              "no namespaces: " + fact,
              "Check user.max_user_namespaces and the container's seccomp profile.");
      default ->
          unsuitable(
              tree,
              failed.stage() + ": " + fact,
              "Run on the host itself, or in a container started with --privileged.");
    };
  }

  private static FaultException unsuitable(Path tree, String fact, String advice) {
    return new FaultException(
        ErrorCode.HOST_UNSUITABLE, CANNOT + " in " + tree, fact, new Remedy.Advice(advice));
  }

  private static FaultException mismatch(Path tree, String fact) {
    return new FaultException(
        ErrorCode.IMAGE_INCOMPLETE, CANNOT + " in " + tree, fact, new Remedy.None());
  }
}
