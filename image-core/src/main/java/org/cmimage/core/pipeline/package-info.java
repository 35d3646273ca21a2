/**
 * The facade from request to report: {@code ImagePipeline} plans without side effects and executes
 * stage by stage, with events for a listener.
 */
@NullMarked
package org.cmimage.core.pipeline;

import org.jspecify.annotations.NullMarked;
