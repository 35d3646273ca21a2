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

  /** Returns the lines to print below the failure; none where there is no known cure. */
  public List<String> lines(Remedy remedy) {
    return remedy.accept(new Lines());
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

  private final class Lines implements Remedy.Handler<List<String>> {
    @Override
    public List<String> none(Remedy.None remedy) {
      return List.of();
    }

    @Override
    public List<String> advice(Remedy.Advice remedy) {
      return List.of(remedy.text());
    }

    @Override
    public List<String> choose(Remedy.Choose remedy) {
      List<String> lines = new ArrayList<>();
      lines.add("choose " + remedy.option() + ": " + String.join(", ", remedy.offered()));
      List<String> names = names(remedy.option());
      if (remedy.offered().isEmpty()) {
        return lines;
      }
      String nearest = remedy.offered().get(0);
      if (invocation.has(names)) {
        lines.add("for example: " + invocation.withValue(names, nearest));
      } else if (remedy.given().filter(invocation.arguments()::contains).isPresent()) {
        lines.add("for example: " + invocation.replacing(remedy.given().get(), nearest).with());
      }
      return lines;
    }

    @Override
    public List<String> runAsRoot(Remedy.RunAsRoot remedy) {
      return List.of("run it as root: sudo " + invocation.with());
    }

    @Override
    public List<String> force(Remedy.Force remedy) {
      return List.of("to replace it: " + invocation.with("--force"));
    }

    @Override
    public List<String> importArchive(Remedy.ImportArchive remedy) {
      return List.of(
          "import it from the right archive:",
          "  " + new RepairText(invocation).importing(remedy.component()));
    }

    @Override
    public List<String> takeAs(Remedy.TakeAs remedy) {
      return new RepairText(invocation).lines(remedy);
    }

    @Override
    public List<String> freeSpace(Remedy.FreeSpace remedy) {
      return List.of(
          (remedy.bytes() > 0
                  ? "free another " + Quantity.bytes(remedy.bytes()) + " there (see: df -h "
                  : "free space or inodes there (see: df -h, and df -i, of ")
              + remedy.path()
              + "), then run the same command again");
    }

    @Override
    public List<String> useOtherMirror(Remedy.UseOtherMirror remedy) {
      return List.of(
          "make " + remedy.uri() + " reachable, or name other repositories in an apt sources file:",
          invocation.withValue(names("--baserepo"), "FILE"));
    }

    @Override
    public List<String> incompleteMirror(Remedy.IncompleteMirror remedy) {
      return List.of(
          "run it again once the mirror is complete: " + invocation.with(),
          "or name other repositories in an apt sources file: "
              + invocation.withValue(names("--baserepo"), "FILE"));
    }

    @Override
    public List<String> excludePackages(Remedy.ExcludePackages remedy) {
      return List.of(
          "leave them out: " + invocation.with("-j", String.join(",", remedy.packages())));
    }

    @Override
    public List<String> provideKeyring(Remedy.ProvideKeyring remedy) {
      return List.of("put the vendor's keyring at " + remedy.path() + " and run it again");
    }

    @Override
    public List<String> installProgram(Remedy.InstallProgram remedy) {
      return List.of(
          "install " + remedy.program() + ": package " + String.join(" or ", remedy.packages()));
    }

    @Override
    public List<String> unlock(Remedy.Unlock remedy) {
      return new RepairText(invocation).lines(remedy);
    }

    @Override
    public List<String> registerBinfmt(Remedy.RegisterBinfmt remedy) {
      return List.of(
          "allow a handler on the whole head node for the length of the run: "
              + invocation.with("--register-binfmt"));
    }

    @Override
    public List<String> resume(Remedy.Resume remedy) {
      String what =
          remedy.beginsAnew() ? "to start over: " : "to resume after the last finished step: ";
      return List.of(what + invocation.with());
    }

    @Override
    public List<String> readLogAndResume(Remedy.ReadLogAndResume remedy) {
      String again = remedy.beginsAnew() ? "run it again: " : "resume: ";
      return List.of("read " + remedy.log() + ", mend the cause, and " + again + invocation.with());
    }

    @Override
    public List<String> recreate(Remedy.Recreate remedy) {
      return new RepairText(invocation).lines(remedy);
    }
  }
}
