package dev.weir.imageapi;

import dev.weir.imageapi.age.EarlyRight;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.StreamRules;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** What writes through the two kinds that show tags have in common. */
final class TagWrites {
  private final StreamStore streams;
  private final StreamWriter writer;
  private final StreamViews views;
  private final TagShape shape;
  private final EarlyRight early;

  TagWrites(Parts parts, TagShape shape) {
    this.streams = parts.streams().store();
    this.writer = parts.streams().writer();
    this.views = parts.views();
    this.shape = shape;
    this.early = new EarlyRight(parts.streams());
  }

  private ResourceKind kind() {
    return shape.kind();
  }

  /** Changes the tag's stream until nobody is in the way. */
  ApiObject edit(
      Scope scope,
      NamedTag name,
      Function<StoredStream, ImageStream> change,
      WriteOptions options) {
    StreamWriter.Edited edited =
        writer.edit(
            name.stream(),
            change,
            after ->
                Origin.tag(
                    scope.user().name(),
                    after,
                    name.tag(),
                    image -> streams.had(name.stream(), name.tag(), image)),
            options.dryRun());
    ImageStream stream = edited.after();
    ObjectNode metadata = stream.metadata().deepCopy();
    if (edited.revision() > 0) {
      metadata.put("resourceVersion", Long.toString(edited.revision()));
    }
    ImageStream now = stream.withMetadata(metadata);
    if (shape == TagShape.IMAGE_TAG && !options.dryRun()) {
      StoredStream stored = streams.whole(name.stream());
      if (stored.exists() && stored.revision() == edited.revision()) {
        now = stored.stream();
      }
    }
    Optional<ObjectNode> image =
        TagShape.image(now, name.tag()).flatMap(i -> views.image(name.stream(), i));
    return ApiObject.of(views.filled(shape.view(now, name.tag(), image)));
  }

  /** The stream to change: the stored one, or a new one. */
  ImageStream base(StoredStream before, NamedTag name) {
    return before.exists() ? before.stream() : writer.fresh(name.stream());
  }

  /** What the rules make of a changed stream. */
  ImageStream accept(Scope scope, StoredStream before, ImageStream edited) {
    StreamRules rules = writer.rules(scope.user());
    ImageStream after =
        StreamWriter.require(
            edited.name(),
            before.exists() ? rules.edit(before.stream(), edited) : rules.createWithStatus(edited));
    return early.requireForAges(scope.user(), before.stream(), after);
  }

  /** Refuses a body that names another namespace or object than the path does. */
  void requirePlace(Scope scope, NamedTag name, ObjectNode object) {
    String own = Meta.namespace(object);
    if (!own.isEmpty() && !own.equals(scope.namespace())) {
      throw ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request")
          .exception();
    }
    if (!Meta.name(object).equals(name.text())) {
      throw ApiStatus.badRequest(
              "the name of the object (%s) does not match the name on the URL (%s)"
                  .formatted(Meta.name(object), name.text()))
          .exception();
    }
  }

  /** Refuses an update that was made for another version of the stream. */
  void requireVersion(NamedTag name, StoredStream before, ObjectNode updated) {
    String version = Meta.resourceVersion(updated);
    if (version.isEmpty()) {
      return;
    }
    if (!before.exists()) {
      throw ApiStatus.notFound(kind(), name.text()).exception();
    }
    requireVersion(name, before, version);
  }

  private void requireVersion(NamedTag name, StoredStream before, String version) {
    if (!version.isEmpty() && !version.equals(Long.toString(before.revision()))) {
      throw ApiStatus.conflict(
              kind(),
              name.text(),
              "another caller has updated the resource version to " + before.revision())
          .exception();
    }
  }

  /** The tag reference under a member, if there is one. */
  Optional<SpecTag> specTag(ObjectNode object, String member) {
    if (!(object.get(member) instanceof ObjectNode tag)) {
      return Optional.empty();
    }
    try {
      return Optional.of(StreamJson.readSpecTag(member, tag));
    } catch (IllegalArgumentException e) {
      throw ApiStatus.badRequest(
              kind().kind() + " in the request cannot be read: " + e.getMessage())
          .exception();
    }
  }

  /** Problems of the object's name. */
  static List<FieldProblem> nameProblems(NamedTag name) {
    return StreamName.isValidName(name.stream().name())
        ? List.of()
        : List.of(
            FieldProblem.invalid(
                "metadata.name",
                name.text(),
                "must begin with the name of an image stream, which is of lower-case letters and"
                    + " digits, with '.', '_' or '-' between them"));
  }

  void refuse(NamedTag name, List<FieldProblem> problems) {
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind(), name.text(), problems).exception();
    }
  }

  /** Removes the tag from spec and status; preconditions are about the stream. */
  ObjectNode delete(Scope scope, NamedTag name, DeleteOptions options) {
    if (!options.uid().isEmpty()) {
      StoredStream stored = streams.newest(name.stream());
      if (stored.exists()
          && !Json.string(stored.stream().metadata(), "uid").equals(options.uid())) {
        throw ApiStatus.conflict(kind(), name.text(), "the UID precondition was not met")
            .exception();
      }
    }
    var _ =
        writer.removeTag(
            scope.user(),
            name.stream(),
            name.tag(),
            ApiStatus.notFound(kind(), name.text()),
            stored -> requireVersion(name, stored, options.resourceVersion()),
            options.dryRun());
    return ApiStatus.success();
  }
}
