/**
 * From request to report: {@code ImagePipeline} plans without side effects and executes stage by
 * stage, telling a listener what happens.
 */
@NullMarked
package org.cmimage.core.pipeline;

import org.jspecify.annotations.NullMarked;
