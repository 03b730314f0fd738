package dev.weir.imageapi;

import dev.weir.client.ObjectWatch;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamValidation;
import dev.weir.imagestream.TagViews;
import dev.weir.mapping.StoredStream;
import dev.weir.mapping.StreamStore;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.MetaRules;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.TableView;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Image stream tags: a view on streams that can be written to (image-api.md 4.1, 4.2). */
final class ImageStreamTagRest implements Rest {
  private final StreamStore streams;
  private final StreamViews views;
  private final TagReads reads;
  private final TagWrites writes;

  ImageStreamTagRest(ImageApi.Parts parts) {
    this.streams = parts.streams();
    this.views = parts.views();
    this.reads = new TagReads(parts, TagShape.STREAM_TAG);
    this.writes = new TagWrites(parts, TagShape.STREAM_TAG);
  }

  @Override
  public ResourceKind kind() {
    return ImageKinds.IMAGE_STREAM_TAG;
  }

  @Override
  public TableView table() {
    return ImageTables.STREAM_TAGS;
  }

  @Override
  public ApiObject get(Scope scope, String text) {
    NamedTag name = NamedTag.parse(kind(), scope, text);
    StoredStream stored = streams.newest(name.stream());
    if (!stored.exists()) {
      throw ApiStatus.notFound(kind(), name.stream().name()).exception();
    }
    String image =
        TagShape.image(stored.stream(), name.tag())
            .orElseThrow(() -> ApiStatus.notFound(kind(), text).exception());
    ObjectNode loaded =
        views.image(image).orElseThrow(() -> ApiStatus.notFound(kind(), image).exception());
    return ApiObject.of(
        views.filled(TagViews.streamTag(stored.stream(), name.tag(), Optional.of(loaded))));
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return reads.list(scope, options);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    return reads.watch(scope, options);
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    MetaRules.requireKind(kind(), object);
    NamedTag name = NamedTag.parse(kind(), scope, Meta.name(object));
    writes.requirePlace(scope, name, object);
    Optional<SpecTag> tag = writes.specTag(object, "tag").map(t -> t.withName(name.tag()));
    List<FieldProblem> problems = problems(name, tag);
    if (tag.isPresent()
        && !tag.get().annotations().isEmpty()
        && !tag.get().annotations().equals(Meta.annotations(object))) {
      problems.add(
          FieldProblem.invalid(
              "tag.annotations",
              Json.text(Json.objectAt(object.get("tag"), "annotations")),
              "tag annotations must not be provided or must be equal to the object meta"
                  + " annotations"));
    }
    writes.refuse(name, problems);
    return writes.edit(
        name,
        before -> {
          if (before.stream().spec().containsKey(name.tag())) {
            throw ApiStatus.alreadyExists(kind(), name.text()).exception();
          }
          ImageStream base = writes.base(before, name);
          return writes.accept(scope, before, tag.map(base::withSpecTag).orElse(base));
        },
        options);
  }

  @Override
  public Updated update(
      Scope scope, String text, UnaryOperator<ObjectNode> change, WriteOptions options) {
    NamedTag name = NamedTag.parse(kind(), scope, text);
    boolean[] created = {false};
    ApiObject updated =
        writes.edit(
            name,
            before -> {
              created[0] = !before.stream().spec().containsKey(name.tag());
              ObjectNode present =
                  views.filled(TagViews.streamTag(before.stream(), name.tag(), Optional.empty()));
              ImageStream changed = changed(scope, name, before, change.apply(present));
              return writes.accept(scope, before, changed);
            },
            options);
    return new Updated(updated, created[0]);
  }

  private ImageStream changed(Scope scope, NamedTag name, StoredStream before, ObjectNode updated) {
    MetaRules.requireKind(kind(), updated);
    writes.requirePlace(scope, name, updated);
    writes.requireVersion(name, before, updated);
    Optional<SpecTag> tag = writes.specTag(updated, "tag").map(t -> t.withName(name.tag()));
    List<FieldProblem> problems = problems(name, tag);
    Map<String, String> labels = Meta.labels(updated);
    if (!labels.isEmpty() && !labels.equals(before.stream().labels())) {
      problems.add(
          FieldProblem.invalid(
              "metadata", "", "may not update fields other than metadata.annotations"));
    }
    writes.refuse(name, problems);
    SpecTag wanted =
        tag.or(() -> before.stream().specTag(name.tag()))
            .orElseThrow(
                () ->
                    ApiStatus.badRequest(
                            "imagestreamtag %s is not a spec tag in imagestream %s, cannot be updated"
                                .formatted(name.tag(), name.stream()))
                        .exception());
    return writes.base(before, name).withSpecTag(wanted.withAnnotations(Meta.annotations(updated)));
  }

  private static List<FieldProblem> problems(NamedTag name, Optional<SpecTag> tag) {
    List<FieldProblem> problems = new ArrayList<>();
    tag.ifPresent(t -> problems.addAll(StreamValidation.checkTagReference("tag", t)));
    problems.addAll(TagWrites.nameProblems(name));
    return problems;
  }

  @Override
  public ObjectNode delete(Scope scope, String text, DeleteOptions options) {
    return writes.delete(scope, NamedTag.parse(kind(), scope, text), options);
  }
}
