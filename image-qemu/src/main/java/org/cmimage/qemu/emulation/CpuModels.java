package org.cmimage.qemu.emulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.cmimage.model.Architecture;

/**
 * The CPU models that QEMU may emulate for an architecture. All of them have at least the features
 * that the supported distributions require, so that they differ in speed only. This has to hold for
 * every addition; the tests check the features that programs see.
 */
public final class CpuModels {
  /** QEMU's own choice: no model is named. */
  static final String DEFAULT = "";

  /**
   * A model.
   *
   * @param name in the form of {@code QEMU_CPU}, or {@link #DEFAULT}
   * @param reason why it is a candidate
   */
  public record Candidate(String name, String reason) {}

  private static final Candidate QEMUS_OWN =
      new Candidate(
          DEFAULT, "what QEMU's own tests run with; as fast as any where nothing is slow");

  /** The first of each is the safest. */
  private static final ImmutableMap<Architecture, ImmutableList<Candidate>> CANDIDATES =
      ImmutableMap.of(
          Architecture.AARCH64,
          ImmutableList.of(
              QEMUS_OWN,
              new Candidate(
                  "max,pauth-impdef=on",
                  "everything the default has, but pointers are signed by a cheap hash in place of"
                      + " QARMA; QEMU 6.0 and newer"),
              new Candidate(
                  "cortex-a72",
                  "Armv8.0-A, the baseline of Debian, Ubuntu, RHEL and SLES: no pointer"
                      + " authentication; in every QEMU"),
              new Candidate(
                  "neoverse-n1",
                  "Armv8.2-A with its atomics, which cost less under emulation than the loops of"
                      + " 8.0; no pointer authentication; QEMU 7.0 and newer")),
          Architecture.X86_64,
          ImmutableList.of(
              new Candidate(
                  "max", "QEMU's default lacks x86-64-v2, which RHEL 9 and SLES 15 SP6 demand")));

  private CpuModels() {}

  /** Returns all models that may be chosen. */
  public static ImmutableList<Candidate> candidates(Architecture guest) {
    return CANDIDATES.getOrDefault(guest, ImmutableList.of(QEMUS_OWN));
  }

  /** Returns the most tested model, however slow. */
  public static String safest(Architecture guest) {
    return candidates(guest).get(0).name();
  }

  /**
   * Returns the model to use before any measurement: for aarch64 one without pointer
   * authentication, which makes programs of newer distributions several times slower
   * (docs/decisions/0004-guest-sessions.md).
   */
  public static String presumed(Architecture guest) {
    return guest == Architecture.AARCH64 ? "cortex-a72" : safest(guest);
  }
}
