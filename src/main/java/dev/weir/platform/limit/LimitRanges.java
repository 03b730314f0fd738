package dev.weir.platform.limit;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.objects.ObjectKey;
import dev.weir.platform.core.CoreKinds;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Holds streams and images to a namespace's limit ranges (image-api.md 8.1, 8.2). */
public final class LimitRanges {
  private static final String STREAM = "openshift.io/ImageStream";
  private static final String IMAGE = "openshift.io/Image";
  private static final ResourceKind MAPPING =
      ResourceKind.namespaced(
          "image.openshift.io",
          "v1",
          "imagestreammappings",
          "imagestreammapping",
          "ImageStreamMapping");

  private final Store store;

  public LimitRanges(Store store) {
    this.store = store;
  }

  /** The smallest maximum of each resource, over all limit ranges of a namespace. */
  Map<String, Quantity> max(String namespace, String type) {
    Map<String, Quantity> max = new TreeMap<>();
    String prefix = ObjectKey.prefix(CoreKinds.LIMIT_RANGE, namespace);
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      var spec = Json.objectAt(Json.parseObject(entry.value()), "spec");
      for (JsonNode limit : Json.arrayAt(spec, "limits")) {
        if (Json.string(limit, "type").equals(type)) {
          Json.objectAt(limit, "max")
              .forEachEntry(
                  (resource, value) ->
                      Quantity.parse(value)
                          .ifPresent(
                              most ->
                                  max.merge(
                                      resource, most, BinaryOperator.minBy(Quantity::compareTo))));
        }
      }
    }
    return max;
  }

  /**
   * Refuses a stream that would have too many images or references.
   *
   * @param older gives the events that a form of the stream does not hold; asked only where there
   *     is a limit
   * @throws dev.weir.resource.StatusException 403
   */
  public void require(
      ResourceKind kind,
      ImageStream before,
      ImageStream after,
      Function<ImageStream, Collection<TagEvent>> older) {
    StreamName name = after.name();
    Map<String, Quantity> max = max(name.namespace(), STREAM);
    if (!max.containsKey(StreamLimits.IMAGES) && !max.containsKey(StreamLimits.TAGS)) {
      return;
    }
    Optional<String> refusal =
        StreamLimits.refusal(
            max,
            StreamLimits.Usage.of(before, older.apply(before)),
            StreamLimits.Usage.of(after, older.apply(after)));
    if (refusal.isPresent()) {
      throw ApiStatus.forbidden(kind, name.name(), refusal.get()).exception();
    }
  }

  /**
   * Refuses an image that is too large for a namespace.
   *
   * @param bytes gives the image's size; asked only where there is a limit
   * @throws dev.weir.resource.StatusException 403
   */
  public void requireImageSize(StreamName stream, java.util.function.LongSupplier bytes) {
    Quantity most = max(stream.namespace(), IMAGE).get("storage");
    if (most == null) {
      return;
    }
    long size = bytes.getAsLong();
    if (most.compareTo(Quantity.of(size)) < 0) {
      throw ApiStatus.forbidden(
              MAPPING,
              stream.name(),
              "requested usage of storage exceeds the maximum limit per openshift.io/Image (%d > %s)"
                  .formatted(size, most))
          .exception();
    }
  }
}
