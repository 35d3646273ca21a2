package org.cmimage.model.edit.staged;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.Subnet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The addresses that hosts of a cluster have, and the next ones that are free. Not thread-safe. */
public final class HostAddresses {
  /** A host name with its number, and the text behind the number. */
  private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,9})([^0-9]*)");

  private final Multiset<String> taken = HashMultiset.create();

  /** The end of the last search from an address: no address up to there is free. */
  private final Map<InetAddress, InetAddress> searched = new HashMap<>();

  HostAddresses(ClusterSnapshot cluster) {
    cluster.all(EntityType.NETWORK).forEach(this::add);
    cluster.all(EntityType.CATEGORY).forEach(this::add);
    cluster.all(EntityType.DEVICE).forEach(this::add);
  }

  void add(Entity entity) {
    property(entity).map(entity::get).filter(ip -> !ip.isEmpty()).ifPresent(taken::add);
  }

  void remove(Entity entity) {
    Optional<String> ip = property(entity).map(entity::get).filter(text -> !text.isEmpty());
    if (ip.isPresent() && taken.remove(ip.get())) {
      searched.clear();
    }
  }

  private static Optional<Property> property(Entity entity) {
    return switch (entity.type()) {
      case DEVICE -> Optional.of(Device.IP);
      case NETWORK -> Optional.of(Network.GATEWAY);
      case CATEGORY -> Optional.of(Category.DEFAULT_GATEWAY);
      case PARTITION, SOFTWARE_IMAGE, FS_PART, ARCH_OS, FS_MOUNT, FS_EXPORT -> Optional.empty();
    };
  }

  /**
   * Returns the address for a clone of a device: the original's address plus the difference of the
   * numbers in both names, where the names differ in the number only and that address is free; else
   * the next free one behind the original's. Empty where the original has none, or none is free.
   */
  public Optional<String> behind(ClusterSnapshot cluster, Entity original, String name) {
    Optional<InetAddress> address = Subnet.address(original.get(Device.IP));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Subnet subnet =
        Subnet.of(cluster, original)
            .filter(known -> known.contains(address.get()))
            .orElseGet(() -> new Subnet(address.get(), 0));
    return distance(original.name(), name)
        .flatMap(distance -> subnet.following(address.get(), distance))
        .filter(this::isFree)
        .or(() -> next(subnet, address.get()))
        .map(InetAddresses::toAddrString);
  }

  private static Optional<Long> distance(String original, String clone) {
    Matcher from = NUMBERED.matcher(original);
    Matcher to = NUMBERED.matcher(clone);
    boolean isAlike =
        from.matches()
            && to.matches()
            && from.group(1).equals(to.group(1))
            && from.group(3).equals(to.group(3));
    return isAlike
        ? Optional.of(Long.parseLong(to.group(2)) - Long.parseLong(from.group(2)))
        : Optional.empty();
  }

  private Optional<InetAddress> next(Subnet subnet, InetAddress address) {
    Optional<InetAddress> next = subnet.following(searched.getOrDefault(address, address), 1);
    while (next.isPresent() && !isFree(next.get())) {
      next = subnet.following(next.get(), 1);
    }
    next.ifPresent(found -> searched.put(address, found));
    return next;
  }

  private boolean isFree(InetAddress address) {
    return !taken.contains(InetAddresses.toAddrString(address));
  }
}
