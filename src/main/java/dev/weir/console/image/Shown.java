package dev.weir.console.image;

import dev.weir.access.User;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Visit;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image as a page shows it to somebody.
 *
 * @param mayPull the reader may pull it, and see its environment and how it was made
 * @param made what tells how its layers were made
 */
public record Shown(
    StreamName stream, ImageFacts facts, boolean mayPull, Made made, List<Referrer> referrers) {
  /** What tells how layers were made. */
  public enum Made {
    /** Its configuration, or there is nothing to tell. */
    TOLD,
    /** The configuration is here, and does not say it. */
    UNSAID,
    /** The configuration is in another registry, which can be asked for it. */
    ELSEWHERE,
    /** The configuration is not here, and nobody can be asked for it. */
    UNKNOWN
  }

  public Shown {
    referrers = List.copyOf(referrers);
  }

  /** An image of a stream, by its digest or enough of it. */
  static Shown of(Visit visit, Repositories repositories, StreamName stream, String digest)
      throws IOException {
    ObjectNode answer =
        visit
            .objects()
            .get(Kinds.IMAGE_STREAM_IMAGE, stream.namespace(), stream.name() + "@" + digest)
            .copy();
    return of(
        visit.viewer().user(),
        repositories,
        stream,
        Json.objectAt(answer, "image"),
        Optional.empty());
  }

  /**
   * The same with its configuration, which is brought for it if it is not here.
   *
   * @throws dev.weir.resource.StatusException if it does not come
   */
  static Shown brought(Visit visit, Repositories repositories, StreamName stream, String digest)
      throws IOException {
    ObjectNode answer =
        visit
            .objects()
            .get(Kinds.IMAGE_STREAM_IMAGE, stream.namespace(), stream.name() + "@" + digest)
            .copy();
    ObjectNode image = Json.objectAt(answer, "image");
    User user = visit.viewer().user();
    byte[] config = repositories.bring(user, stream, Meta.name(image));
    return of(user, repositories, stream, image, Optional.of(config));
  }

  private static Shown of(
      User user,
      Repositories repositories,
      StreamName stream,
      ObjectNode image,
      Optional<byte[]> brought)
      throws IOException {
    ImageFacts bare = ImageFacts.of(image, Optional.empty());
    if (!repositories.mayPull(user, stream)) {
      return new Shown(stream, bare.withoutEnvironment(), false, Made.UNKNOWN, List.of());
    }
    Optional<byte[]> config =
        brought.isPresent() ? brought : repositories.config(stream, bare.digest());
    ImageFacts facts = ImageFacts.of(image, config);
    Optional<Digest> subject = Digest.tryParse(bare.digest());
    List<Referrer> referrers =
        subject.isPresent() ? repositories.referrers(stream, subject.get()) : List.of();
    return new Shown(stream, facts, true, made(repositories, stream, facts, config), referrers);
  }

  private static Made made(
      Repositories repositories, StreamName stream, ImageFacts facts, Optional<byte[]> config)
      throws IOException {
    if (!facts.isUntold()) {
      return Made.TOLD;
    }
    if (config.isPresent()) {
      return Made.UNSAID;
    }
    return repositories.isElsewhere(stream, facts.digest()) ? Made.ELSEWHERE : Made.UNKNOWN;
  }

  /** Where another image of the stream is shown. */
  public String image(String digest) {
    return Paths.image(stream.namespace(), stream.name(), digest);
  }

  /** Where a tag of the stream is shown. */
  public String tag(String tag) {
    return Paths.tag(stream.namespace(), stream.name(), tag);
  }

  public static String size(long bytes) {
    return bytes == 0 ? "–" : Sizes.decimal(bytes);
  }
}
