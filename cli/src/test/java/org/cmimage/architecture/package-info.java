/**
 * The rules of {@code ARCHITECTURE.md} and the size budgets of {@code CONTRIBUTING.md} as tests
 * over the sources of all modules.
 *
 * <p>{@link org.cmimage.architecture.SourceFile} reads one file with the compiler's own parser,
 * {@link org.cmimage.architecture.Rules} and {@link org.cmimage.architecture.JavadocVerbs} judge
 * files. This lives in cli because cli is built last, when the sources of all modules are there to
 * be read.
 */
@NullMarked
package org.cmimage.architecture;

import org.jspecify.annotations.NullMarked;
