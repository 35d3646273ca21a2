package org.cmimage.sources.bytes;

import java.io.Closeable;

/** Bytes of an open file, which whoever opened it closes. */
public interface OpenBytes extends RandomAccessBytes, Closeable {}
