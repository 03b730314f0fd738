package dev.weir.console.image;

import dev.weir.manifest.Descriptor;
import java.util.Locale;
import java.util.Map;

/**
 * Something that says something about an image.
 *
 * @param type its artifact type, or whatever else is known of what it is
 * @param tag that it was pushed under instead of being listed; empty for none
 */
public record Referrer(String digest, String type, Map<String, String> annotations, String tag) {
  /** Of sigstore's bundles the type alone does not say what is in them. */
  private static final String PREDICATE = "dev.sigstore.bundle.predicateType";

  public Referrer {
    annotations = Map.copyOf(annotations);
  }

  static Referrer listed(Descriptor descriptor) {
    String type =
        descriptor.artifactType().isEmpty() ? descriptor.mediaType() : descriptor.artifactType();
    return new Referrer(descriptor.digest().toString(), type, descriptor.annotations(), "");
  }

  /** What it is, in a word. */
  public String word() {
    String predicate = annotations.getOrDefault(PREDICATE, "");
    if (!predicate.isEmpty()) {
      return predicate.contains("/cosign/sign/") ? "Signature" : "Attestation";
    }
    String text = (tag.isEmpty() ? type : tag).toLowerCase(Locale.ROOT);
    if (text.matches(".*(spdx|cyclonedx|syft|sbom).*")) {
      return "SBOM";
    }
    if (text.matches(".*(in-toto|dsse|attestation|provenance|\\.att$).*")) {
      return "Attestation";
    }
    return text.matches(".*(cosign|sigstore|notary|signature|\\.sig$).*")
        ? "Signature"
        : "Artifact";
  }
}
