package org.cmimage.sources.iso;

/**
 * What firmware starts from an image ("El Torito" 1.0, §2.2 and §2.4).
 *
 * @param platform such as {@code x86 BIOS} or {@code EFI}
 * @param bootable whether the firmware starts it without being asked
 * @param emulation such as {@code none}
 * @param offset where it begins, in bytes, be it beyond the volume or the image
 * @param length as the catalogue has it, in bytes; often less than there is
 */
public record BootImage(
    String platform, boolean bootable, String emulation, long offset, long length) {}
