package org.cmimage.sources.deb.twins;

import java.util.List;
import java.util.regex.Pattern;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.control.Relation.Operator;

/**
 * Kinds of modules in machine code, which only an interpreter of the same architecture can load.
 * Packages with such modules are recognised by their dependencies, which the distribution's
 * policies prescribe.
 */
public enum ExtensionModules {
  /**
   * Debian Perl Policy 4.4.2: such packages depend on the virtual package of perl's binary
   * interface.
   */
  PERL("perl(-base)?", true) {
    @Override
    boolean needs(BinaryPackage binary, Relation relation) {
      return relation.name().startsWith("perlapi-");
    }
  },
  /**
   * Debian's Python Policy: such packages depend on a python3 before some version. Those that use
   * the stable interface need not, but then they are called python3-something. This recognises 917
   * of the 924 such packages of Debian 12; linux-perf is one of the others.
   */
  PYTHON("(lib)?python3\\.[0-9]+(-.*)?", false) {
    @Override
    boolean needs(BinaryPackage binary, Relation relation) {
      return relation.name().equals("python3")
              && relation.bound().filter(b -> b.operator() == Operator.EARLIER).isPresent()
          || binary.name().startsWith("python3-") && !binary.name().equals("python3-minimal");
    }
  };

  private final Pattern interpreters;
  private final boolean standAlone;

  ExtensionModules(String interpreters, boolean standAlone) {
    this.interpreters = Pattern.compile(interpreters);
    this.standAlone = standAlone;
  }

  abstract boolean needs(BinaryPackage binary, Relation relation);

  /** Returns whether a package contains such modules. */
  public boolean areIn(BinaryPackage binary) throws FaultException {
    if (binary.architecture().equals("all")) {
      return false;
    }
    for (List<Dependency> dependencies : List.of(binary.preDepends(), binary.depends())) {
      for (Dependency dependency : dependencies) {
        if (dependency.alternatives().stream().anyMatch(relation -> needs(binary, relation))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns whether they are in a directory for one architecture, so that a native interpreter can
   * have its own. Python's are among its scripts.
   */
  public boolean standAlone() {
    return standAlone;
  }

  /** Returns whether a package contains the interpreter, or modules that belong to it. */
  public boolean areLoadedBy(BinaryPackage binary) {
    return interpreters.matcher(binary.name()).matches();
  }
}
