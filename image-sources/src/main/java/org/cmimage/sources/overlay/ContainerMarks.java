package org.cmimage.sources.overlay;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;

/** The marks of layers of container images: files whose names start with {@code .wh.}. */
public final class ContainerMarks implements Mark.Reader {
  private static final byte[] WHITEOUT = ".wh.".getBytes(StandardCharsets.US_ASCII);
  private static final String OPAQUE = ".wh..wh..opq";

  /** The prefix of files that AUFS uses itself. */
  private static final byte[] AUFS = ".wh..wh.".getBytes(StandardCharsets.US_ASCII);

  /** Creates a reader for layers of any image. */
  public ContainerMarks() {}

  @Override
  public Mark read(TreeEntry entry) throws FaultException {
    TreePath path = entry.path();
    byte[] name = path.name();
    if (!startsWith(name, WHITEOUT)) {
      return path.components().stream().anyMatch(one -> startsWith(one, AUFS))
          ? new Mark.Ignored()
          : new Mark.Entry(entry, false);
    } else if (new String(name, StandardCharsets.ISO_8859_1).equals(OPAQUE)) {
      return new Mark.Opaque(path.parent());
    } else if (startsWith(name, AUFS)) {
      return new Mark.Ignored();
    }
    byte[] hidden = Arrays.copyOfRange(name, WHITEOUT.length, name.length);
    String text = new String(hidden, StandardCharsets.ISO_8859_1);
    if (text.isEmpty() || text.equals(".") || text.equals("..")) {
      throw new FaultException(
          new Fault(
              ErrorCode.SOURCE_CORRUPT,
              LayeredEntries.READING,
              "\"" + path + "\" hides no name that a file can have",
              new Remedy.None()));
    }
    return new Mark.Whiteout(path.parent().resolve(hidden));
  }

  private static boolean startsWith(byte[] name, byte[] prefix) {
    return name.length >= prefix.length
        && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
  }
}
