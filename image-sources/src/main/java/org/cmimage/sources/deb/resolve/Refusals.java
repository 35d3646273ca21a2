package org.cmimage.sources.deb.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.installed.InstalledPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.resolve.universe.Universe;

/** The requests that are refused before planning. */
final class Refusals {
  private Refusals() {}

  /** Refuses a system in which dpkg was interrupted. */
  static void unfinished(InstalledPackages installed) throws FaultException {
    if (installed.isInterrupted()) {
      throw new FaultException(
          ErrorCode.IMAGE_INCOMPLETE,
          "cannot change the packages of the tree",
          "dpkg was interrupted in it (var/lib/dpkg/updates is not empty)",
          new Remedy.Advice("Run \"dpkg --configure -a\" in the tree, then try again."));
    }
    List<InstalledPackage> unfinished =
        installed.all().stream().filter(each -> isUnfinished(each)).toList();
    if (unfinished.isEmpty()) {
      return;
    }
    String all =
        unfinished.stream()
            .map(each -> each.binary() + " (" + each.status() + ")")
            .collect(Collectors.joining(", "));
    boolean reinstall = unfinished.stream().anyMatch(each -> !each.state().isUnpacked());
    throw new FaultException(
        ErrorCode.IMAGE_INCOMPLETE,
        "cannot change the packages of the tree",
        "not installed completely: " + all,
        new Remedy.Advice(
            reinstall
                ? "Run \"apt-get --fix-broken install\" in the tree, then try again."
                : "Run \"dpkg --configure -a\" in the tree, then try again."));
  }

  private static boolean isUnfinished(InstalledPackage each) {
    return each.reinstall()
        || switch (each.state()) {
          case HALF_INSTALLED, UNPACKED, HALF_CONFIGURED -> true;
          case NOT_INSTALLED, CONFIG_FILES, TRIGGERS_AWAITED, TRIGGERS_PENDING, INSTALLED -> false;
        };
  }

  /** Refuses to remove packages that a system must have. */
  static void vital(Universe universe, List<String> removed) throws FaultException {
    List<BinaryPackage> vital = new ArrayList<>();
    for (String name : removed) {
      universe.installed(name).filter(Transaction::isVital).ifPresent(vital::add);
    }
    if (!vital.isEmpty()) {
      throw new FaultException(
          Fault.sentence(
              ErrorCode.PACKAGE_ESSENTIAL,
              "cannot remove "
                  + vital.stream()
                      .map(binary -> binary.name() + ": it " + Resolver.whyInEverySystem(binary))
                      .collect(Collectors.joining(", and ")),
              new Remedy.None()));
    }
  }

  /** Refuses to exclude packages that every system must have. */
  static void essential(Universe universe, Iterable<String> excluded) throws FaultException {
    List<String> essential = new ArrayList<>();
    for (String name : excluded) {
      if (universe.candidate(name).filter(b -> b.traits().essential()).isPresent()) {
        essential.add(name);
      }
    }
    if (!essential.isEmpty()) {
      throw new FaultException(
          ErrorCode.PACKAGE_ESSENTIAL,
          "cannot exclude " + String.join(", ", essential),
          "no system works without "
              + (essential.size() == 1 ? "this essential package" : "these essential packages"),
          new Remedy.None());
    }
  }

  /** Refuses to change packages that the administrator of the system holds. */
  static void held(List<BinaryPackage> held) throws FaultException {
    if (!held.isEmpty()) {
      String names = held.stream().map(BinaryPackage::name).collect(Collectors.joining(" "));
      throw new FaultException(
          ErrorCode.PACKAGE_HELD,
          "cannot change "
              + held.stream().map(BinaryPackage::toString).collect(Collectors.joining(", ")),
          "held in the tree",
          release(names));
    }
  }

  /** Returns the remedy that releases held packages. */
  static Remedy release(String names) {
    return new Remedy.Advice("Run \"apt-mark unhold " + names + "\" in the tree, then try again.");
  }

  /** Refuses to install and remove at the same time. */
  static void contradiction(TransactionRequest request) throws FaultException {
    List<String> both = request.names().stream().filter(request.removed()::contains).toList();
    if (!both.isEmpty()) {
      throw new FaultException(
          Fault.sentence(
              ErrorCode.INVALID_REQUEST,
              "cannot both install and remove " + String.join(", ", both),
              new Remedy.None()));
    }
  }
}
