package dev.weir.imageapi;

import dev.weir.imageapi.age.ShorterAges;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.KeptAnnotations;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamValidation;
import dev.weir.imagestream.TagViews;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.TableView;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Image stream tags: a view on streams that can be written to (image-api.md 4.1, 4.2). */
final class ImageStreamTagRest extends TagRest {
  private final StreamStore streams;
  private final StreamViews views;
  private final Map<String, Rest> subresources;

  ImageStreamTagRest(Parts parts, Map<String, Rest> subresources, ShorterAges ages) {
    super(parts, TagShape.STREAM_TAG, ages);
    this.subresources = new TreeMap<>(subresources);
    this.streams = parts.streams().store();
    this.views = parts.views();
  }

  @Override
  public TableView table() {
    return ImageTables.STREAM_TAGS;
  }

  @Override
  public List<String> subresources() {
    return List.copyOf(subresources.keySet());
  }

  @Override
  public Rest subresource(String name) {
    Rest found = subresources.get(name);
    if (found == null) {
      throw ApiStatus.noSuchPath().exception();
    }
    return found;
  }

  @Override
  public ApiObject get(Scope scope, String text) {
    NamedTag name = NamedTag.parse(kind(), scope, text, "retrieved");
    StoredStream stored = streams.newest(name.stream());
    if (!stored.exists()) {
      throw ApiStatus.notFound(kind(), name.stream().name()).exception();
    }
    String image =
        TagShape.image(stored.stream(), name.tag())
            .orElseThrow(() -> ApiStatus.notFound(kind(), text).exception());
    ObjectNode loaded =
        views
            .image(name.stream(), image)
            .orElseThrow(() -> ApiStatus.notFound(kind(), image).exception());
    return ApiObject.of(
        views.filled(TagViews.streamTag(stored.stream(), name.tag(), Optional.of(loaded))));
  }

  @Override
  Optional<SpecTag> created(NamedTag name, ObjectNode object) {
    Optional<SpecTag> tag = writes().specTag(object, "tag").map(t -> t.withName(name.tag()));
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
    writes().refuse(name, problems);
    return tag;
  }

  @Override
  ObjectNode present(NamedTag name, StoredStream before) {
    return views.filled(TagViews.streamTag(before.stream(), name.tag(), Optional.empty()));
  }

  @Override
  ImageStream changed(NamedTag name, StoredStream before, ObjectNode present, ObjectNode wanted) {
    Optional<SpecTag> tag = writes().specTag(wanted, "tag").map(t -> t.withName(name.tag()));
    List<FieldProblem> problems = problems(name, tag);
    Map<String, String> labels = Meta.labels(wanted);
    if (!labels.isEmpty() && !labels.equals(before.stream().labels())) {
      problems.add(
          FieldProblem.invalid(
              "metadata", "", "may not update fields other than metadata.annotations"));
    }
    writes().refuse(name, problems);
    Optional<SpecTag> stored = before.stream().specTag(name.tag());
    Map<String, String> annotations = annotations(wanted);
    tag.map(SpecTag::annotations).orElse(Map.of()).entrySet().stream()
        .filter(one -> isEmptied(one, Meta.annotations(present), annotations))
        .forEach(one -> annotations.put(one.getKey(), ""));
    SpecTag updated =
        tag.or(() -> stored)
            .map(t -> t.withAnnotations(annotations))
            .or(() -> held(before.stream(), name.tag(), annotations))
            .orElseThrow(
                () ->
                    ApiStatus.badRequest(
                            "imagestreamtag %s is not a spec tag in imagestream %s, cannot be updated"
                                .formatted(name.tag(), name.stream()))
                        .exception());
    return writes().base(before, name).withSpecTag(KeptAnnotations.carried(stored, updated));
  }

  @Override
  Map<String, String> annotations(ObjectNode wanted) {
    return new TreeMap<>(Meta.annotations(wanted));
  }

  /** A tag shows its annotations twice; one that is taken away at either place goes. */
  private static boolean isEmptied(
      Map.Entry<String, String> ofTag, Map<String, String> before, Map<String, String> wanted) {
    String key = ofTag.getKey();
    return KeptAnnotations.isKept(key)
        && ofTag.getValue().isBlank()
        && before.containsKey(key)
        && before.get(key).equals(wanted.get(key));
  }

  /** Of a tag that was only pushed, if somebody wants to hold it at an image of its history. */
  private static Optional<SpecTag> held(
      ImageStream stream, String tag, Map<String, String> annotations) {
    return Optional.of(SpecTag.named(tag).withAnnotations(annotations))
        .filter(SpecTag::isHeld)
        .filter(_ -> TagShape.image(stream, tag).isPresent());
  }

  private static List<FieldProblem> problems(NamedTag name, Optional<SpecTag> tag) {
    List<FieldProblem> problems = new ArrayList<>();
    tag.ifPresent(t -> problems.addAll(StreamValidation.checkTagReference("tag", t)));
    problems.addAll(TagWrites.nameProblems(name));
    return problems;
  }
}
