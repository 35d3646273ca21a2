package org.cmimage.core.survey;

import java.util.List;

/**
 * What is offered of one package.
 *
 * @param name as requested
 * @param versions those offered, in the order of the repositories; empty where there are none
 * @param providers the packages that provide the name, where no package has it; sorted
 */
public record SurveyedName(String name, List<Version> versions, List<String> providers) {
  public SurveyedName {
    versions = List.copyOf(versions);
    providers = List.copyOf(providers);
  }

  /**
   * One version.
   *
   * @param version in Debian's form
   * @param architecture such as {@code arm64} or {@code all}
   * @param place suite and component
   * @param bytes the size of its archive
   * @param phase the percentage of systems that are offered it; 100 for all
   */
  public record Version(String version, String architecture, String place, long bytes, int phase) {
    private static final int ALL_SYSTEMS = 100;

    /** Returns whether only some systems are offered it, or none any more. */
    public boolean isPhased() {
      return phase < ALL_SYSTEMS;
    }
  }
}
