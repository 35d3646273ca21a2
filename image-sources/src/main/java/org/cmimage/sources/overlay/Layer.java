package org.cmimage.sources.overlay;

import java.io.IOException;
import org.cmimage.core.tree.EntrySink;

/** One of several trees that are stacked. */
public interface Layer {
  /** Returns its name for messages, such as a file's name. */
  String name();

  /** Reads all entries; the sink reads no content. */
  void list(EntrySink sink) throws IOException;

  /** Reads all entries with their content, in the same order. */
  void read(EntrySink sink) throws IOException;
}
