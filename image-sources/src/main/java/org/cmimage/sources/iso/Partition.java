package org.cmimage.sources.iso;

/**
 * An entry of a partition table, with which the image also boots from a disk.
 *
 * @param table {@code MBR} or {@code GPT}
 * @param number from 1
 * @param type in hexadecimal: one byte of an MBR, the GUID of a GPT
 * @param offset in bytes as in the table, possibly beyond the image, as is the length
 * @param length in bytes
 */
public record Partition(String table, int number, String type, long offset, long length) {}
