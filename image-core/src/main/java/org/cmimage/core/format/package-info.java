/**
 * Readers of files in a tree: program headers, kernels, initramfs archives, os-release, package
 * databases. They read hostile input within limits.
 */
@NullMarked
package org.cmimage.core.format;

import org.jspecify.annotations.NullMarked;
