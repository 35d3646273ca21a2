package org.cmimage.sources.iso;

/**
 * An entry of the boot catalogue ("El Torito" 1.0, §2.2 and §2.4).
 *
 * @param platform such as {@code x86 BIOS} or {@code EFI}
 * @param bootable whether the firmware boots it by default
 * @param emulation such as {@code none}
 * @param offset of its start in bytes, possibly beyond the volume or the image
 * @param length in bytes, as the catalogue gives it; often less than the real one
 */
public record BootImage(
    String platform, boolean bootable, String emulation, long offset, long length) {}
