package org.cmimage.qemu.binfmt;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.Architecture;

/**
 * A binfmt_misc entry that recognises programs by their first bytes.
 *
 * @param name the entry's file name in binfmt_misc
 * @param offset the offset of {@code magic} in the file, in bytes
 * @param magic the bytes to compare
 * @param mask the bits of {@code magic} to compare; as long as {@code magic}
 * @param interpreter absolute path of the program that runs them
 * @param flags of {@code P} (argv[0] is preserved), {@code O} (the program is passed as an open
 *     descriptor), {@code C} (its setuid bits are honoured), {@code F} (the interpreter is opened
 *     at registration, by the registering process, and available in all namespaces)
 */
public record BinfmtEntry(
    String name, int offset, List<Byte> magic, List<Byte> mask, String interpreter, String flags) {

  /** The kernel's limit for a registration, in bytes. */
  private static final int REGISTRATION_LIMIT = 1920;

  /** The length of the beginning of a program that the kernel compares, in bytes. */
  private static final int HEADER_LIMIT = 256;

  public BinfmtEntry {
    magic = List.copyOf(magic);
    mask = List.copyOf(mask);
    if (name.isEmpty() || name.contains("/") || name.contains(":") || name.startsWith(".")) {
      throw new IllegalArgumentException("not a binfmt_misc name: \"" + name + "\"");
    }
    if (magic.isEmpty()
        || magic.size() != mask.size()
        || offset < 0
        || offset + magic.size() > HEADER_LIMIT) {
      throw new IllegalArgumentException(
          "magic and mask must be of one length and within 256 bytes");
    }
    if (!interpreter.startsWith("/") || interpreter.contains(":")) {
      throw new IllegalArgumentException("not an interpreter's path: \"" + interpreter + "\"");
    }
    if (!flags.matches("[POCF]*")) {
      throw new IllegalArgumentException("unknown flags: \"" + flags + "\"");
    }
  }

  /**
   * Makes the entry for 64-bit little-endian ELF programs of an architecture: {@code ET_EXEC} and
   * {@code ET_DYN}, any OS ABI. The fields are those of the System V ABI, chapter 4, "ELF Header".
   */
  public static BinfmtEntry of(String name, Architecture guest, String interpreter, String flags) {
    byte[] magic = new byte[20];
    magic[0] = 0x7f;
    magic[1] = 'E';
    magic[2] = 'L';
    magic[3] = 'F';
    magic[4] = 2; // EI_CLASS: ELFCLASS64
    magic[5] = 1; // EI_DATA: ELFDATA2LSB
    magic[6] = 1; // EI_VERSION
    magic[16] = 2; // e_type: ET_EXEC, and with the mask below ET_DYN
    magic[18] = (byte) guest.elfMachine();
    magic[19] = (byte) (guest.elfMachine() >> 8);
    byte[] mask = new byte[20];
    Arrays.fill(mask, (byte) 0xff);
    mask[7] = 0; // EI_OSABI
    mask[16] = (byte) 0xfe;
    return new BinfmtEntry(name, 0, Bytes.asList(magic), Bytes.asList(mask), interpreter, flags);
  }

  /**
   * Parses the kernel's status text of an entry.
   *
   * @param status content of the entry's file
   * @return empty where the entry is disabled or matches by file name extension
   * @throws IllegalArgumentException when it is not such content
   */
  public static Optional<BinfmtEntry> parse(String name, String status) {
    List<String> lines = status.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals("enabled")) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int space = line.indexOf(' ');
      String key = space < 0 ? line : line.substring(0, space);
      fields.put(key.replace(":", ""), space < 0 ? "" : line.substring(space + 1).strip());
    }
    if (fields.containsKey("extension")) {
      return Optional.empty();
    }
    List<Byte> magic = hex(fields.getOrDefault("magic", ""));
    byte[] all = new byte[magic.size()];
    Arrays.fill(all, (byte) 0xff);
    List<Byte> mask = fields.containsKey("mask") ? hex(fields.get("mask")) : Bytes.asList(all);
    return Optional.of(
        new BinfmtEntry(
            name,
            Integer.parseInt(fields.getOrDefault("offset", "0")),
            magic,
            mask,
            fields.getOrDefault("interpreter", ""),
            fields.getOrDefault("flags", "")));
  }

  /**
   * Returns the text to write into binfmt_misc's {@code register} file.
   *
   * @throws IllegalArgumentException when it is longer than the kernel accepts
   */
  public String registration() {
    String line =
        String.join(
            ":", "", name, "M", "" + offset, escaped(magic), escaped(mask), interpreter, flags);
    if (line.length() > REGISTRATION_LIMIT) {
      throw new IllegalArgumentException("binfmt_misc entry is too long: " + line);
    }
    return line;
  }

  /** Returns whether the kernel would run a program with this entry's interpreter. */
  public boolean matches(byte[] program) {
    if (program.length < offset + magic.size()) {
      return false;
    }
    for (int i = 0; i < magic.size(); i++) {
      if (((program[offset + i] ^ magic.get(i)) & mask.get(i)) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the flag is set. */
  public boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }

  private static List<Byte> hex(String text) {
    return Bytes.asList(BaseEncoding.base16().lowerCase().decode(text));
  }

  private static String escaped(List<Byte> bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(String.format("\\x%02x", b));
    }
    return text.toString();
  }
}
