package org.cmimage.sources.deb.unpack.database;

import com.google.common.base.Splitter;
import com.google.common.collect.Multimap;
import com.google.common.collect.MultimapBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cmimage.core.fault.FaultException;

/**
 * The interests of packages in triggers, deb-triggers(5), in the format of dpkg: the file {@code
 * File} for paths, a file for each other trigger (lib/dpkg/triglib.c). Thread-safe.
 */
final class TriggerInterests {
  private static final Splitter WORDS = Splitter.onPattern("[ \t]+").omitEmptyStrings();

  private final Multimap<String, String> byTrigger =
      MultimapBuilder.treeKeys().treeSetValues().build();

  /**
   * Adds the interests in a package's {@code triggers} file.
   *
   * @param dbName the package's name in the database, with {@code :arch} if it is Multi-Arch: same
   */
  synchronized void add(String dbName, byte[] triggers) throws FaultException {
    for (String line : Splitter.on('\n').split(new String(triggers, StandardCharsets.UTF_8))) {
      List<String> words = WORDS.splitToList(line.replaceFirst("#.*", "").strip());
      if (words.isEmpty()) {
        continue;
      }
      if (words.size() != 2) {
        throw malformed(dbName, line);
      }
      String name = words.get(1);
      // The name becomes a file name.
      if (!name.matches("/\\S+|[a-z0-9][a-z0-9+.-]*") || name.equals("File")) {
        throw malformed(dbName, line);
      }
      switch (words.get(0)) {
        case "interest", "interest-await" -> byTrigger.put(name, dbName);
        case "interest-noawait" -> byTrigger.put(name, dbName + "/noawait");
        case "activate", "activate-await", "activate-noawait" -> {
          // dpkg reads them from the package's own file when it configures it.
        }
        default -> throw malformed(dbName, line);
      }
    }
  }

  /** Returns the files of the directory {@code triggers} by name, with their content. */
  synchronized Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    StringBuilder paths = new StringBuilder();
    byTrigger
        .asMap()
        .forEach(
            (name, packages) -> {
              if (name.startsWith("/")) {
                packages.forEach(
                    dbName -> paths.append(name).append(' ').append(dbName).append('\n'));
              } else {
                files.put(name, String.join("\n", packages) + "\n");
              }
            });
    files.put("File", paths.toString());
    files.put("Unincorp", "");
    return files;
  }

  private static FaultException malformed(String dbName, String line) {
    return PackageFault.corrupt(dbName, "\"" + line + "\" is not a trigger directive");
  }
}
