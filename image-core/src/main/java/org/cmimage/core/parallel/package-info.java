/** Tasks on several threads that succeed or fail as one. */
@NullMarked
package org.cmimage.core.parallel;

import org.jspecify.annotations.NullMarked;
