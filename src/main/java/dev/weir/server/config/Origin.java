package dev.weir.server.config;

/**
 * Where the value of a setting was written.
 *
 * @param name of it there, for messages: {@code --api}, {@code WEIR_API}, {@code weir.yaml: api};
 *     empty for what nobody wrote
 */
public record Origin(Source source, String name) {
  static final Origin NOWHERE = new Origin(Source.DEFAULT, "");

  /** Who said so; who comes first wins. */
  public enum Source {
    FLAG,
    ENVIRONMENT,
    FILE,
    DEFAULT
  }

  @Override
  public String toString() {
    return name;
  }
}
