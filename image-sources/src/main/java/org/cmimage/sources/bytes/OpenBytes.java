package org.cmimage.sources.bytes;

import java.io.Closeable;

/** Bytes of an open file, which its opener closes. */
public interface OpenBytes extends RandomAccessBytes, Closeable {}
