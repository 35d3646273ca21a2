package org.cmimage.cli.image;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RunOptions;
import org.cmimage.cli.render.ProgressDisplay.Doing;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code cm-image create fromfile}. A separate command for the parser, as it has no architecture
 * and distribution, which {@code create} requires.
 */
@Command(
    name = FromFileCommand.NAME,
    description = "Make all images that a file names, one after the other.",
    footer = {
      "",
      "The file is YAML or JSON; its keys are the long options of cm-image create:",
      "",
      "  images:",
      "    - distro: debian12",
      "      arch: [aarch64, x86_64]",
      "      components: all",
      "      packages: [nginx]",
      "",
      "It is checked whole before the first image is made. docs/FROMFILE.md has all keys."
    })
public final class FromFileCommand implements Callable<Integer> {
  /** The command as typed. */
  public static final String NAME = "create fromfile";

  private final GlobalOptions global;

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Mixin private final RunOptions run = new RunOptions();

  public FromFileCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    List<ImageRequest> requests = ImageFile.read(file, global);
    int exitCode = 0;
    for (ImageRequest request : requests) {
      boolean adds = request.origin() instanceof ComponentOrigin.Directories;
      int own = new RequestRun(global, run, adds ? Doing.ADDING : Doing.CREATING).run(request);
      exitCode = exitCode == 0 ? own : exitCode;
    }
    return exitCode;
  }
}
