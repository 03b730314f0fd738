package dev.weir.reference;

/** A pull spec, read or not. */
public sealed interface ParsedName {
  record Read(ImageReference reference) implements ParsedName {}

  record Unread(String why) implements ParsedName {}

  static ParsedName of(String text) {
    try {
      ImageReference reference = ImageReference.parse(text);
      return reference.name().isEmpty()
          ? new Unread("the name of a repository is missing")
          : new Read(reference);
    } catch (IllegalArgumentException e) {
      return new Unread(String.valueOf(e.getMessage()));
    }
  }
}
