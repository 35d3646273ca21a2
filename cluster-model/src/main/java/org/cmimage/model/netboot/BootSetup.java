package org.cmimage.model.netboot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.Schema;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.host.Notice;
import org.cmimage.model.rule.NodeArchitecture;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * What all nodes of a category with the same image boot.
 *
 * @param key {@code category:image}, of letters, digits and {@code .-_}
 * @param isOfCategory whether the image is the category's, not one of some nodes alone
 * @param kernel what is served for it
 * @param parameters the kernel's
 * @param overHttp whether the loader tries HTTP first
 */
record BootSetup(
    String key,
    boolean isOfCategory,
    ServedKernel kernel,
    List<String> parameters,
    boolean overHttp) {
  /** Where images' kernels are served from. */
  static final String IMAGES = NetworkBoot.ROOT + "/images/";

  private static final Schema CATEGORY = EntityType.CATEGORY.schema();
  private static final Schema IMAGE = EntityType.SOFTWARE_IMAGE.schema();
  private static final Pattern RELEASE = Pattern.compile("[0-9][-A-Za-z0-9._+~]{0,127}");

  /** Returns the key of a setup. */
  static String key(Entity category, String image) {
    return category.name() + ":" + image;
  }

  /** Returns the setup of a category with an image; where it has none, notices say why. */
  static Optional<BootSetup> of(
      ClusterSnapshot cluster, Entity category, String imageName, List<Notice> notices) {
    Optional<Entity> found = cluster.find(EntityKey.of(EntityType.SOFTWARE_IMAGE, imageName));
    if (found.isEmpty()) {
      notices.add(new Notice(category.key(), "there is no software image " + imageName));
      return Optional.empty();
    }
    SoftwareImage image = (SoftwareImage) found.get();
    String own = category.get(Category.KERNEL_VERSION);
    String release = own.isEmpty() ? image.get(SoftwareImage.KERNEL_VERSION) : own;
    if (!RELEASE.matcher(release).matches()) {
      Entity subject = own.isEmpty() ? image : category;
      String fact =
          release.isEmpty()
              ? "it has no kernel version, so its nodes have nothing to boot"
              : "\"" + release + "\" is not a kernel version";
      notices.add(new Notice(subject.key(), fact));
      return Optional.empty();
    }
    boolean isImages = release.equals(image.get(SoftwareImage.KERNEL_VERSION));
    String directory = IMAGES + imageName + (isImages ? "" : "/" + release);
    return Optional.of(
        new BootSetup(
            key(category, imageName),
            category.get(Category.SOFTWARE_IMAGE).equals(imageName),
            new ServedKernel(
                directory,
                imageName,
                image.path(),
                release,
                NodeArchitecture.ofImage(cluster, imageName)),
            parameters(category, image),
            category.get(Category.BOOT_LOADER_PROTOCOL).equals("HTTP")));
  }

  /** Returns the kernel's parameters: those of the category where it has some, else the image's. */
  private static List<String> parameters(Entity category, Entity image) {
    List<String> parameters =
        new ArrayList<>(KernelWords.of(first(category, image, "kernelparameters")));
    if (image.get(IMAGE.property("enablesol")).equals("yes")) {
      String flow = image.get(IMAGE.property("solflowcontrol")).equals("yes") ? "n8r" : "";
      String port = image.get(IMAGE.property("solport"));
      String speed = image.get(IMAGE.property("solspeed"));
      parameters.addAll(KernelWords.of("console=" + port + "," + speed + flow));
    }
    for (String console : KernelWords.of(first(category, image, "kerneloutputconsole"))) {
      parameters.add("console=" + console);
    }
    return parameters;
  }

  private static String first(Entity category, Entity image, String property) {
    Property ofCategory = CATEGORY.property(property);
    String own = category.get(ofCategory);
    return own.isEmpty() ? image.get(IMAGE.property(property)) : own;
  }
}
