package dev.weir.console.image;

import dev.weir.access.User;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Visit;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image as a page shows it to somebody.
 *
 * @param mayPull the reader may pull it, and see its environment and how it was made
 */
public record Shown(
    StreamName stream, ImageFacts facts, boolean mayPull, List<Referrer> referrers) {
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
    return of(visit.viewer().user(), repositories, stream, Json.objectAt(answer, "image"));
  }

  private static Shown of(User user, Repositories repositories, StreamName stream, ObjectNode image)
      throws IOException {
    ImageFacts bare = ImageFacts.of(image, Optional.empty());
    if (!repositories.mayPull(user, stream)) {
      return new Shown(stream, bare.withoutEnvironment(), false, List.of());
    }
    ImageFacts facts = ImageFacts.of(image, repositories.config(stream, bare.digest()));
    Optional<Digest> subject = Digest.tryParse(bare.digest());
    List<Referrer> referrers =
        subject.isPresent() ? repositories.referrers(stream, subject.get()) : List.of();
    return new Shown(stream, facts, true, referrers);
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
