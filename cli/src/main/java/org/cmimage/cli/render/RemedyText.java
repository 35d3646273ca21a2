package org.cmimage.cli.render;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.fault.Remedy;

/** The conversion of a remedy to the next command or action. */
public final class RemedyText {
  private final Invocation invocation;

  public RemedyText(Invocation invocation) {
    this.invocation = invocation;
  }

  /** The lines to print below the failure; none where nothing is known to help. */
  public List<String> lines(Remedy remedy) {
    if (remedy instanceof Remedy.None) {
      return List.of();
    } else if (remedy instanceof Remedy.Advice advice) {
      return List.of(advice.text());
    } else if (remedy instanceof Remedy.Choose choose) {
      return choose(choose);
    } else if (remedy instanceof Remedy.RunAsRoot) {
      return List.of("run it as root: sudo " + invocation.with());
    } else if (remedy instanceof Remedy.Force) {
      return List.of("to replace it: " + invocation.with("--force"));
    } else if (remedy instanceof Remedy.ImportArchive archive) {
      return List.of(
          "import it from the right archive:",
          "  " + new RepairText(invocation).importing(archive.component()));
    } else if (remedy instanceof Remedy.TakeAs other) {
      return new RepairText(invocation).lines(other);
    } else if (remedy instanceof Remedy.FreeSpace space) {
      return List.of(
          (space.bytes() > 0
                  ? "free another " + Quantity.bytes(space.bytes()) + " there (see: df -h "
                  : "free space or inodes there (see: df -h, and df -i, of ")
              + space.path()
              + "), then run the same command again");
    } else if (remedy instanceof Remedy.UseOtherMirror mirror) {
      return List.of(
          "make " + mirror.uri() + " reachable, or name other repositories in an apt sources file:",
          invocation.withValue(names("--baserepo"), "FILE"));
    } else if (remedy instanceof Remedy.IncompleteMirror) {
      return List.of(
          "run it again once the mirror is complete: " + invocation.with(),
          "or name other repositories in an apt sources file: "
              + invocation.withValue(names("--baserepo"), "FILE"));
    } else if (remedy instanceof Remedy.ExcludePackages exclude) {
      return List.of(
          "leave them out: " + invocation.with("-j", String.join(",", exclude.packages())));
    } else if (remedy instanceof Remedy.ProvideKeyring keyring) {
      return List.of("put the vendor's keyring at " + keyring.path() + " and run it again");
    } else if (remedy instanceof Remedy.InstallProgram install) {
      return List.of(
          "install " + install.program() + ": package " + String.join(" or ", install.packages()));
    } else if (remedy instanceof Remedy.RegisterBinfmt) {
      return List.of(
          "allow a handler on the whole head node for the length of the run: "
              + invocation.with("--register-binfmt"));
    } else if (remedy instanceof Remedy.Resume) {
      String what = beginsAnew() ? "to begin anew: " : "to resume after the last finished step: ";
      return List.of(what + invocation.with());
    } else if (remedy instanceof Remedy.ReadLogAndResume log) {
      String again = beginsAnew() ? "run it again: " : "resume: ";
      return List.of("read " + log.log() + ", mend the cause, and " + again + invocation.with());
    } else if (remedy instanceof Remedy.Recreate recreate) {
      return new RepairText(invocation).lines(recreate);
    }
    throw new IllegalArgumentException("unknown remedy " + remedy);
  }

  /** A change of packages is made in a copy, which goes when it fails. */
  private boolean beginsAnew() {
    return invocation.arguments().contains("package");
  }

  private List<String> choose(Remedy.Choose choose) {
    List<String> lines = new ArrayList<>();
    lines.add("choose " + choose.option() + ": " + String.join(", ", choose.offered()));
    List<String> names = names(choose.option());
    if (choose.offered().isEmpty()) {
      return lines;
    }
    String nearest = choose.offered().get(0);
    if (invocation.has(names)) {
      lines.add("for example: " + invocation.withValue(names, nearest));
    } else if (choose.given().filter(invocation.arguments()::contains).isPresent()) {
      lines.add("for example: " + invocation.replacing(choose.given().get(), nearest).with());
    }
    return lines;
  }

  /** All names of an option, the one we print last. */
  static List<String> names(String option) {
    return switch (option) {
      case "--distro" -> List.of("--distro", "-d");
      case "--arch" -> List.of("--arch", "-a");
      case "--baserepo" -> List.of("--baserepo", "-b");
      default -> List.of(option);
    };
  }
}
