/**
 * The plan of a request, made before anything is changed: {@link org.cmimage.core.plan.ImagePlan}.
 */
@NullMarked
package org.cmimage.core.plan;

import org.jspecify.annotations.NullMarked;
