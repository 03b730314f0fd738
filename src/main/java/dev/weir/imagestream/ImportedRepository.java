package dev.weir.imagestream;

/** What an import came to for the stream's own {@code spec.dockerImageRepository} as a whole. */
public sealed interface ImportedRepository {
  /** The import was not for it. */
  record NotAsked() implements ImportedRepository {}

  /** It was read; what became of its tags is told of each. */
  record Listed() implements ImportedRepository {}

  /**
   * Its tags could not be read, or it has none.
   *
   * @param repository pull spec as the stream has it
   * @param reason of the status, such as {@code Unauthorized}; may be empty
   */
  record Failed(String repository, String reason, String message) implements ImportedRepository {}
}
