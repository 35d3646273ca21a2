package org.cmimage.cli.image;

import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.EntityText;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;

/** {@code cm-image list}. */
@Command(name = "list", description = "List the software images of the cluster.")
public final class ListCommand implements Callable<Integer> {
  private final GlobalOptions global;

  public ListCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    try (ClusterStore store = Stores.look(global.cluster())) {
      EntityText.list(store.snapshot(), EntityType.SOFTWARE_IMAGE, global.json(), true)
          .forEach(System.out::println);
    }
    return 0;
  }
}
