package org.cmimage.sources.deb.installed;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * What the database says of one package.
 *
 * @param binary the package itself; without an archive
 * @param want what the administrator wants of it
 * @param reinstall whether it is broken so that dpkg demands to have it installed again
 * @param state how far it is installed
 * @param conffiles its configuration files
 */
public record InstalledPackage(
    BinaryPackage binary, Want want, boolean reinstall, State state, List<Conffile> conffiles) {
  public InstalledPackage {
    conffiles = ImmutableList.copyOf(conffiles);
  }

  /** Returns the package's name. */
  public String name() {
    return binary.name();
  }

  /** Returns whether it must stay at its version. */
  public boolean isHeld() {
    return want == Want.HOLD;
  }

  /** Returns the status as the database spells it, such as {@code install ok installed}. */
  public String status() {
    return DatabaseReader.word(want)
        + (reinstall ? " reinstreq " : " ok ")
        + DatabaseReader.word(state);
  }
}
