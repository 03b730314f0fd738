package dev.weir.imagestream;

/**
 * What an import found for one tag (image-api.md 5.6).
 *
 * @param from pull spec that was asked for
 * @param referencePolicy used only for tags that have none yet
 * @param named asked for by tag, so that even a failure makes the spec tag; false for tags that
 *     came with a whole repository
 */
public record ImportedTag(
    String tag,
    String from,
    ImportPolicy importPolicy,
    String referencePolicy,
    boolean named,
    Result result) {

  /** The same, with another result. */
  public ImportedTag withResult(Result other) {
    return new ImportedTag(tag, from, importPolicy, referencePolicy, named, other);
  }

  /** Outcome of looking at the registry. */
  public sealed interface Result {
    /**
     * Found.
     *
     * @param reference pull spec by digest
     * @param image name of the Image
     */
    record Found(String reference, String image) implements Result {}

    /**
     * Not found, not allowed, not reachable.
     *
     * @param reason of the status, such as {@code Unauthorized}; may be empty
     */
    record Failed(String reason, String message) implements Result {}

    /**
     * Found, and not old enough for the tag to take it.
     *
     * @param message which image it is, and when it is taken
     */
    record Waits(String message) implements Result {}
  }
}
