package org.cmimage.cli.render;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.Command;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentName;

/**
 * The commands that repair components, in order, as in the guide; and as one command for many of
 * the guide's.
 */
final class RepairText {
  private final Invocation invocation;
  private final String cmImage;
  private final String cmsh;
  private final List<String> root;

  RepairText(Invocation invocation) {
    this.invocation = invocation;
    this.cmImage = invocation.program();
    // It is in the directory of this program.
    this.cmsh = cmImage.substring(0, cmImage.lastIndexOf('/') + 1) + "cmsh";
    this.root = invocation.value("--root").map(path -> List.of("--root", path)).orElse(List.of());
  }

  List<String> lines(Remedy.Recreate recreate) {
    List<String> lines = new ArrayList<>();
    for (Remedy.Repair repair : recreate.repairs()) {
      lines.addAll(lines(repair));
    }
    lines.add("then finish what is begun:");
    List<String> finish = new ArrayList<>(List.of("--verbose", "create", "all"));
    finish.addAll(archOs(recreate.archOs()));
    finish.add("--add-archos");
    lines.add("  " + cmImage(finish));
    return lines;
  }

  List<String> lines(Remedy.TakeAs other) {
    ComponentName found = other.found();
    List<String> lines = new ArrayList<>();
    if (other.isInPlace()) {
      lines.add("it is " + found + "; move it there and register it as that:");
      lines.add("  " + Command.of("mv", directory(other.requested()), directory(found)));
      lines.add("  " + verb("create", found, "--add-only"));
    } else {
      lines.add("it is " + found + "; import it as that:");
      lines.add("  " + importing(other));
    }
    lines.add("or import " + other.requested() + " from its own archive:");
    lines.add("  " + importing(other.requested()));
    return lines;
  }

  /**
   * Returns the same call for the component that the archive contains, where the archive is one of
   * its words.
   */
  private String importing(Remedy.TakeAs other) {
    String verb = other.requested().kind().verb();
    if (!invocation.arguments().contains(verb)) {
      return importing(other.found());
    }
    ArchOs archOs = other.found().archOs();
    return invocation
        .replacing(verb, other.found().kind().verb())
        .changing(RemedyText.names("--distro"), archOs.distribution().id())
        .changing(RemedyText.names("--arch"), archOs.architecture().unameName())
        .with();
  }

  private List<String> lines(Remedy.Repair repair) {
    ComponentName component = repair.component();
    List<String> lines = new ArrayList<>();
    if (repair.treeIsRight()) {
      lines.add("register the " + component + ":");
      lines.add("  " + verb("create", component, "--add-only"));
      return lines;
    }
    boolean isAnything = repair.isThere() || repair.isRegistered() || !repair.parts().isEmpty();
    if (isAnything) {
      lines.add("remove the " + component + ":");
      lines.add("  " + verb("remove", component, "--erase"));
      lines.add("or remove it step by step:");
      byHand(repair).forEach(line -> lines.add("  " + line));
    }
    lines.add("put the right tree at " + directory(component) + " and register it:");
    lines.add("  " + verb("create", component, "--add-only"));
    lines.add("or do both from an archive:");
    lines.add("  " + importing(component));
    return lines;
  }

  private List<String> byHand(Remedy.Repair repair) {
    List<String> lines = new ArrayList<>();
    String name = repair.component().name();
    repair.archOs().forEach(e -> lines.add(committed("partition archos base; remove " + e)));
    repair
        .categories()
        .forEach(c -> lines.add(committed("category; clear " + c + " softwareimage")));
    repair.parts().forEach(path -> lines.add(committed("fspart; remove " + path)));
    if (repair.isRegistered()) {
      lines.add(committed("softwareimage; remove -d " + name));
    }
    if (repair.isThere()) {
      lines.add(Command.of("rm", "-rf", directory(repair.component())).toString());
    }
    return lines;
  }

  private String directory(ComponentName component) {
    return root.isEmpty() ? component.path() : root.get(1) + component.path();
  }

  List<String> lines(Remedy.Unlock unlock) {
    return List.of("unlock: " + cmsh("fspart; unlock " + String.join(" ", unlock.parts())));
  }

  private String committed(String commands) {
    return cmsh(commands + "; commit");
  }

  /**
   * Returns a cmsh command with double quotes as in the guide; the commands need no other escape.
   */
  private String cmsh(String commands) {
    List<String> argv = new ArrayList<>(List.of(cmsh));
    argv.addAll(root);
    return Command.of(argv.toArray(String[]::new)) + " -c \"" + commands + "\"";
  }

  /** Returns the command that imports a component. */
  String importing(ComponentName component) {
    List<String> words = new ArrayList<>(List.of("import", component.kind().verb(), "ARCHIVE"));
    words.addAll(archOs(component.archOs()));
    return cmImage(words);
  }

  private String verb(String verb, ComponentName component, String option) {
    List<String> words = new ArrayList<>(List.of(verb, component.kind().verb()));
    words.addAll(archOs(component.archOs()));
    words.add(option);
    return cmImage(words);
  }

  private static List<String> archOs(ArchOs archOs) {
    return List.of(
        "--arch", archOs.architecture().unameName(), "--distro", archOs.distribution().id());
  }

  private String cmImage(List<String> words) {
    List<String> argv = new ArrayList<>(List.of(cmImage));
    argv.addAll(root);
    argv.addAll(words);
    return Command.of(argv.toArray(String[]::new)).toString();
  }
}
