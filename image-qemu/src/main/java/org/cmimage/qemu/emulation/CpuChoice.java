package org.cmimage.qemu.emulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.model.Architecture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of the CPU model that a session's emulator emulates, in this order: the safest if
 * requested, the one the cluster's configuration names, the one measured earlier on this machine;
 * else a presumed one, while a measurement runs beside the session's own work, for later commands
 * and sessions.
 */
public final class CpuChoice {
  private static final Logger log = LoggerFactory.getLogger(CpuChoice.class);

  private final CpuNotes notes;
  private final Pins pins;
  private final Set<CpuNotes.Subject> measuring = ConcurrentHashMap.newKeySet();

  /** The models named in the cluster's configuration. */
  @FunctionalInterface
  public interface Pins {
    Map<Architecture, String> read() throws IOException;
  }

  /** A function that opens a session for a measurement. */
  @FunctionalInterface
  public interface Opening {
    GuestSession open(GuestSessions.Request request) throws IOException, InterruptedException;
  }

  /** Makes a choice that uses earlier measurements. */
  public CpuChoice(CpuNotes notes, Pins pins) {
    this.notes = notes;
    this.pins = pins;
  }

  /**
   * A decision.
   *
   * @param model in the form of {@code QEMU_CPU}
   * @param unmeasured the subject to measure; empty where nothing is to be measured
   */
  public record Decision(String model, Optional<CpuNotes.Subject> unmeasured) {}

  /**
   * Chooses a model without running anything.
   *
   * @param emulator the emulator's file; missing where it was registered from a container
   */
  public Decision decide(GuestSessions.Request request, Path emulator) throws IOException {
    Architecture guest = request.guest();
    if (request.safely()) {
      return decided(guest, CpuModels.safest(guest), "the safest");
    }
    String pinned = pins.read().get(guest);
    if (pinned != null) {
      return decided(guest, pinned, "by configuration");
    }
    ImmutableList<String> models = models(guest);
    if (models.size() == 1 || request.release().isEmpty() || !Files.isReadable(emulator)) {
      return decided(guest, CpuModels.presumed(guest), "nothing to choose or to tell it by");
    }
    CpuNotes.Subject subject = notes.subject(emulator, guest, request.release());
    Optional<String> noted = notes.find(subject, models);
    if (noted.isPresent()) {
      return decided(guest, noted.get(), "measured before");
    }
    log.debug("{} programs run on {} until it is measured", guest, CpuModels.presumed(guest));
    return new Decision(CpuModels.presumed(guest), Optional.of(subject));
  }

  private static Decision decided(Architecture guest, String model, String reason) {
    String known =
        CpuModels.candidates(guest).stream()
            .filter(candidate -> candidate.name().equals(model))
            .map(candidate -> "; " + candidate.reason())
            .findFirst()
            .orElse("");
    log.debug("{} programs run on CPU model \"{}\": {}{}", guest, model, reason, known);
    return new Decision(model, Optional.empty());
  }

  /**
   * Measures in a session of its own and records the result, unless a measurement of the same
   * subject is already running.
   *
   * @return the model to use; empty where none runs the tree's shell
   */
  public Optional<String> measureOnce(
      GuestSessions.Request request, CpuNotes.Subject subject, Opening sessions)
      throws IOException, InterruptedException {
    if (!measuring.add(subject)) {
      return Optional.empty();
    }
    try {
      return measure(request, subject, sessions);
    } finally {
      measuring.remove(subject);
    }
  }

  private Optional<String> measure(
      GuestSessions.Request request, CpuNotes.Subject subject, Opening sessions)
      throws IOException, InterruptedException {
    Architecture guest = request.guest();
    GuestSessions.Request plain =
        new GuestSessions.Request(
            request.tree(),
            guest,
            "",
            false,
            Map.of(),
            false,
            Optional.empty(),
            "",
            true,
            request.offline());
    ImmutableMap<String, Duration> times;
    try (GuestSession session = sessions.open(plain)) {
      // The safest model comes last, as it may be very slow.
      times = CpuMeasurement.run(session, models(guest).reverse());
    }
    Optional<String> model = CpuMeasurement.choose(CpuModels.safest(guest), times);
    log.debug("{} programs of {}: CPU models took {}", guest, subject.release(), times);
    if (model.isPresent()) {
      decided(guest, model.get(), "measured");
      notes.put(subject, model.get(), times);
    }
    return model;
  }

  private static ImmutableList<String> models(Architecture guest) {
    return CpuModels.candidates(guest).stream()
        .map(CpuModels.Candidate::name)
        .collect(ImmutableList.toImmutableList());
  }
}
