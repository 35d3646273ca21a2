package org.cmimage.sources.iso;

/**
 * A part of an image that a partition table describes, so that the image starts from a disk, too.
 *
 * @param table {@code MBR} or {@code GPT}
 * @param number from 1
 * @param type in hexadecimal: one byte of an MBR, the GUID of a GPT
 * @param offset in bytes; like the length, as the table says, be it beyond the image
 * @param length in bytes
 */
public record Partition(String table, int number, String type, long offset, long length) {}
