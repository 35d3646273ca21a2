package org.cmimage.sources.tar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;

/**
 * Converts the text of an access control list (acl(5)) to the value of {@code
 * system.posix_acl_access} or {@code system.posix_acl_default}: version 2, then entries of tag,
 * permissions and id, little endian (linux/posix_acl_xattr.h).
 */
final class PosixAcl {
  private static final int VERSION = 2;
  private static final int NO_ID = -1;
  private static final int USER_OBJ = 1;
  private static final int USER = 2;
  private static final int GROUP_OBJ = 4;
  private static final int GROUP = 8;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  private record Entry(int tag, int permissions, int id) {}

  private PosixAcl() {}

  /**
   * Converts entries separated by commas or line ends, such as {@code user::rwx,user:joe:r--:1001}.
   */
  static byte[] toXattr(byte[] text, AccountNames names) throws FaultException {
    List<Entry> entries = new ArrayList<>();
    for (String line : new String(text, StandardCharsets.UTF_8).split("[,\n]")) {
      String entry = line.replaceFirst("#.*", "").strip();
      if (!entry.isEmpty()) {
        entries.add(parse(entry, names));
      }
    }
    // The kernel requires this order.
    entries.sort(
        Comparator.comparingInt(Entry::tag)
            .thenComparing((a, b) -> Integer.compareUnsigned(a.id, b.id)));
    ByteBuffer value = ByteBuffer.allocate(4 + 8 * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    value.putInt(VERSION);
    for (Entry entry : entries) {
      value.putShort((short) entry.tag).putShort((short) entry.permissions).putInt(entry.id);
    }
    return value.array();
  }

  private static Entry parse(String text, AccountNames names) throws FaultException {
    String[] fields = text.split(":", -1);
    // Solaris and libarchive omit the empty name of mask and other.
    boolean nameless = fields.length == 2;
    if (fields.length < 2 || fields.length > 4) {
      throw malformed(text);
    }
    String name = nameless ? "" : fields[1].strip();
    int permissions = permissions(nameless ? fields[1] : fields[2], text);
    int tag =
        switch (fields[0].strip()) {
          case "user", "u" -> name.isEmpty() ? USER_OBJ : USER;
          case "group", "g" -> name.isEmpty() ? GROUP_OBJ : GROUP;
          case "mask", "m" -> MASK;
          case "other", "o" -> OTHER;
          default -> throw malformed(text);
        };
    boolean named = tag == USER || tag == GROUP;
    if (!named) {
      return new Entry(tag, permissions, NO_ID);
    }
    Optional<Long> known = tag == USER ? names.user(name) : names.group(name);
    return new Entry(tag, permissions, id(fields.length == 4 ? fields[3] : name, known, text));
  }

  private static int permissions(String field, String text) throws FaultException {
    int permissions = 0;
    for (char c : field.strip().toCharArray()) {
      permissions |=
          switch (c) {
            case 'r' -> 4;
            case 'w' -> 2;
            case 'x' -> 1;
            case '-' -> 0;
            default -> throw malformed(text);
          };
    }
    return permissions;
  }

  /** Parses an id, or returns that of the name in its place. */
  private static int id(String field, Optional<Long> known, String text) throws FaultException {
    boolean number = field.strip().matches("[0-9]{1,10}");
    if (!number && known.isEmpty()) {
      throw TarFault.unsupported(
          "an access control list has a name that neither the archive nor this machine has a number"
              + " for: \""
              + text
              + "\"",
          "make the archive with numeric owners (tar --numeric-owner)");
    }
    return (int)
        TarNumber.checked(
            number ? Long.parseLong(field.strip()) : known.get(),
            "id in an access control list",
            TarHeader.MAX_ID);
  }

  private static FaultException malformed(String text) {
    return TarFault.corrupt("\"" + text + "\" is not an entry of an access control list");
  }
}
