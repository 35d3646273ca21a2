package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Subject;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;

/**
 * Reads a tar archive from a stream, in one pass and bounded memory, and passes its entries to a
 * sink.
 *
 * <p>Names may start with {@code ./} and {@code /}; {@code ..} is refused. Owners are the ids in
 * the archive, not its names, except in access control lists that have names only. The content of a
 * sparse file is its data alone. Sizes of entries without content are ignored, as POSIX requires.
 *
 * <p>An archive must have its end mark, which is one block of zeros, as for other readers. What
 * follows it is reported and not read: POSIX leaves it undefined, and it may be the rest of an
 * older archive. Concatenated archives ({@code cat a.tar b.tar}) are read as one on request, as by
 * {@code tar --ignore-zeros}. For one thread.
 */
public final class TarReader {
  /** The subject of all faults of an archive. Whoever knows the file that it is in names it. */
  public static final Subject READING = Subject.of("cannot read tar archive");

  private static final int NAME_LIMIT = 64 * 1024;

  private final InputStream in;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private final AccountNames names = new AccountNames(Path.of("/etc"));
  private ExtendedHeaders extended = new ExtendedHeaders(names);

  /** Whether {@link #block} holds a header that was not consumed yet. */
  private boolean unread;

  private TarReader(InputStream in) {
    this.in = in;
  }

  /** Receives the entry of the header that was read. */
  private interface HeaderSink {
    void accept(TarHeader header) throws IOException;
  }

  /**
   * Returns whether a file that starts with these 512 bytes may be an archive, possibly an empty
   * one.
   */
  public static boolean isArchive(byte[] head) {
    return TarHeader.isHeader(head, head.length)
        || head.length == TarHeader.BLOCK && Arrays.equals(head, new byte[TarHeader.BLOCK]);
  }

  /** The treatment of an archive after the end mark. */
  public enum Concatenation {
    /** It is ignored. */
    NOT_READ,
    /** It is read as a part of the same archive. */
    READ
  }

  /**
   * Reads an archive up to its end mark.
   *
   * @param archive uncompressed, in large and small pieces; read to its end, not closed
   * @return what follows the end mark
   * @throws FaultException with {@code SOURCE_CORRUPT} if it is not an intact archive
   */
  public static TrailingContent read(InputStream archive, EntrySink sink) throws IOException {
    TarReader reader = new TarReader(archive);
    return reader.readAll(
        Concatenation.NOT_READ,
        header -> {
          TreeEntry entry = reader.entry(header);
          EntryContent content = reader.content(entry);
          sink.accept(entry, content);
          finish(content);
        });
  }

  /**
   * Reads an archive with the names of owners.
   *
   * @param archive uncompressed, in large and small pieces; read to its end, not closed
   * @return what follows the end mark and was not read
   * @throws FaultException with {@code SOURCE_CORRUPT} if it is not an intact archive
   */
  public static TrailingContent readNamed(
      InputStream archive, Concatenation concatenation, NamedEntrySink sink) throws IOException {
    TarReader reader = new TarReader(archive);
    return reader.readAll(
        concatenation,
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

  private TrailingContent readAll(Concatenation concatenation, HeaderSink sink) throws IOException {
    TrailingContent behind;
    do {
      nextBlock();
      while (!zeros(TarHeader.BLOCK)) {
        TarHeader header = TarHeader.parse(block);
        take(header, sink);
        nextBlock();
        if (header.type() == '1' && header.size() > 0) {
          skipContentOfLink(header.size());
        }
      }
      if (extended.pending()) {
        throw TarFault.corrupt("an extended header has no entry");
      }
      extended = new ExtendedHeaders(names);
      behind = findNext();
    } while (behind == TrailingContent.ARCHIVE && concatenation == Concatenation.READ);
    skipAll();
    return behind;
  }

  private void nextBlock() throws IOException {
    if (!unread && in.readNBytes(block, 0, TarHeader.BLOCK) < TarHeader.BLOCK) {
      throw EntryContent.noEnd();
    }
    unread = false;
  }

  /**
   * Skips the content of a hard link, which few writers store ({@code pax -o linkdata}) though many
   * give its size: a block that is not a header is content.
   */
  private void skipContentOfLink(long size) throws IOException {
    if (zeros(TarHeader.BLOCK) || TarHeader.isHeader(block, TarHeader.BLOCK)) {
      return;
    }
    EntryContent rest = new EntryContent(in, Math.max(0, size - TarHeader.BLOCK));
    rest.skipRest();
    rest.skipPadding();
    nextBlock();
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

  /** Examines what follows the end mark, and leaves the first header of an archive unread. */
  private TrailingContent findNext() throws IOException {
    int count;
    do {
      count = in.readNBytes(block, 0, TarHeader.BLOCK);
    } while (count > 0 && zeros(count));
    unread = count > 0 && TarHeader.isHeader(block, count);
    return count == 0
        ? TrailingContent.NOTHING
        : unread ? TrailingContent.ARCHIVE : TrailingContent.DATA;
  }

  /** Reads the rest, because a decompressor and other streams verify the data at their end. */
  private void skipAll() throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (in.read(buffer, 0, buffer.length) >= 0) {
      // discarded
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
