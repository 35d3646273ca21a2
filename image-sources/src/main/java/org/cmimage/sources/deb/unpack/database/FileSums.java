package org.cmimage.sources.deb.unpack.database;

import com.google.common.io.BaseEncoding;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.tree.TreePath;

/**
 * The MD5 sums of a package's files if its control archive has none: dpkg then makes the {@code
 * md5sums} file itself (lib/dpkg/db-fsys-digest.c). For one thread.
 */
public final class FileSums {
  private final Map<TreePath, byte[]> sums = new LinkedHashMap<>();

  /** Adds the MD5 sum of a file. */
  public void add(TreePath path, byte[] md5) {
    sums.put(path, md5.clone());
  }

  /** Records a second name of a file. */
  public void addLink(TreePath path, TreePath target) {
    byte[] sum = sums.get(target);
    if (sum != null) {
      sums.put(path, sum);
    }
  }

  /**
   * Returns the content of the file.
   *
   * @param lost paths that another package took over
   */
  byte[] text(Set<TreePath> lost) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    sums.forEach(
        (path, sum) -> {
          if (lost.contains(path)) {
            return;
          }
          String digits = BaseEncoding.base16().lowerCase().encode(sum);
          text.writeBytes((digits + "  ").getBytes(StandardCharsets.US_ASCII));
          text.writeBytes(path.bytes());
          text.write('\n');
        });
    return text.toByteArray();
  }
}
