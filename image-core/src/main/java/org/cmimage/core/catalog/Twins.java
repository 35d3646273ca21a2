package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;

/**
 * Which programs behave the same on every architecture, so that the head node's build of one may
 * run in place of the image's.
 *
 * @param packages whose programs do
 * @param never base names of programs of these packages that do not, each with the reason
 * @param options of some programs among those, first arguments with which they behave the same all
 *     the same
 */
public record Twins(
    List<String> packages, Map<String, String> never, Map<String, List<String>> options) {
  public Twins {
    packages = ImmutableList.copyOf(packages);
    never = ImmutableMap.copyOf(never);
    options = ImmutableMap.copyOf(Maps.transformValues(options, ImmutableList::copyOf));
  }
}
