package org.cmimage.sources.tar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.spi.EntrySink;
import org.cmimage.core.spi.TreeEntry;
import org.cmimage.core.spi.TreeEntry.Kind;

/**
 * Reads a tar archive from a stream, in one pass and bounded memory, and gives its entries to a
 * sink.
 *
 * <p>Names may start with {@code ./} and {@code /}; {@code ..} is refused. Owners are the numbers
 * in the archive, not its names. Sparse files are refused. An archive must have its end mark, and
 * nothing but zeros after it. For one thread.
 */
public final class TarReader {
  private static final int RECORDS_LIMIT = 1 << 20;
  private static final int NAME_LIMIT = 64 * 1024;

  private final InputStream in;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private final ExtendedHeaders extended = new ExtendedHeaders();

  private TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads a whole archive.
   *
   * @param archive uncompressed; read to its end, not closed
   * @throws org.cmimage.core.spi.FaultException with {@code SOURCE_CORRUPT} where it is no intact
   *     archive
   */
  public static void read(InputStream archive, EntrySink sink) throws IOException {
    new TarReader(new BufferedInputStream(archive, 64 * 1024)).readTo(sink);
  }

  private void readTo(EntrySink sink) throws IOException {
    while (readBlock()) {
      TarHeader header = TarHeader.parse(block);
      switch (header.type()) {
        // X is Solaris' spelling of x.
        case 'x', 'X' -> extended.addLocal(PaxRecords.parse(extension(header, RECORDS_LIMIT)));
        case 'g' -> extended.addGlobal(PaxRecords.parse(extension(header, RECORDS_LIMIT)));
        case 'L', 'K' -> extended.addGnu(header.type(), extension(header, NAME_LIMIT));
        case 'V' -> extension(header, NAME_LIMIT);
        default -> accept(extended.entry(header), sink);
      }
    }
    if (extended.pending()) {
      throw TarFault.corrupt("an extended header has no entry");
    }
    demandZeros();
  }

  private void accept(TreeEntry entry, EntrySink sink) throws IOException {
    long size = entry.kind() instanceof Kind.Regular regular ? regular.size() : 0;
    EntryContent content = new EntryContent(in, size);
    sink.accept(entry, content);
    content.skipRest();
    skipPadding(size);
  }

  private byte[] extension(TarHeader header, int limit) throws IOException {
    int size = (int) TarNumber.checked(header.size(), "size of an extended header", limit);
    byte[] content = in.readNBytes(size);
    if (content.length < size) {
      throw EntryContent.truncated();
    }
    skipPadding(size);
    return content;
  }

  private void skipPadding(long size) throws IOException {
    int padding = (int) (-size & TarHeader.BLOCK - 1);
    if (in.readNBytes(block, 0, padding) < padding) {
      throw EntryContent.truncated();
    }
  }

  /** Whether another header is there, and not the end mark. */
  private boolean readBlock() throws IOException {
    if (in.readNBytes(block, 0, TarHeader.BLOCK) < TarHeader.BLOCK) {
      throw EntryContent.truncated();
    }
    return !zeros(TarHeader.BLOCK);
  }

  private void demandZeros() throws IOException {
    int count;
    while ((count = in.readNBytes(block, 0, TarHeader.BLOCK)) > 0) {
      if (!zeros(count)) {
        throw TarFault.corrupt("data follows the end mark");
      }
    }
  }

  private boolean zeros(int length) {
    for (int i = 0; i < length; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
