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

/**
 * One column of the table that lists the entities of a type: a property, or something worked out
 * from the cluster, such as the number of nodes that use an image.
 */
public final class Column {
  private final String label;
  private final BiFunction<ClusterSnapshot, Entity, String> cell;

  private Column(String label, BiFunction<ClusterSnapshot, Entity, String> cell) {
    this.label = label;
    this.cell = cell;
  }

  private static Column of(Property property) {
    String key =
        property.is(Property.Trait.KEY) || property.is(Property.Trait.UNIQUE) ? " (key)" : "";
    return new Column(property.label() + key, (cluster, entity) -> entity.get(property));
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
              new Column(
                  "Nodes",
                  (cluster, image) -> Integer.toString(cluster.nodesRunning(image.name()).size())));
      case FS_PART ->
          ImmutableList.of(
              of(FsPart.PATH), of(FsPart.TYPE), new Column("Image", Column::imageOfPart));
      case CATEGORY ->
          ImmutableList.of(
              of(Category.NAME),
              of(Category.SOFTWARE_IMAGE),
              new Column(
                  "Nodes",
                  (cluster, category) ->
                      Integer.toString(cluster.nodesIn(category.name()).size())));
      case DEVICE ->
          of(Device.TYPE, Device.HOSTNAME, Device.MAC, Device.CATEGORY, Device.IP, Device.NETWORK);
      case ARCH_OS ->
          ImmutableList.of(
              new Column("Arch", (cluster, entry) -> half(entry, 0)),
              new Column("OS", (cluster, entry) -> half(entry, 1)),
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
    return label;
  }

  /** Returns the text of the cell for one entity of the cluster. */
  public String cell(ClusterSnapshot cluster, Entity entity) {
    return cell.apply(cluster, entity);
  }

  @Override
  public String toString() {
    return label;
  }
}
