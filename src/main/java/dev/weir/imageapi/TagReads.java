package dev.weir.imageapi;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.imagestream.ImageStream;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Scope;
import dev.weir.objects.Selection;
import dev.weir.objects.StoredWatch;
import dev.weir.objects.value.MadeOnce;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.StreamStore;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists and watches of the objects that show tags, made from streams and their changes. Images are
 * loaded only where a selector names a single object, so that what is seen of it is the same as
 * with a GET.
 */
final class TagReads {
  private final Store store;
  private final StreamStore streams;
  private final StreamViews views;
  private final TagShape shape;
  private final MadeOnce<Entry, ImageStream> parsed = new MadeOnce<>();

  TagReads(Parts parts, TagShape shape) {
    this.store = parts.streams().context().store();
    this.streams = parts.streams().store();
    this.views = parts.views();
    this.shape = shape;
  }

  /** All tags of one revision, by namespace, stream and tag; a limit is not kept to. */
  ObjectList list(Scope scope, ListOptions options) {
    Selection selection = Selection.of(options, List.of(), (_, _) -> "");
    boolean one = NamedTag.selected(scope, options).isPresent();
    StreamStore.Listing all =
        shape == TagShape.IMAGE_TAG
            ? streams.listWhole(scope.namespace())
            : streams.list(scope.namespace());
    List<ApiObject> found = new ArrayList<>();
    for (ImageStream stream : all.streams()) {
      for (String tag : TagShape.tags(stream)) {
        object(stream, tag, one, selection).ifPresent(found::add);
      }
    }
    return new ObjectList(found, all.revision(), "", 0);
  }

  private Optional<ApiObject> object(
      ImageStream stream, String tag, boolean withImage, Selection selection) {
    if (!shape.shows(stream, tag)) {
      return Optional.empty();
    }
    ApiObject object = ApiObject.of(views.filled(shape.view(stream, tag, Optional.empty())));
    if (!selection.includes(object)) {
      return Optional.empty();
    }
    Optional<ObjectNode> image =
        withImage
            ? TagShape.image(stream, tag).flatMap(i -> views.image(stream.name(), i))
            : Optional.empty();
    return image.isEmpty()
        ? Optional.of(object)
        : Optional.of(ApiObject.of(views.filled(shape.view(stream, tag, image))));
  }

  /**
   * Follows tags: each change of a stream is told as the changes of those of its tags that are not
   * as they were.
   */
  ObjectWatch watch(Scope scope, ListOptions options) {
    Selection selection = Selection.of(options, List.of(), (_, _) -> "");
    Optional<String> one =
        NamedTag.selected(scope, options).map(name -> StreamKeys.stream(name.stream()));
    String prefix = one.orElseGet(() -> ObjectKey.prefix(Kinds.IMAGE_STREAM, scope.namespace()));
    return StoredWatch.open(
        store,
        prefix,
        options,
        event ->
            one.isPresent() && !event.key().equals(one.get())
                ? List.of()
                : events(event, selection, one.isPresent()),
        shape.kind());
  }

  private List<ObjectEvent> events(StoreEvent event, Selection selection, boolean withImage) {
    Optional<ImageStream> before = event.previous().map(this::parsed);
    Optional<Entry> entry =
        event instanceof StoreEvent.Written(Entry written, Optional<Entry> _)
            ? Optional.of(written)
            : Optional.empty();
    Optional<ImageStream> now = entry.map(this::parsed);
    NavigableSet<String> tags = new TreeSet<>();
    before.map(TagShape::tags).ifPresent(tags::addAll);
    now.map(TagShape::tags).ifPresent(tags::addAll);
    List<ObjectEvent> events = new ArrayList<>();
    for (String tag : tags) {
      if (before.isPresent() && now.isPresent() && shape.isSame(before.get(), now.get(), tag)) {
        continue;
      }
      Optional<ApiObject> was =
          before.flatMap(s -> object(older(s, event.previous(), tag), tag, withImage, selection));
      Optional<ApiObject> is =
          now.flatMap(s -> object(older(s, entry, tag), tag, withImage, selection));
      if (is.isPresent()) {
        var type = was.isPresent() ? ObjectEvent.Type.MODIFIED : ObjectEvent.Type.ADDED;
        events.add(new ObjectEvent(type, is.get()));
      } else if (was.isPresent()) {
        events.add(new ObjectEvent(ObjectEvent.Type.DELETED, gone(was.get(), event.revision())));
      }
    }
    return events;
  }

  private ImageStream parsed(Entry entry) {
    return parsed.get(entry, StreamStore::read);
  }

  /** With the tag's older events, where the kind shows them. */
  private ImageStream older(ImageStream stream, Optional<Entry> entry, String tag) {
    return shape == TagShape.IMAGE_TAG
        ? streams.withOlder(stream, entry.orElseThrow(), tag)
        : stream;
  }

  private static ApiObject gone(ApiObject last, long revision) {
    ObjectNode tree = last.copy();
    Meta.of(tree).put("resourceVersion", Long.toString(revision));
    return ApiObject.of(tree);
  }
}
