package org.cmimage.model.entity;

import java.util.Map;

/** A directory that a device, or every node of a category, exports over NFS. */
public record FsExport(EntityKey owner, Map<String, String> values) implements Entity {
  /** The export's name; {@code <path>@<network>} for automatic ones. */
  public static final Property NAME = Property.key("Name", new ValueForm.Text(false));

  /** The exported directory. */
  public static final Property PATH =
      Property.of("Path", new ValueForm.ClusterPath()).and(Property.Trait.REQUIRED);

  /** The network it is exported to. */
  public static final Property NETWORK = Property.reference("Network", EntityType.NETWORK);

  /** Whether clients may write. */
  public static final Property WRITE = Property.yesNo("Write", false);

  /** Whether a program made it for every network that provisions nodes. */
  public static final Property AUTOMATIC =
      Property.yesNo("Automatic", false).and(Property.Trait.READ_ONLY);

  /** The hosts that it is exported to. */
  public static final Property HOSTS = Property.of("Hosts", new ValueForm.Words());

  /** Whether the server may answer before data is on its disk. */
  public static final Property ASYNC = Property.yesNo("Async", true);

  /** Whether root of a client is the anonymous user. */
  public static final Property ROOT_SQUASH = Property.yesNo("Root squash", false);

  /** Whether all users of a client are the anonymous user. */
  public static final Property ALL_SQUASH = Property.yesNo("All squash", false);

  /** The number of the anonymous user. */
  public static final Property ANONYMOUS_UID = Property.number("Anonymous uid", 65_534);

  /** The number of the anonymous group. */
  public static final Property ANONYMOUS_GID = Property.number("Anonymous gid", 65_534);

  /** Further options, in the form of exports(5). */
  public static final Property EXTRA_OPTIONS = Property.line("Extra options");

  /** The number of the file system for clients; 0 for the server's choice. */
  public static final Property FSID = Property.number("Fsid", 0);

  /** Whether clients use RDMA. */
  public static final Property RDMA = Property.yesNo("RDMA", false);

  /** Whether the server checks that a file is below the exported directory (subtree check). */
  public static final Property CHECK_TREE = Property.yesNo("Check tree", false);

  /** Whether it is not exported. */
  public static final Property DISABLED = Property.yesNo("Disabled", false);

  static final Schema SCHEMA =
      Schema.of(
          NAME,
          PATH,
          NETWORK,
          HOSTS,
          AUTOMATIC,
          WRITE,
          ASYNC,
          ROOT_SQUASH,
          ALL_SQUASH,
          ANONYMOUS_UID,
          ANONYMOUS_GID,
          EXTRA_OPTIONS,
          FSID,
          RDMA,
          DISABLED,
          CHECK_TREE);

  public FsExport {
    values = SCHEMA.complete(values);
  }

  /**
   * Makes the automatic export of {@code path} to a network, with the name {@code
   * <path>@<network>}.
   */
  public static FsExport automatic(EntityKey owner, String path, String network, boolean write) {
    return new FsExport(
        owner,
        Map.of(
            NAME.name(),
            path + "@" + network,
            PATH.name(),
            path,
            NETWORK.name(),
            network,
            WRITE.name(),
            write ? "yes" : "no",
            AUTOMATIC.name(),
            "yes"));
  }

  @Override
  public EntityType type() {
    return EntityType.FS_EXPORT;
  }

  @Override
  public EntityKey key() {
    return owner.child(type(), name());
  }

  @Override
  public FsExport with(Property property, String text) {
    return new FsExport(owner, SCHEMA.with(values, property, text));
  }
}
