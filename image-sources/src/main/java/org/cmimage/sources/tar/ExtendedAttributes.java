package org.cmimage.sources.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cmimage.core.fault.FaultException;

/**
 * The extended attributes among the records of a PAX header, with names and values in the kernel's
 * format.
 */
final class ExtendedAttributes {
  private static final String SCHILY = "SCHILY.xattr.";
  private static final String LIBARCHIVE = "LIBARCHIVE.xattr.";
  private static final String SELINUX = "RHT.security.selinux";
  private static final String ACL_ACCESS = "SCHILY.acl.access";
  private static final String ACL_DEFAULT = "SCHILY.acl.default";

  private ExtendedAttributes() {}

  /** Returns whether a record is an extended attribute. */
  static boolean isKeyword(String keyword) {
    return keyword.startsWith(SCHILY)
        || keyword.startsWith(LIBARCHIVE)
        || keyword.equals(SELINUX)
        || keyword.equals(ACL_ACCESS)
        || keyword.equals(ACL_DEFAULT);
  }

  static Map<String, byte[]> of(Map<String, byte[]> records, AccountNames names)
      throws FaultException {
    if (records.isEmpty()) {
      return Map.of();
    }
    Map<String, byte[]> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : records.entrySet()) {
      String keyword = entry.getKey();
      byte[] value = entry.getValue();
      if (keyword.startsWith(SCHILY)) {
        attributes.put(name(gnuUnescape(keyword.substring(SCHILY.length()))), value);
      } else if (keyword.startsWith(LIBARCHIVE)) {
        attributes.put(name(urlDecode(keyword.substring(LIBARCHIVE.length()))), base64(value));
      } else if (keyword.equals(SELINUX)) {
        // The record is text; the kernel keeps the label with its terminating NUL.
        attributes.put("security.selinux", Arrays.copyOf(value, value.length + 1));
      } else if (keyword.equals(ACL_ACCESS) && value.length > 0) {
        attributes.put("system.posix_acl_access", PosixAcl.toXattr(value, names));
      } else if (keyword.equals(ACL_DEFAULT) && value.length > 0) {
        attributes.put("system.posix_acl_default", PosixAcl.toXattr(value, names));
      }
    }
    return attributes;
  }

  private static String name(String name) throws FaultException {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw TarFault.corrupt("an extended attribute has no valid name");
    }
    return name;
  }

  /**
   * Reverses the escapes of GNU tar, for characters that would end the keyword and no others
   * (xheader.c, xattr_encode_keyword).
   */
  private static String gnuUnescape(String text) {
    return text.replace("%3D", "=").replace("%25", "%");
  }

  private static String urlDecode(String text) throws FaultException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] escaped = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] != '%') {
        bytes.write(escaped[i]);
        continue;
      }
      int high = i + 2 < escaped.length ? Character.digit(escaped[i + 1], 16) : -1;
      int low = i + 2 < escaped.length ? Character.digit(escaped[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw TarFault.corrupt("name of an extended attribute has an invalid escape");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static byte[] base64(byte[] value) throws FaultException {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw TarFault.corrupt("value of an extended attribute is not base64");
    }
  }
}
