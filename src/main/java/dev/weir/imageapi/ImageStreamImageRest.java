package dev.weir.imageapi;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PartialDigest;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagViews;
import dev.weir.mapping.Claims;
import dev.weir.mapping.StoredStream;
import dev.weir.mapping.StreamContent;
import dev.weir.mapping.StreamStore;
import dev.weir.mapping.StreamTags;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.TableView;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Images of a stream, by full or shortened digest (image-api.md 4.4). */
final class ImageStreamImageRest implements Rest {
  private final StreamStore streams;
  private final StreamTags tags;
  private final StreamContent content;
  private final StreamViews views;
  private final VouchedImages vouched;
  private final Claims claims;

  ImageStreamImageRest(ImageApi.Parts parts) {
    this.streams = parts.streams();
    this.tags = parts.tags();
    this.content = parts.content();
    this.views = parts.views();
    this.vouched = new VouchedImages(parts.views());
    this.claims = new Claims(parts.context().store());
  }

  @Override
  public ResourceKind kind() {
    return ImageKinds.IMAGE_STREAM_IMAGE;
  }

  @Override
  public TableView table() {
    return ImageTables.STREAM_IMAGES;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    int at = name.indexOf('@');
    if (at <= 0 || at == name.length() - 1 || name.indexOf('@', at + 1) >= 0) {
      throw ApiStatus.badRequest("ImageStreamImages must be retrieved with <name>@<id>")
          .exception();
    }
    String id = name.substring(at + 1);
    StoredStream stored = streams.whole(new StreamName(scope.namespace(), name.substring(0, at)));
    if (!stored.exists()) {
      throw ApiStatus.notFound(kind(), name.substring(0, at)).exception();
    }
    String found =
        switch (PartialDigest.find(candidates(stored.stream()), id)) {
          case PartialDigest.Match.Found(String image) -> image;
          case PartialDigest.Match.None() -> throw ApiStatus.notFound(kind(), name).exception();
          case PartialDigest.Match.Several(List<String> images) ->
              throw ApiStatus.conflict(kind(), name, PartialDigest.ambiguous(id, images))
                  .exception();
        };
    ObjectNode image =
        views
            .image(stored.stream().name(), found)
            .orElseThrow(() -> ApiStatus.notFound(kind(), name).exception());
    return ApiObject.of(views.filled(TagViews.streamImage(stored.stream(), id, image)));
  }

  /** Every image of every tag's history, and the children of those that are indexes. */
  private Set<String> candidates(ImageStream stream) {
    Set<String> all = new LinkedHashSet<>(StreamTags.images(stream));
    content.of(stream.name()).manifests().forEach(shown -> all.add(shown.toString()));
    for (TagHistory history : stream.tags().values()) {
      for (TagEvent event : history.items()) {
        if (!OwnRegistry.owns(event.reference())) {
          if (!claims.holdsOnlyByWord(stream.name(), event.image())) {
            all.addAll(tags.children(event.image()));
          }
        } else if (content.isUnpushed(event.image())) {
          vouched.of(stream, event.image()).forEach(image -> all.add(Meta.name(image)));
        }
      }
    }
    return all;
  }
}
