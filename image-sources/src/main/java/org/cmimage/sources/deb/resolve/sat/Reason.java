package org.cmimage.sources.deb.resolve.sat;

import java.util.List;
import java.util.stream.Collectors;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.universe.Exclusion;
import org.cmimage.sources.deb.resolve.universe.Requirement;

/**
 * A constraint of the search with its text: why packages must or cannot be installed. Ordered by
 * text.
 */
public sealed interface Reason extends Comparable<Reason> {
  /** Returns the name of the package that the sentence is about. */
  String subject();

  /**
   * Returns the names of the packages that the sentence leads to; that of the subject if there are
   * none.
   */
  List<String> objects();

  @Override
  default int compareTo(Reason other) {
    return toString().compareTo(other.toString());
  }

  /** A package that was requested, or is part of every system. */
  record Requested(BinaryPackage binary, String why) implements Reason {
    @Override
    public String subject() {
      return binary.name();
    }

    @Override
    public List<String> objects() {
      return List.of(binary.name());
    }

    @Override
    public String toString() {
      return binary.name() + " " + why;
    }
  }

  /** A version that must not be installed in a system. */
  record Stays(BinaryPackage binary, Obstacle obstacle) implements Reason {
    @Override
    public String subject() {
      return binary.name();
    }

    @Override
    public List<String> objects() {
      return List.of(binary.name());
    }

    @Override
    public String toString() {
      return switch (obstacle) {
        case HELD -> binary.name() + " is held, so " + binary + " cannot be installed";
        case OLDER -> binary + " is older than what is installed, and was not asked for";
        case REMOVED -> binary.name() + " is to be removed";
        case EXCLUDED -> binary.name() + " is excluded";
      };
    }
  }

  /** The reasons why a version must not be installed in a system. */
  enum Obstacle {
    HELD,
    OLDER,
    REMOVED,
    EXCLUDED
  }

  /** A dependency of a package. */
  record Needs(Requirement requirement) implements Reason {
    @Override
    public String subject() {
      return requirement.owner().name();
    }

    @Override
    public List<String> objects() {
      return requirement.candidates().stream().map(BinaryPackage::name).distinct().toList();
    }

    @Override
    public String toString() {
      String sentence =
          requirement.owner()
              + (requirement.pre() ? " pre-depends on " : " depends on ")
              + requirement.dependency();
      return requirement.candidates().isEmpty() ? sentence + ", which no repository has" : sentence;
    }
  }

  /** A conflict of a package with another. */
  record Excludes(Exclusion exclusion) implements Reason {
    @Override
    public String subject() {
      return exclusion.owner().name();
    }

    @Override
    public List<String> objects() {
      return List.of(exclusion.other().name());
    }

    @Override
    public String toString() {
      String sentence = exclusion.owner() + " " + exclusion.verb() + " " + exclusion.relation();
      boolean virtual = !exclusion.relation().name().equals(exclusion.other().name());
      return virtual ? sentence + ", which " + exclusion.other() + " provides" : sentence;
    }
  }

  /** Only one version of a package can be installed. */
  record OneVersion(List<BinaryPackage> versions) implements Reason {
    @Override
    public String subject() {
      return versions.get(0).name();
    }

    @Override
    public List<String> objects() {
      return List.of(subject());
    }

    @Override
    public String toString() {
      String all =
          versions.stream().map(v -> v.version().toString()).collect(Collectors.joining(" and "));
      return "versions " + all + " of " + subject() + " cannot both be installed";
    }
  }
}
