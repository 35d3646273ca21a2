package org.cmimage.sources.deb.applications;

import java.util.List;

/**
 * The modulefile of an application, in Tcl as Environment Modules 4 and 5 and Lmod read it. It
 * locates the application relative to itself, so that the tree may be mounted anywhere.
 */
final class Modulefile {
  private Modulefile() {}

  /** A directory of the application, and the variable that lists it. */
  private record Entry(String variable, String directory) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("PATH", "sbin"),
          new Entry("PATH", "bin"),
          new Entry("LD_LIBRARY_PATH", "lib"),
          new Entry("MANPATH", "share/man"));

  /** Returns the directories of an application that modulefiles announce. */
  static List<String> directories() {
    return ENTRIES.stream().map(Entry::directory).toList();
  }

  /**
   * Returns the text of a modulefile.
   *
   * @param present those of {@link #directories} that the application has
   */
  static String of(Application application, List<String> present) {
    StringBuilder text = new StringBuilder("#%Module1.0\n");
    text.append("# Made by cm-image.\n");
    text.append("set name    ").append(application.name()).append('\n');
    text.append("set version ").append(application.version()).append('\n');
    text.append("set tree    [file dirname [file dirname [file dirname");
    text.append(" $ModulesCurrentModulefile]]]\n");
    text.append("set root    $tree/apps/$name/$version\n\n");
    text.append("proc ModulesHelp { } {\n");
    text.append("    global name version\n");
    text.append("    puts stderr \"Puts $name $version in front of what the node has.\"\n");
    text.append("}\n\n");
    text.append("module-whatis \"$name $version\"\n");
    text.append("conflict      $name\n\n");
    for (Entry entry : ENTRIES) {
      if (present.contains(entry.directory())) {
        text.append("prepend-path  ").append(entry.variable());
        text.append(" $root/").append(entry.directory()).append('\n');
      }
    }
    if (present.contains("share/man")) {
      text.append("# An empty element stands for the pages of the system (manpath(1)).\n");
      text.append("append-path   MANPATH \"\"\n");
    }
    return text.toString();
  }
}
