package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.cmimage.core.spi.EntrySink;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.TreeEntry;

/**
 * Reads a tar archive from a stream, in one pass and bounded memory, and gives its entries to a
 * sink.
 *
 * <p>Names may start with {@code ./} and {@code /}; {@code ..} is refused. Owners are the numbers
 * in the archive, not its names, but for access control lists that have names only. Of a sparse
 * file the content is its data alone. An archive must have its end mark; behind it there may be
 * zeros and another archive ({@code cat a.tar b.tar}), as for {@code tar --ignore-zeros}, and
 * nothing else. For one thread.
 */
public final class TarReader {
  private static final int NAME_LIMIT = 64 * 1024;

  private final InputStream in;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private final AccountNames names = new AccountNames(Path.of("/etc"));
  private ExtendedHeaders extended = new ExtendedHeaders(names);

  private TarReader(InputStream in) {
    this.in = in;
  }

  /** Takes the entry of the header that was read. */
  private interface HeaderSink {
    void accept(TarHeader header) throws IOException;
  }

  /** Whether a file that begins with these 512 bytes may be an archive, be it an empty one. */
  public static boolean isArchive(byte[] head) {
    return TarHeader.isHeader(head, head.length)
        || head.length == TarHeader.BLOCK && Arrays.equals(head, new byte[TarHeader.BLOCK]);
  }

  /**
   * Reads a whole archive.
   *
   * @param archive uncompressed, in large and small pieces; read to its end, not closed
   * @throws FaultException with {@code SOURCE_CORRUPT} where it is no intact archive
   */
  public static void read(InputStream archive, EntrySink sink) throws IOException {
    TarReader reader = new TarReader(archive);
    reader.readAll(
        header -> {
          TreeEntry entry = reader.entry(header);
          EntryContent content = reader.content(entry);
          sink.accept(entry, content);
          finish(content);
        });
  }

  /**
   * Reads a whole archive with the names of owners.
   *
   * @param archive uncompressed, in large and small pieces; read to its end, not closed
   * @throws FaultException with {@code SOURCE_CORRUPT} where it is no intact archive
   */
  public static void readNamed(InputStream archive, NamedEntrySink sink) throws IOException {
    TarReader reader = new TarReader(archive);
    reader.readAll(
        header -> {
          OwnerNames names = reader.extended.owner(reader.block);
          TreeEntry entry = reader.entry(header);
          EntryContent content = reader.content(entry);
          sink.accept(entry, names, content);
          finish(content);
        });
  }

  private TreeEntry entry(TarHeader header) throws IOException {
    try {
      return extended.entry(block, header, in);
    } catch (FaultException e) {
      throw TarFault.named(e, header.name());
    }
  }

  private EntryContent content(TreeEntry entry) {
    return new EntryContent(in, entry.contentSize().orElse(0L));
  }

  private static void finish(EntryContent content) throws IOException {
    content.skipRest();
    content.skipPadding();
  }

  private void readAll(HeaderSink sink) throws IOException {
    if (in.readNBytes(block, 0, TarHeader.BLOCK) < TarHeader.BLOCK) {
      throw EntryContent.truncated();
    }
    do {
      while (!zeros(TarHeader.BLOCK)) {
        take(TarHeader.parse(block), sink);
        if (in.readNBytes(block, 0, TarHeader.BLOCK) < TarHeader.BLOCK) {
          throw EntryContent.truncated();
        }
      }
      if (extended.pending()) {
        throw TarFault.corrupt("an extended header has no entry");
      }
      extended = new ExtendedHeaders(names);
    } while (findNext());
  }

  private void take(TarHeader header, HeaderSink sink) throws IOException {
    switch (header.type()) {
      // X is Solaris' spelling of x.
      case 'x', 'X' -> extended.addLocal(extension(header, ExtendedHeaders.LIMIT));
      case 'g' -> extended.addGlobal(extension(header, ExtendedHeaders.LIMIT));
      case 'L', 'K' -> extended.addGnu(header.type(), extension(header, NAME_LIMIT));
      case 'V' -> extension(header, NAME_LIMIT);
      default -> sink.accept(header);
    }
  }

  private byte[] extension(TarHeader header, int limit) throws IOException {
    if (header.size() > limit) {
      throw TarFault.named(
          TarFault.corrupt(
              "size of an extended header out of range; expected 0 to "
                  + limit
                  + ", found "
                  + header.size()),
          header.name());
    }
    int size = (int) header.size();
    EntryContent content = new EntryContent(in, size);
    byte[] bytes = content.readNBytes(size);
    content.skipPadding();
    return bytes;
  }

  /** Whether behind the end mark there is the first header of another archive, and not the end. */
  private boolean findNext() throws IOException {
    int count;
    do {
      count = in.readNBytes(block, 0, TarHeader.BLOCK);
    } while (count > 0 && zeros(count));
    if (count > 0 && !TarHeader.isHeader(block, count)) {
      throw TarFault.corrupt("data that is no archive follows the end mark");
    }
    return count > 0;
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
