package org.cmimage.sources.container;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.Architecture;

/**
 * The choice of one of several images in an archive by its platform.
 *
 * @param wanted the required architecture; empty if the archive must hold one image
 */
record ImageChoice(Optional<Architecture> wanted, ContainerFault fault) {
  private static final int LISTED = 12;
  private static final int LONGEST = 40;
  private static final String LINUX = "linux";

  /**
   * An image that may be chosen.
   *
   * @param document the descriptor that locates it
   * @param platform the document with its {@code os} and {@code architecture}; empty if there is
   *     none
   */
  record Candidate(YamlSection document, Optional<YamlSection> platform) {
    private String text(String key) throws FaultException {
      return platform.isPresent() ? platform.get().optionalText(key).orElse("") : "";
    }

    /**
     * Returns whether the platform is that of an architecture; Go names architectures as Debian
     * does.
     */
    private boolean isFor(Architecture architecture) throws FaultException {
      String os = text("os");
      return text("architecture").equals(architecture.debianName())
          && (os.isEmpty() || os.equals(LINUX));
    }

    private String title() throws FaultException {
      if (platform.isEmpty()) {
        return "an unnamed one";
      }
      String os = text("os");
      String variant = text("variant");
      String title =
          (os.isEmpty() ? LINUX : os)
              + "/"
              + text("architecture")
              + (variant.isEmpty() ? "" : "/" + variant);
      return TreePath.printable(title.substring(0, Math.min(LONGEST, title.length())));
    }
  }

  /**
   * Returns the only image, whatever its platform, or the one for the wanted architecture.
   *
   * @throws FaultException if there is none, or several
   */
  YamlSection of(List<Candidate> candidates) throws FaultException {
    if (candidates.size() == 1) {
      return candidates.get(0).document();
    }
    if (candidates.isEmpty() || candidates.stream().allMatch(one -> one.platform().isEmpty())) {
      throw fault.corrupt("it has " + candidates.size() + " images; expected one");
    }
    if (wanted.isEmpty()) {
      throw fault.of(
          ErrorCode.INVALID_REQUEST,
          "it has images for several platforms: " + titles(candidates),
          "say which one: -a ARCHITECTURE");
    }
    Architecture architecture = wanted.get();
    Optional<Candidate> found = Optional.empty();
    for (Candidate one : candidates) {
      if (one.isFor(architecture)) {
        if (found.isPresent()) {
          throw fault.corrupt(
              "it has several images for "
                  + architecture
                  + ": "
                  + titles(candidates)
                  + "; expected one");
        }
        found = Optional.of(one);
      }
    }
    if (found.isEmpty()) {
      throw fault.of(
          ErrorCode.ARCH_OS_MISMATCH,
          "it has no image for " + architecture + ", but for " + titles(candidates),
          "fetch the one for it: skopeo copy --override-arch "
              + architecture.debianName()
              + " IMAGE oci-archive:image.tar");
    }
    return found.get().document();
  }

  private static String titles(List<Candidate> candidates) throws FaultException {
    StringBuilder titles = new StringBuilder();
    for (Candidate one : candidates.subList(0, Math.min(LISTED, candidates.size()))) {
      titles.append(titles.length() == 0 ? "" : ", ").append(one.title());
    }
    int more = candidates.size() - LISTED;
    return more > 0 ? titles + " and " + more + " more" : titles.toString();
  }
}
