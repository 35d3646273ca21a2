/**
 * Distributions as data: their repositories, keyrings, and the packages of each component. Central
 * type: {@link org.cmimage.core.catalog.DistributionSpec}.
 */
@NullMarked
package org.cmimage.core.catalog;

import org.jspecify.annotations.NullMarked;
