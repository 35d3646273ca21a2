package org.cmimage.sources.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/** Layers of containers, compared with a straightforward implementation of the specification. */
class LayeredEntriesProperties {
  private static final String[] NAMES = {"a", "b", "c"};

  /** An entry of a layer: a directory, a file with its content, or a mark. */
  private record Step(String path, boolean directory, String content) {
    TreeEntry entry() {
      Kind kind = directory ? new Kind.Directory() : new Kind.Regular(content.length());
      return new TreeEntry(TreePath.of(path), kind, new Attributes(0755, 0, 0, 0, 0, Map.of()));
    }
  }

  private record Steps(String name, List<Step> steps) implements Layer {
    @Override
    public void list(EntrySink sink) throws IOException {
      read((entry, content) -> sink.accept(entry, java.io.InputStream.nullInputStream()));
    }

    @Override
    public void read(EntrySink sink) throws IOException {
      for (Step step : steps) {
        sink.accept(
            step.entry(),
            new ByteArrayInputStream(step.content().getBytes(StandardCharsets.US_ASCII)));
      }
    }
  }

  /** Returns a random layer without repeated paths; parents come first. */
  private static Steps layer(int number, Random random) {
    List<Step> steps = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    fill(steps, taken, "", number, random);
    return new Steps("layer " + number, steps);
  }

  private static void fill(
      List<Step> steps, Set<String> taken, String directory, int number, Random random) {
    for (String name : NAMES) {
      String path = directory + name;
      switch (random.nextInt(5)) {
        case 0 -> steps.add(new Step(path, false, number + path));
        case 1 -> {
          steps.add(new Step(path, true, ""));
          if (random.nextInt(3) == 0) {
            steps.add(new Step(path + "/.wh..wh..opq", false, ""));
          }
          if (path.length() < 6) {
            fill(steps, taken, path + "/", number, random);
          }
        }
        case 2 -> steps.add(new Step(directory + ".wh." + name, false, ""));
        default -> {
          // the layer does not have this name
        }
      }
    }
  }

  /** Applies a layer: removes what it hides, then adds what it has. */
  private static void apply(Map<String, String> tree, Steps layer) {
    for (Step step : layer.steps()) {
      int slash = step.path().lastIndexOf('/');
      String parent = step.path().substring(0, slash + 1);
      String name = step.path().substring(slash + 1);
      if (name.equals(".wh..wh..opq")) {
        tree.keySet().removeIf(path -> path.startsWith(parent));
      } else if (name.startsWith(".wh.")) {
        String hidden = parent + name.substring(4);
        tree.keySet().removeIf(path -> path.equals(hidden) || path.startsWith(hidden + "/"));
      }
    }
    for (Step step : layer.steps()) {
      if (step.path().contains(".wh.")) {
        continue;
      }
      boolean stays = step.directory() && "directory".equals(tree.get(step.path()));
      if (!stays) {
        tree.keySet().removeIf(path -> path.startsWith(step.path() + "/"));
      }
      tree.put(step.path(), step.directory() ? "directory" : step.content());
    }
  }

  @Property(tries = 2000)
  void layersAreAppliedInTheirOrder(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Layer> layers = new ArrayList<>();
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      Steps layer = layer(i, random);
      layers.add(layer);
      apply(expected, layer);
    }
    Map<String, String> found = new TreeMap<>();
    new LayeredEntries(layers, new ContainerMarks())
        .read(
            (entry, content) ->
                found.put(
                    new String(entry.path().bytes(), StandardCharsets.US_ASCII),
                    entry.kind() instanceof Kind.Directory
                        ? "directory"
                        : new String(content.readAllBytes(), StandardCharsets.US_ASCII)));
    assertThat(found).isEqualTo(expected);
  }

  @Example
  void marksHideNothingOutsideOfTheTree() {
    for (String path : new String[] {".wh...", "a/.wh...", ".wh..", ".wh."}) {
      Steps layer = new Steps("hostile", List.of(new Step(path, false, "")));
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () ->
                      new LayeredEntries(List.of(layer, layer), new ContainerMarks())
                          .read((entry, content) -> {})))
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("cannot read layer hostile: ");
    }
  }
}
