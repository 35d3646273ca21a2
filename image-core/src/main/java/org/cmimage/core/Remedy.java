package org.cmimage.core;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.model.ComponentName;

/**
 * What cures a failure, as facts. The library says what; a front end turns it into the command to
 * run next.
 *
 * <p>Closed on purpose: a front end handles every case without a default.
 */
public sealed interface Remedy {
  /** Nothing is known to help. */
  record None() implements Remedy {}

  /** A sentence, where no command can be given. */
  record Advice(String text) implements Remedy {}

  /** Choose one of the offered values of an option, nearest first. */
  record Choose(String option, List<String> offered) implements Remedy {}

  /** Run as root. */
  record RunAsRoot() implements Remedy {}

  /** Replace what exists. */
  record Force(ComponentName component) implements Remedy {}

  /** Import the component, or extract its archive where its tree belongs. */
  record ImportArchive(ComponentName component) implements Remedy {}

  /** Make room: {@code bytes} more are needed on the file system of {@code path}. */
  record FreeSpace(Path path, long bytes) implements Remedy {}

  /** Make {@code uri} reachable, or give another mirror. */
  record UseOtherMirror(String uri) implements Remedy {}

  /** Leave out these packages. */
  record ExcludePackages(List<String> packages) implements Remedy {}

  /** Put the vendor's keyring at {@code path}. */
  record ProvideKeyring(Path path) implements Remedy {}

  /**
   * Install a program the head node lacks; {@code packages} are its names in Debian, RHEL and SUSE.
   */
  record InstallProgram(String program, List<String> packages) implements Remedy {}

  /** Allow a handler to be registered on the head node for the length of the run. */
  record RegisterBinfmt() implements Remedy {}

  /** Run the same command again: it resumes after the last finished step. */
  record Resume() implements Remedy {}

  /** Read the log, mend the cause, and run the same command again: it resumes. */
  record ReadLogAndResume(Path log) implements Remedy {}
}
