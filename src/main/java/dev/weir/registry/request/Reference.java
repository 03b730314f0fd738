package dev.weir.registry.request;

import dev.weir.reference.Digest;

/** What a path says of a manifest: a tag, or which one it is. */
public sealed interface Reference {
  /** A tag, as it was written; it may be none that could exist. */
  record Tag(String name) implements Reference {}

  record Exact(Digest digest) implements Reference {}

  /**
   * Reads the last part of a path.
   *
   * @throws Refusal 400 if it is neither a digest nor like a tag
   */
  static Reference parse(String text) {
    return text.indexOf(':') >= 0 ? new Exact(RepositoryCall.parseDigest(text)) : new Tag(text);
  }
}
