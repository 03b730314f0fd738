package dev.weir.imagestream;

/** The rule that says where consumers of a tag pull its image from (image-api.md 3.9). */
public final class PullSpecs {
  private PullSpecs() {}

  /**
   * The pull spec of an event of a tag: where the integrated registry serves the stream, for policy
   * {@link SpecTag#LOCAL} and an image that is known by digest; else where the image came from.
   *
   * @param policy of the tag; empty or {@link SpecTag#SOURCE} where none was chosen
   * @param reference the event's own pull spec
   * @param image digest of the event's image; empty if it names none
   * @param repository {@code host/namespace/name} of the stream in the integrated registry; empty
   *     if that does not serve it
   */
  public static String of(String policy, String reference, String image, String repository) {
    boolean own = policy.equals(SpecTag.LOCAL) && !image.isEmpty() && !repository.isEmpty();
    return own ? repository + "@" + image : reference;
  }
}
