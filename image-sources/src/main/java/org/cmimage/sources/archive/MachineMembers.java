package org.cmimage.sources.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;

/**
 * Omits what is below {@code /proc}, {@code /sys}, {@code /dev} and {@code /run}, device nodes
 * included: the kernel and init fill these directories at every boot, and an archive of a running
 * machine has its processes there. The directories themselves are kept. A cm-shared tree is not a
 * system and may have such names.
 */
final class MachineMembers implements EntrySink {
  private static final Set<String> DIRECTORIES = Set.of("proc", "sys", "dev", "run");

  private final boolean system;
  private final EntrySink next;
  private final Members.Counter leftOut = new Members.Counter();

  MachineMembers(Optional<ComponentKind> kind, EntrySink next) {
    this.system = kind.filter(ComponentKind.CM_SHARED::equals).isEmpty();
    this.next = next;
  }

  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    if (!system || !isBelow(entry.path())) {
      next.accept(entry, content);
      return;
    }
    leftOut.add(entry.path());
  }

  private static boolean isBelow(TreePath path) {
    byte[] bytes = path.bytes();
    int slash = 0;
    while (slash < bytes.length && bytes[slash] != '/') {
      slash++;
    }
    return slash < bytes.length
        && slash <= 4
        && DIRECTORIES.contains(new String(bytes, 0, slash, StandardCharsets.ISO_8859_1));
  }

  /** Returns the members that were omitted. */
  Members leftOut() {
    return leftOut.members();
  }
}
