package dev.weir.streams;

import dev.weir.host.Host;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Kinds;
import dev.weir.resource.Quantity;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.streams.bounds.StreamLimits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Holds streams to the registries that they may point at, and streams and images to the limits of
 * their namespace (image-api.md 8).
 */
public final class StreamBounds {
  private static final String STREAM = "openshift.io/ImageStream";
  private static final String IMAGE = "openshift.io/Image";

  private final Host host;
  private volatile AllowedRegistries registries;

  public StreamBounds(Host host, AllowedRegistries registries) {
    this.host = host;
    this.registries = registries;
  }

  /** From now on streams may point at these; what they point at already stays. */
  public void allow(AllowedRegistries other) {
    registries = other;
  }

  /** Registries that streams may point at. */
  public AllowedRegistries registries() {
    return registries;
  }

  /**
   * Refuses a stream that points where it may not, or has too many images or references. What was
   * so before may stay.
   *
   * @param older gives the events that a form of the stream does not hold; asked only where there
   *     is a limit
   * @throws dev.weir.resource.StatusException 422, 403
   */
  void require(
      ImageStream before, ImageStream after, Function<ImageStream, Collection<TagEvent>> older) {
    List<FieldProblem> problems = registries.check(before, after);
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(Kinds.IMAGE_STREAM, after.name().name(), problems).exception();
    }
    StreamName name = after.name();
    Map<String, Quantity> max = host.limits(name.namespace(), STREAM);
    if (!max.containsKey(StreamLimits.IMAGES) && !max.containsKey(StreamLimits.TAGS)) {
      return;
    }
    Optional<String> refusal =
        StreamLimits.refusal(
            max,
            StreamLimits.Usage.of(before, older.apply(before)),
            StreamLimits.Usage.of(after, older.apply(after)));
    if (refusal.isPresent()) {
      throw ApiStatus.forbidden(Kinds.IMAGE_STREAM, name.name(), refusal.get()).exception();
    }
  }

  /**
   * Refuses an image that is too large for a namespace.
   *
   * @param bytes gives the image's size; asked only where there is a limit
   * @throws dev.weir.resource.StatusException 403
   */
  public void requireImageSize(StreamName stream, LongSupplier bytes) {
    Quantity most = host.limits(stream.namespace(), IMAGE).get("storage");
    if (most == null) {
      return;
    }
    long size = bytes.getAsLong();
    if (most.compareTo(Quantity.of(size)) < 0) {
      throw ApiStatus.forbidden(
              Kinds.IMAGE_STREAM_MAPPING,
              stream.name(),
              "requested usage of storage exceeds the maximum limit per openshift.io/Image (%d > %s)"
                  .formatted(size, most))
          .exception();
    }
  }
}
