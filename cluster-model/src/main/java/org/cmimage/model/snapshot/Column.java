package org.cmimage.model.snapshot;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.entity.ValueForm;

/**
 * One column of the table that lists the entities of a type: a property, or something worked out
 * from the cluster, such as the number of nodes that use an image.
 */
public final class Column {
  private final String title;
  private final boolean isKey;
  private final ValueForm form;
  private final BiFunction<ClusterSnapshot, Entity, String> cell;

  private Column(
      String title,
      boolean isKey,
      ValueForm form,
      BiFunction<ClusterSnapshot, Entity, String> cell) {
    this.title = title;
    this.isKey = isKey;
    this.form = form;
    this.cell = cell;
  }

  private static Column of(Property property) {
    boolean isKey = property.is(Property.Trait.KEY) || property.is(Property.Trait.UNIQUE);
    return new Column(
        property.label(), isKey, property.form(), (cluster, entity) -> entity.get(property));
  }

  private static Column text(String title, BiFunction<ClusterSnapshot, Entity, String> cell) {
    return new Column(title, false, new ValueForm.Text(false), cell);
  }

  private static Column count(String title, BiFunction<ClusterSnapshot, Entity, Integer> count) {
    return new Column(
        title,
        false,
        new ValueForm.WholeNumber(0, Integer.MAX_VALUE),
        (cluster, entity) -> count.apply(cluster, entity).toString());
  }

  private static ImmutableList<Column> of(Property... properties) {
    return List.of(properties).stream().map(Column::of).collect(ImmutableList.toImmutableList());
  }

  /** Returns the columns of the table that lists the entities of a type. */
  public static ImmutableList<Column> of(EntityType type) {
    return switch (type) {
      case PARTITION -> of(Partition.NAME, Partition.CLUSTER_NAME, Partition.HEADNODE);
      case NETWORK ->
          of(
              Network.NAME,
              Network.TYPE,
              Network.NETMASK_BITS,
              Network.BASE_ADDRESS,
              Network.DOMAIN_NAME,
              Network.IPV6);
      case SOFTWARE_IMAGE ->
          ImmutableList.of(
              of(SoftwareImage.NAME),
              of(SoftwareImage.PATH),
              of(SoftwareImage.KERNEL_VERSION),
              count("Nodes", (cluster, image) -> cluster.nodesRunning(image.name()).size()));
      case FS_PART ->
          ImmutableList.of(of(FsPart.PATH), of(FsPart.TYPE), text("Image", Column::imageOfPart));
      case CATEGORY ->
          ImmutableList.of(
              of(Category.NAME),
              of(Category.SOFTWARE_IMAGE),
              count("Nodes", (cluster, category) -> cluster.nodesIn(category.name()).size()));
      case DEVICE ->
          of(Device.TYPE, Device.HOSTNAME, Device.MAC, Device.CATEGORY, Device.IP, Device.NETWORK);
      case ARCH_OS ->
          ImmutableList.of(
              text("Arch", (cluster, entry) -> half(entry, 0)),
              text("OS", (cluster, entry) -> half(entry, 1)),
              of(ArchOsEntry.PRIMARY_IMAGE),
              of(ArchOsEntry.SHARED),
              of(ArchOsEntry.INSTALLER));
      case FS_MOUNT -> of(FsMount.DEVICE, FsMount.MOUNTPOINT, FsMount.FILESYSTEM);
      case FS_EXPORT ->
          of(
              FsExport.NAME,
              FsExport.PATH,
              FsExport.NETWORK,
              FsExport.HOSTS,
              FsExport.WRITE,
              FsExport.DISABLED);
    };
  }

  private static String imageOfPart(ClusterSnapshot cluster, Entity part) {
    String suffix = part.get(FsPart.TYPE).equals("boot") ? ":boot" : "";
    Optional<String> imagePath =
        part instanceof FsPart fsPart ? fsPart.imagePath() : Optional.empty();
    return cluster.softwareImages().stream()
        .filter(image -> imagePath.equals(Optional.of(image.path())))
        .findFirst()
        .map(image -> image.name() + suffix)
        .orElse("");
  }

  private static String half(Entity entry, int index) {
    return Splitter.on('/').splitToList(entry.name()).get(index);
  }

  /** Returns the column's heading, for example {@code Path (key)}. */
  public String label() {
    return isKey ? title + " (key)" : title;
  }

  /** Returns what the column shows, for example {@code Path}. */
  public String title() {
    return title;
  }

  /** Returns the form of the cells' text. */
  public ValueForm form() {
    return form;
  }

  /** Returns the text of the cell for one entity of the cluster. */
  public String cell(ClusterSnapshot cluster, Entity entity) {
    return cell.apply(cluster, entity);
  }

  @Override
  public String toString() {
    return label();
  }
}
