package org.cmimage.cli.image;

import java.util.List;
import java.util.concurrent.Callable;
import org.cmimage.cli.render.EntityText;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cm-image show}. */
@Command(name = "show", description = "Show everything known of one software image.")
public final class ShowCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(paramLabel = "NAME", description = "Its name; see: cm-image list.")
  private String name = "";

  public ShowCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    try (ClusterStore store = Stores.look(global.layout())) {
      ClusterSnapshot cluster = store.snapshot();
      Entity image =
          cluster.find(EntityType.SOFTWARE_IMAGE, name).orElseThrow(() -> unknown(cluster));
      EntityText.show(image, global.json()).forEach(System.out::println);
    }
    return 0;
  }

  private ImageException unknown(ClusterSnapshot cluster) {
    List<String> names = cluster.softwareImages().stream().map(Entity::name).toList();
    return new ImageException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot show \"" + name + "\": there is no such software image",
        names.isEmpty()
            ? new Remedy.Advice("Create one first; see: cm-image create --help")
            : new Remedy.Choose("NAME", names));
  }
}
