package org.cmimage.sources.deb.installed;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * One package of the database.
 *
 * @param binary the package itself; without an archive
 * @param want the state that the administrator selected
 * @param reinstall whether it is broken, so that dpkg requires it to be installed again
 * @param state its state of installation
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

  /** Returns whether it is held at its version. */
  public boolean isHeld() {
    return want == Want.HOLD;
  }

  /** Returns the status in the spelling of the database, such as {@code install ok installed}. */
  public String status() {
    return DatabaseReader.word(want)
        + (reinstall ? " reinstreq " : " ok ")
        + DatabaseReader.word(state);
  }
}
