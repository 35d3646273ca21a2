package org.cmimage.cli.change;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Quantity;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.history.FormerTree;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageRollback;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;

/** The former states of an image, to list or restore. */
final class ImageHistory {
  private final GlobalOptions global;
  private final FinishedImage image;

  ImageHistory(GlobalOptions global, FinishedImage image) {
    this.global = global;
    this.image = image;
  }

  /** Lists them, the one replaced last first; returns the exit code. */
  int print(HostCalls calls) throws IOException {
    FormerTrees former = FormerTrees.of(global.layout(), calls, image.place());
    List<FormerTree> states = former.list();
    int kept = new HeadNode(global.layout()).formerTrees();
    List<Map<String, Object>> maps = new ArrayList<>();
    for (FormerTree state : states) {
      long bytes = TreeExtent.of(calls, former.tree(state.id())).bytes();
      if (global.json()) {
        Map<String, Object> map = new LinkedHashMap<>(toMap(state));
        map.put("size_bytes", bytes);
        maps.add(map);
        continue;
      }
      System.out.println(
          state.id()
              + ", "
              + Quantity.bytes(bytes)
              + ", until "
              + state.replaced()
              + ", when it was changed:");
      state.changes().forEach(line -> System.out.println("  " + line));
    }
    if (global.json()) {
      System.out.println(Json.pretty(maps));
    } else {
      System.out.println(
          (states.isEmpty() ? "No former state of " + image.name() + " is kept" : "")
              + (states.isEmpty() ? "; at most " : "At most ")
              + kept
              + " are (history: states: in "
              + global.layout().configuration()
              + ")");
    }
    return 0;
  }

  /** Restores one; returns the exit code. */
  int rollBack(ClusterStore store, HostCalls calls, Optional<String> id) throws IOException {
    ImageRollback.Report report =
        new ImageRollback(global.layout(), store, calls, Clock.systemUTC()).run(image, id);
    if (global.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("event", "rolled_back");
      map.put("image", image.name());
      map.putAll(toMap(report.tree()));
      map.put("kernels", report.kernels().stream().map(PackageChange::toMap).toList());
      System.out.println(Json.line(map));
    } else {
      System.out.println(
          "Rolled " + image.name() + " back to what it was until " + report.tree().replaced());
      report.kernels().forEach(System.out::println);
    }
    return 0;
  }

  private static Map<String, Object> toMap(FormerTree state) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("state", state.id());
    map.put("replacement_time", state.replaced());
    map.put("changes", state.changes());
    return map;
  }
}
