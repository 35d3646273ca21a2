package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * Which programs behave the same on every architecture, so that the head node's build of one may
 * run in place of the image's.
 *
 * @param packages whose programs do
 * @param never base names of programs of these packages that do not, each with the reason
 */
public record Twins(List<String> packages, Map<String, String> never) {
  public Twins {
    packages = ImmutableList.copyOf(packages);
    never = ImmutableMap.copyOf(never);
  }
}
