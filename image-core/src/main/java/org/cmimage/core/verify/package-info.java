/**
 * What a tree really is: its programs' machine types, release file, package database, kernels. The
 * tree is hostile input here too.
 */
@NullMarked
package org.cmimage.core.verify;

import org.jspecify.annotations.NullMarked;
