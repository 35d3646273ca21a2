package org.cmimage.core.pipeline;

import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.model.ComponentName;
import org.jspecify.annotations.Nullable;

/**
 * Something that would make a plan fail if it were executed now.
 *
 * @param code as the failure would have
 * @param component the one concerned; null where all are
 * @param message complete sentence of the failure
 * @param remedy what cures it
 */
public record Obstacle(
    ErrorCode code, @Nullable ComponentName component, String message, Remedy remedy) {
  ImageException toException() {
    return new ImageException(code, component, message, remedy, null);
  }
}
