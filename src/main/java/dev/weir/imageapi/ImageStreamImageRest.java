package dev.weir.imageapi;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PartialDigest;
import dev.weir.imagestream.TagViews;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.TableView;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.Claims;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
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
  private final Claims claims;

  ImageStreamImageRest(Parts parts) {
    this.streams = parts.streams().store();
    this.tags = parts.streams().tags();
    this.content = parts.streams().content();
    this.views = parts.views();
    this.claims = parts.streams().claims();
  }

  @Override
  public ResourceKind kind() {
    return Kinds.IMAGE_STREAM_IMAGE;
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
    StreamName streamName = new StreamName(scope.namespace(), name.substring(0, at));
    StoredStream newest = streams.newest(streamName);
    if (!newest.exists()) {
      throw ApiStatus.notFound(kind(), streamName.name()).exception();
    }
    boolean whole = Digest.tryParse(id).isPresent() && streams.names(newest.stream(), id);
    String found = whole ? id : find(streamName, name, id); // the whole history only if need be
    ObjectNode image =
        views
            .image(streamName, found)
            .orElseThrow(() -> ApiStatus.notFound(kind(), name).exception());
    return ApiObject.of(views.filled(TagViews.streamImage(newest.stream(), id, image)));
  }

  private String find(StreamName streamName, String name, String id) {
    StoredStream stored = streams.whole(streamName);
    if (!stored.exists()) {
      throw ApiStatus.notFound(kind(), streamName.name()).exception();
    }
    ImageStream stream = stored.stream();
    Set<String> tagged = StreamTags.images(stream);
    if (tagged.contains(id)) {
      return id; // a whole name: nothing else can have it
    }
    return switch (PartialDigest.find(candidates(stream, tagged), id)) {
      case PartialDigest.Match.Found(String image) -> image;
      case PartialDigest.Match.None() -> throw ApiStatus.notFound(kind(), name).exception();
      case PartialDigest.Match.Several(List<String> images) ->
          throw ApiStatus.conflict(kind(), name, PartialDigest.ambiguous(id, images)).exception();
    };
  }

  /** Every image of every tag's history, and the children of those that are indexes. */
  private Set<String> candidates(ImageStream stream, Set<String> tagged) {
    Set<String> all = new LinkedHashSet<>(tagged);
    content.of(stream.name()).manifests().forEach(shown -> all.add(shown.toString()));
    VouchedImages vouched = new VouchedImages(views, stream);
    for (String image : vouched.own()) {
      if (content.isUnpushed(image)) {
        vouched.of(image).forEach(known -> all.add(Meta.name(known)));
      }
    }
    for (String image : StreamTags.imagesOf(stream, place -> !OwnRegistry.owns(place))) {
      if (!claims.holdsOnlyByWord(stream.name(), image)) {
        all.addAll(tags.children(image));
      }
    }
    return all;
  }
}
