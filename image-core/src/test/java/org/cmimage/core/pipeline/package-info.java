@NullMarked
package org.cmimage.core.pipeline;

import org.jspecify.annotations.NullMarked;
