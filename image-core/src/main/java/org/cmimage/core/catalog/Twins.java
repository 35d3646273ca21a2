package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The programs that behave the same on every architecture, so that the head node's build of one may
 * run in place of the image's.
 *
 * @param packages the packages of these programs
 * @param never base names of programs of these packages that do not, each with the reason
 * @param retargeted base names of the other programs that know their architecture by its name in
 *     the package system alone, so that they behave the same once that is the image's
 * @param uses by base name, uses of the other programs that are left to the image's own
 */
public record Twins(
    List<String> packages,
    Map<String, String> never,
    Set<String> retargeted,
    Map<String, Uses> uses) {
  /** No programs at all. */
  public static final Twins NONE = new Twins(List.of(), Map.of(), Set.of(), Map.of());

  public Twins {
    packages = ImmutableList.copyOf(packages);
    never = ImmutableMap.copyOf(never);
    retargeted = ImmutableSet.copyOf(retargeted);
    uses = ImmutableMap.copyOf(uses);
  }

  /**
   * The uses of a program that its twin does not serve: those where a pattern matches an argument,
   * or the text of a file that the program is going to read.
   *
   * @param patterns of the shell: {@code *}, {@code ?} and {@code []} with ranges and {@code !}
   * @param files which files named in arguments are searched
   * @param directories whose files are searched, absolute
   */
  public record Uses(List<String> patterns, Files files, List<String> directories) {
    /** The choice of files named in arguments. */
    public enum Files {
      /** None. */
      NONE,
      /** The first one, which an interpreter runs. */
      SCRIPT,
      /** All files. */
      ARGUMENTS
    }

    public Uses {
      patterns = ImmutableList.copyOf(patterns);
      directories = ImmutableList.copyOf(directories);
    }
  }
}
