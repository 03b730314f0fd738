package dev.weir.imageapi;

import dev.weir.imageapi.age.ShorterAges;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.KeptAnnotations;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamValidation;
import dev.weir.imagestream.TagViews;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Image tags: what a tag should be and was, of which a client may write only what it should be
 * (image-api.md 4.3).
 */
final class ImageTagRest extends TagRest {
  private final StreamStore streams;
  private final StreamViews views;

  ImageTagRest(Parts parts, ShorterAges ages) {
    super(parts, TagShape.IMAGE_TAG, ages);
    this.streams = parts.streams().store();
    this.views = parts.views();
  }

  @Override
  public TableView table() {
    return ImageTables.IMAGE_TAGS;
  }

  @Override
  public ApiObject get(Scope scope, String text) {
    NamedTag name = NamedTag.parse(kind(), scope, text, "retrieved");
    ImageStream stream = streams.whole(name.stream()).stream();
    if (!TagShape.IMAGE_TAG.shows(stream, name.tag())) {
      throw ApiStatus.notFound(kind(), text).exception();
    }
    Optional<ObjectNode> image =
        TagShape.image(stream, name.tag()).flatMap(i -> views.image(name.stream(), i));
    return ApiObject.of(views.filled(TagViews.imageTag(stream, name.tag(), image)));
  }

  @Override
  Optional<SpecTag> created(NamedTag name, ObjectNode object) {
    Optional<SpecTag> spec =
        writes()
            .specTag(object, "spec")
            .map(tag -> tag.name().isEmpty() ? tag.withName(name.tag()) : tag);
    List<FieldProblem> problems = problems(name, spec);
    if (spec.isEmpty()) {
      problems.add(FieldProblem.required("spec", "spec is a required field during creation"));
    }
    writes().refuse(name, problems);
    return spec;
  }

  @Override
  ObjectNode present(NamedTag name, StoredStream before) {
    ImageStream whole = before.exists() ? streams.whole(name.stream()).stream() : before.stream();
    return views.filled(TagViews.imageTag(whole, name.tag(), Optional.empty()));
  }

  @Override
  ImageStream changed(NamedTag name, StoredStream before, ObjectNode present, ObjectNode wanted) {
    Optional<SpecTag> spec = writes().specTag(wanted, "spec");
    List<FieldProblem> problems = problems(name, spec);
    if (before.exists()) {
      problems.addAll(fixedProblems(present, wanted));
    }
    writes().refuse(name, problems);
    if (spec.isEmpty() && !TagShape.IMAGE_TAG.shows(before.stream(), name.tag())) {
      throw ApiStatus.notFound(kind(), name.text()).exception();
    }
    ImageStream base = writes().base(before, name);
    Optional<SpecTag> stored = before.stream().specTag(name.tag());
    return spec.map(tag -> base.withSpecTag(KeptAnnotations.carried(stored, tag)))
        .orElseGet(
            () ->
                stored.filter(SpecTag::isHeld).isPresent()
                    ? base
                    : base.withoutSpecTag(name.tag()));
  }

  @Override
  Map<String, String> annotations(ObjectNode wanted) {
    return writes().specTag(wanted, "spec").map(SpecTag::annotations).orElse(Map.of());
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
}
