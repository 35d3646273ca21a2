package org.cmimage.sources.deb.provision;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.TreePath;

/**
 * What the tree's package database says of one package.
 *
 * @param name of the package
 * @param version of the package
 * @param architecture such as {@code arm64} or {@code all}
 * @param essential whether a system must have it
 * @param required whether its priority is {@code required}
 * @param multiArchSame whether its files in the database are named with the architecture
 * @param state the third word of its status, such as {@code unpacked} or {@code installed}
 */
record PackageState(
    String name,
    String version,
    String architecture,
    boolean essential,
    boolean required,
    boolean multiArchSame,
    String state) {
  private static final TreePath STATUS = TreePath.of("var/lib/dpkg/status");
  private static final int MAX_STATUS = 64 << 20;

  /** Whether nothing is left to do but run triggers. */
  boolean isConfigured() {
    return state.equals("installed") || state.startsWith("triggers-");
  }

  /** Where the database keeps a control file of the package, such as its preinst. */
  TreePath controlFile(String suffix) {
    return TreePath.of(
        "var/lib/dpkg/info/" + name + (multiArchSame ? ":" + architecture : "") + "." + suffix);
  }

  /** All packages of the database, in its order. */
  static List<PackageState> read(Rootfs tree) throws IOException {
    byte[] status =
        tree.read(STATUS, MAX_STATUS)
            .orElseThrow(
                () ->
                    new FaultException(
                        ErrorCode.IMAGE_INCOMPLETE,
                        "cannot configure "
                            + tree.directory()
                            + ": it has no package database at "
                            + STATUS,
                        new Remedy.None()));
    List<PackageState> packages = new ArrayList<>();
    for (String stanza : Splitter.on("\n\n").split(new String(status, StandardCharsets.UTF_8))) {
      Map<String, String> fields = fields(stanza);
      if (fields.containsKey("Package")) {
        packages.add(of(fields));
      }
    }
    return packages;
  }

  private static Map<String, String> fields(String stanza) {
    Map<String, String> fields = new HashMap<>();
    for (String line : Splitter.on('\n').split(stanza)) {
      int colon = line.indexOf(':');
      if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
      }
    }
    return fields;
  }

  private static PackageState of(Map<String, String> fields) {
    String status = fields.getOrDefault("Status", "");
    return new PackageState(
        fields.getOrDefault("Package", ""),
        fields.getOrDefault("Version", ""),
        fields.getOrDefault("Architecture", ""),
        fields.getOrDefault("Essential", "no").equals("yes"),
        fields.getOrDefault("Priority", "").equals("required"),
        fields.getOrDefault("Multi-Arch", "no").equals("same"),
        status.substring(status.lastIndexOf(' ') + 1));
  }
}
