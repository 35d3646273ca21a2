package org.cmimage.cli.image;

import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.cli.render.Json;
import org.cmimage.core.history.FormerTree;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageRollback;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.model.store.ClusterStore;

/** The former states of an image: lists them, and goes back to one. */
final class ImageHistory {
  private final GlobalOptions global;
  private final FinishedImage image;

  ImageHistory(GlobalOptions global, FinishedImage image) {
    this.global = global;
    this.image = image;
  }

  /** Lists them, the one that was replaced last first; returns the exit code. */
  int print(HostCalls calls) throws IOException {
    List<FormerTree> states = FormerTrees.of(global.layout(), calls, image.place()).list();
    if (global.json()) {
      System.out.println(Json.pretty(states.stream().map(ImageHistory::toMap).toList()));
      return 0;
    }
    if (states.isEmpty()) {
      System.out.println("No former state of " + image.name() + " is kept");
    }
    for (FormerTree state : states) {
      System.out.println(state.id() + ", until " + state.replaced() + ", when it was changed:");
      state.changes().forEach(line -> System.out.println("  " + line));
    }
    return 0;
  }

  /** Goes back to one; returns the exit code. */
  int rollBack(ClusterStore store, HostCalls calls, Optional<String> id) throws IOException {
    ImageRollback.Report report =
        new ImageRollback(global.layout(), store, calls, Clock.systemUTC()).run(image, id);
    if (global.json()) {
      System.out.println(Json.line(toMap(report.tree())));
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
    map.put("until", state.replaced().toString());
    map.put("changes", state.changes());
    return map;
  }
}
