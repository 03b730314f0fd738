package dev.weir.registry.request;

import dev.weir.access.User;
import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.window.WindowRepository;

/**
 * A request about one repository, by a caller who has the right that the action needs.
 *
 * @param name of the repository, as the client wrote it and as it is served
 * @param reference tag, digest or upload id; unchecked
 */
public record RepositoryCall(Exchange http, User user, WindowRepository name, String reference) {
  /** The stream that serves it. */
  public StreamName repository() {
    return name.stream();
  }

  /**
   * The reference as a digest.
   *
   * @throws Refusal 400 if it is none
   */
  public Digest digest() {
    return parseDigest(reference);
  }

  /** True if the reference is meant as a digest. */
  public boolean hasDigest() {
    return reference.indexOf(':') >= 0;
  }

  /** Path of this repository, with a rest. */
  public String path(String rest) {
    return "/v2/" + repository() + rest;
  }

  /**
   * Reads a digest as clients write it.
   *
   * @throws Refusal 400 if it is none
   */
  public static Digest parseDigest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw RegistryErrors.DIGEST_INVALID.refuse("\"" + text + "\": " + e.getMessage());
    }
  }
}
