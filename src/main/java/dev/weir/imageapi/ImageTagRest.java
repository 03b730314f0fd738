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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Image tags: what a tag should be and was, of which a client may write only what it should be
 * (image-api.md 4.3).
 */
final class ImageTagRest implements Rest {
  private final StreamStore streams;
  private final StreamViews views;
  private final TagReads reads;
  private final TagWrites writes;

  ImageTagRest(ImageApi.Parts parts) {
    this.streams = parts.streams();
    this.views = parts.views();
    this.reads = new TagReads(parts, TagShape.IMAGE_TAG);
    this.writes = new TagWrites(parts, TagShape.IMAGE_TAG);
  }

  @Override
  public ResourceKind kind() {
    return ImageKinds.IMAGE_TAG;
  }

  @Override
  public TableView table() {
    return ImageTables.IMAGE_TAGS;
  }

  @Override
  public ApiObject get(Scope scope, String text) {
    NamedTag name = NamedTag.parse(kind(), scope, text);
    ImageStream stream = streams.whole(name.stream()).stream();
    if (!TagShape.IMAGE_TAG.shows(stream, name.tag())) {
      throw ApiStatus.notFound(kind(), text).exception();
    }
    Optional<ObjectNode> image = TagShape.image(stream, name.tag()).flatMap(views::image);
    return ApiObject.of(views.filled(TagViews.imageTag(stream, name.tag(), image)));
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
    Optional<SpecTag> spec =
        writes
            .specTag(object, "spec")
            .map(tag -> tag.name().isEmpty() ? tag.withName(name.tag()) : tag);
    List<FieldProblem> problems = problems(name, spec);
    if (spec.isEmpty()) {
      problems.add(FieldProblem.required("spec", "spec is a required field during creation"));
    }
    writes.refuse(name, problems);
    return writes.edit(
        name,
        before -> {
          if (before.stream().spec().containsKey(name.tag())) {
            throw ApiStatus.alreadyExists(kind(), name.text()).exception();
          }
          ImageStream base = writes.base(before, name);
          return writes.accept(scope, before, base.withSpecTag(spec.orElseThrow()));
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
              ImageStream whole =
                  before.exists() ? streams.whole(name.stream()).stream() : before.stream();
              ObjectNode present =
                  views.filled(TagViews.imageTag(whole, name.tag(), Optional.empty()));
              ObjectNode wanted = change.apply(present.deepCopy());
              return writes.accept(scope, before, changed(scope, name, before, present, wanted));
            },
            options);
    return new Updated(updated, created[0]);
  }

  private ImageStream changed(
      Scope scope, NamedTag name, StoredStream before, ObjectNode present, ObjectNode wanted) {
    MetaRules.requireKind(kind(), wanted);
    writes.requirePlace(scope, name, wanted);
    writes.requireVersion(name, before, wanted);
    Optional<SpecTag> spec = writes.specTag(wanted, "spec");
    List<FieldProblem> problems = problems(name, spec);
    if (before.exists()) {
      problems.addAll(fixedProblems(present, wanted));
    }
    writes.refuse(name, problems);
    if (spec.isEmpty() && !TagShape.IMAGE_TAG.shows(before.stream(), name.tag())) {
      throw ApiStatus.notFound(kind(), name.text()).exception();
    }
    ImageStream base = writes.base(before, name);
    return spec.map(base::withSpecTag).orElseGet(() -> base.withoutSpecTag(name.tag()));
  }

  /** Only the spec may differ from what is there. */
  private static List<FieldProblem> fixedProblems(ObjectNode present, ObjectNode wanted) {
    List<FieldProblem> problems = new ArrayList<>();
    String only = "may not update fields other than spec";
    if (!sameMetadata(present, wanted)) {
      problems.add(FieldProblem.invalid("metadata", "", only));
    }
    if (!orNull(present, "status").equals(orNull(wanted, "status"))) {
      problems.add(FieldProblem.invalid("status", "", only));
    }
    return problems;
  }

  private static boolean sameMetadata(ObjectNode present, ObjectNode wanted) {
    Map<String, String> labels = Meta.labels(wanted);
    String uid = Meta.uid(wanted);
    return labels.equals(Meta.labels(present))
        && Meta.annotations(wanted).equals(Meta.annotations(present))
        && (uid.isEmpty() || uid.equals(Meta.uid(present)));
  }

  private static JsonNode orNull(ObjectNode object, String member) {
    JsonNode value = object.get(member);
    return value == null ? Json.object().nullNode() : value;
  }

  private static List<FieldProblem> problems(NamedTag name, Optional<SpecTag> spec) {
    List<FieldProblem> problems = new ArrayList<>();
    spec.ifPresent(
        tag -> {
          problems.addAll(StreamValidation.checkTagReference("spec", tag));
          if (!tag.name().equals(name.tag())) {
            problems.add(
                FieldProblem.invalid("spec.name", tag.name(), "must match image tag name"));
          }
        });
    problems.addAll(TagWrites.nameProblems(name));
    return problems;
  }

  @Override
  public ObjectNode delete(Scope scope, String text, DeleteOptions options) {
    return writes.delete(scope, NamedTag.parse(kind(), scope, text), options);
  }
}
