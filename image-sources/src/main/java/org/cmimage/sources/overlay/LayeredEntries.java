package org.cmimage.sources.overlay;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Subject;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/**
 * The tree that layers form together. Every reading starts from the beginning. Thread-safe if its
 * layers are.
 *
 * @param layers from the lowest to the highest
 * @param marks the kind of their marks
 */
public record LayeredEntries(List<Layer> layers, Mark.Reader marks) {
  /** Marks are read without knowing of which layer they are. */
  static final Subject READING = Subject.of("cannot read layer");

  public LayeredEntries {
    layers = List.copyOf(layers);
  }

  /**
   * Reads the effective entries, without marks: those of the lowest layer first, in its order; the
   * names of a file together, the first one as the file, the others as hard links.
   *
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} if a layer is damaged, or needs
   *     others
   */
  public void read(EntrySink sink) throws IOException {
    MergedTree tree = new MergedTree();
    for (Layer layer : layers) {
      tree.beginLayer();
      LayerMarks own = new LayerMarks(marks);
      try {
        layer.list((entry, nothing) -> tree.add(own.read(entry)));
      } catch (FaultException e) {
        throw named(layer, e);
      }
    }
    for (int i = 0; i < layers.size(); i++) {
      int number = i;
      int[] next = {0};
      LayerMarks own = new LayerMarks(marks);
      EntrySink counting =
          (entry, bytes) -> {
            int at = next[0]++;
            if (own.read(entry) instanceof Mark.Entry of) {
              tree.pass(number, at, of.entry(), bytes, sink);
            }
          };
      layers.get(i).read(counting);
    }
  }

  /**
   * Reads the marks of one layer. Linux makes one device, and hard links to it for further
   * whiteouts.
   */
  private static final class LayerMarks {
    private final Mark.Reader marks;
    private final Set<TreePath> whiteouts = new HashSet<>();

    LayerMarks(Mark.Reader marks) {
      this.marks = marks;
    }

    Mark read(TreeEntry entry) throws IOException {
      if (entry.kind() instanceof Kind.HardLink link && whiteouts.contains(link.target())) {
        return new Mark.Whiteout(entry.path());
      }
      Mark mark = marks.read(entry);
      if (mark instanceof Mark.Whiteout whiteout && whiteout.path().equals(entry.path())) {
        whiteouts.add(entry.path());
      }
      return mark;
    }
  }

  private static FaultException named(Layer layer, FaultException e) {
    return e.fault().subject().equals(READING)
        ? new FaultException(e.fault().about(READING.named(layer.name())), e)
        : e;
  }
}
