package org.cmimage.core.fault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentName;

/**
 * The cure of a failure, as facts. The library gives the facts; a front end converts them to the
 * next command.
 *
 * <p>Closed on purpose: a front end implements {@link Handler}, which has no default.
 */
public sealed interface Remedy {
  /** Returns what the method of {@code handler} makes of it that takes remedies of this kind. */
  <R> R accept(Handler<R> handler);

  /** Returns the remedy for work of which a failure leaves nothing to resume. */
  default Remedy beginningAnew() {
    return this;
  }

  /** Nothing is known to help. */
  record None() implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.none(this);
    }
  }

  /** A sentence, where no command can be given. */
  record Advice(String text) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.advice(this);
    }
  }

  /**
   * Choose one of the offered values of an option or parameter, nearest first.
   *
   * @param given the value that was given instead, where it is known
   */
  record Choose(String option, List<String> offered, Optional<String> given) implements Remedy {
    public Choose {
      offered = List.copyOf(offered);
    }

    /** Makes the remedy where the option's name is enough to find its value. */
    public Choose(String option, List<String> offered) {
      this(option, offered, Optional.empty());
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.choose(this);
    }
  }

  /** Run as root. */
  record RunAsRoot() implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.runAsRoot(this);
    }
  }

  /** Replace what exists. */
  record Force(ComponentName component) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.force(this);
    }
  }

  /** Import the component, or extract its archive where its tree belongs. */
  record ImportArchive(ComponentName component) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.importArchive(this);
    }
  }

  /**
   * Use a tree or archive as {@code found}, which it is, instead of {@code requested}.
   *
   * @param isInPlace whether it is a directory at the path of {@code requested}, so that it has to
   *     be moved
   */
  record TakeAs(ComponentName requested, ComponentName found, boolean isInPlace) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.takeAs(this);
    }
  }

  /** Make room: {@code bytes} more are needed on the file system of {@code path}. */
  record FreeSpace(Path path, long bytes) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.freeSpace(this);
    }
  }

  /** Make {@code uri} reachable, or give another mirror. */
  record UseOtherMirror(String uri) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.useOtherMirror(this);
    }
  }

  /** Try again once the mirror of {@code uri} is complete, or give another mirror. */
  record IncompleteMirror(String uri) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.incompleteMirror(this);
    }
  }

  /** Leave out these packages. */
  record ExcludePackages(List<String> packages) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.excludePackages(this);
    }
  }

  /** Put the vendor's keyring at {@code path}. */
  record ProvideKeyring(Path path) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.provideKeyring(this);
    }
  }

  /**
   * Install a program the head node lacks; {@code packages} are its names in Debian, RHEL and SUSE.
   */
  record InstallProgram(String program, List<String> packages) implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.installProgram(this);
    }
  }

  /** Unlock parts of the cluster in cmsh. */
  record Unlock(List<String> parts) implements Remedy {
    public Unlock {
      parts = List.copyOf(parts);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.unlock(this);
    }
  }

  /** Allow a handler to be registered on the head node for the length of the run. */
  record RegisterBinfmt() implements Remedy {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.registerBinfmt(this);
    }
  }

  /**
   * Run the same command again: it resumes after the last finished step.
   *
   * @param beginsAnew whether nothing of the work is left to resume
   */
  record Resume(boolean beginsAnew) implements Remedy {
    /** The remedy where the finished steps are kept. */
    public Resume() {
      this(false);
    }

    @Override
    public Remedy beginningAnew() {
      return new Resume(true);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.resume(this);
    }
  }

  /**
   * Read the log, mend the cause, and run the same command again: it resumes.
   *
   * @param beginsAnew whether nothing of the work is left to resume
   */
  record ReadLogAndResume(Path log, boolean beginsAnew) implements Remedy {
    /** The remedy where the finished steps are kept. */
    public ReadLogAndResume(Path log) {
      this(log, false);
    }

    @Override
    public Remedy beginningAnew() {
      return new ReadLogAndResume(log, true);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.readLogAndResume(this);
    }
  }

  /** Repair these components, then bind their architecture and distribution anew. */
  record Recreate(ArchOs archOs, List<Repair> repairs) implements Remedy {
    public Recreate {
      repairs = List.copyOf(repairs);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.recreate(this);
    }
  }

  /**
   * The repair of one component; no remedy by itself.
   *
   * @param treeIsRight whether only entities are wrong, so that registering the tree is enough
   * @param isThere whether there is a directory at its path
   * @param parts the paths of its parts that are registered
   * @param isRegistered whether it is a software image that is registered
   * @param categories the names of categories that use it
   * @param archOs the names of archOS entries that use it
   */
  record Repair(
      ComponentName component,
      boolean treeIsRight,
      boolean isThere,
      List<String> parts,
      boolean isRegistered,
      List<String> categories,
      List<String> archOs) {
    public Repair {
      parts = List.copyOf(parts);
      categories = List.copyOf(categories);
      archOs = List.copyOf(archOs);
    }
  }

  /**
   * A case for each remedy, so that a new one does not compile where it is not handled.
   *
   * @param <R> what is made of a remedy
   */
  interface Handler<R> {
    R none(None remedy);

    R advice(Advice remedy);

    R choose(Choose remedy);

    R runAsRoot(RunAsRoot remedy);

    R force(Force remedy);

    R importArchive(ImportArchive remedy);

    R takeAs(TakeAs remedy);

    R freeSpace(FreeSpace remedy);

    R useOtherMirror(UseOtherMirror remedy);

    R incompleteMirror(IncompleteMirror remedy);

    R excludePackages(ExcludePackages remedy);

    R provideKeyring(ProvideKeyring remedy);

    R installProgram(InstallProgram remedy);

    R unlock(Unlock remedy);

    R registerBinfmt(RegisterBinfmt remedy);

    R resume(Resume remedy);

    R readLogAndResume(ReadLogAndResume remedy);

    R recreate(Recreate remedy);
  }
}
