package dev.weir.reference;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tags that clients make to say something about an image where they do not use its referrers:
 * {@code sha256-HEX} (OCI distribution's fallback), and with {@code .sig}, {@code .att} or {@code
 * .sbom} behind it (cosign).
 */
public final class FallbackTag {
  private static final Pattern FORM =
      Pattern.compile("(sha256)-([0-9a-f]{64})(?:\\.(?:sig|att|sbom))?");
  private static final List<String> ENDS = List.of("", ".sig", ".att", ".sbom");

  private FallbackTag() {}

  /**
   * The image that a tag of that name may tell of; empty for any other tag. Whether it does, what
   * it shows has to say.
   */
  public static Optional<Digest> subject(String tag) {
    Matcher form = FORM.matcher(tag);
    return form.matches() ? Digest.tryParse(form.group(1) + ":" + form.group(2)) : Optional.empty();
  }

  /** True of the form without an end, which is an index of what refers to the image. */
  public static boolean isBare(String tag) {
    return subject(tag).isPresent() && !tag.contains(".");
  }

  /** Names of the tags that may tell of an image. */
  public static Stream<String> of(Digest subject) {
    String name = subject.toString().replace(':', '-');
    return ENDS.stream().map(name::concat);
  }
}
