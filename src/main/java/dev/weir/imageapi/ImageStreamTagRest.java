package dev.weir.imageapi;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.StreamRules;
import dev.weir.imagestream.StreamValidation;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagViews;
import dev.weir.mapping.StoredStream;
import dev.weir.mapping.StreamStore;
import dev.weir.mapping.StreamWriter;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.MetaRules;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Selection;
import dev.weir.objects.TableView;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.StreamName;
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
  private final StreamWriter writer;
  private final StreamViews views;

  ImageStreamTagRest(ImageApi.Parts parts) {
    this.streams = parts.streams();
    this.writer = parts.writer();
    this.views = parts.views();
  }

  /** {@code stream:tag}. */
  private record Name(StreamName stream, String tag, String text) {
    static Name parse(Scope scope, String text) {
      int colon = text.indexOf(':');
      boolean wellFormed =
          colon > 0
              && colon < text.length() - 1
              && text.indexOf(':', colon + 1) < 0
              && text.indexOf('@') < 0;
      if (!wellFormed) {
        throw ApiStatus.badRequest("ImageStreamTags must be retrieved with <name>:<tag>")
            .exception();
      }
      StreamName stream = new StreamName(scope.namespace(), text.substring(0, colon));
      return new Name(stream, text.substring(colon + 1), text);
    }
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
    Name name = Name.parse(scope, text);
    StoredStream stored = streams.newest(name.stream());
    if (!stored.exists()) {
      throw ApiStatus.notFound(kind(), name.stream().name()).exception();
    }
    String image =
        stored.stream()
            .newest(name.tag())
            .map(TagEvent::image)
            .filter(i -> !i.isEmpty())
            .orElseThrow(() -> ApiStatus.notFound(kind(), text).exception());
    ObjectNode loaded =
        views.image(image).orElseThrow(() -> ApiStatus.notFound(kind(), image).exception());
    return shown(TagViews.streamTag(stored.stream(), name.tag(), Optional.of(loaded)));
  }

  private ApiObject shown(ObjectNode view) {
    return ApiObject.of(views.filled(view));
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    Selection selection = Selection.of(options, List.of(), (_, _) -> "");
    StreamStore.Listing all = streams.list(scope.namespace());
    List<ApiObject> found = new ArrayList<>();
    for (ImageStream stream : all.streams()) {
      for (String tag : stream.tags().keySet()) {
        if (stream.newest(tag).filter(e -> !e.image().isEmpty()).isPresent()) {
          ApiObject object = shown(TagViews.streamTag(stream, tag, Optional.empty()));
          if (selection.includes(object)) {
            found.add(object);
          }
        }
      }
    }
    return new ObjectList(found, all.revision(), "", 0);
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    MetaRules.requireKind(kind(), object);
    requireNamespace(scope, object);
    Name name = Name.parse(scope, Meta.name(object));
    Optional<SpecTag> tag = specTag(object).map(t -> t.withName(name.tag()));
    List<FieldProblem> problems = new ArrayList<>(problems(name, tag));
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
    refuse(name, problems);
    return written(
        name,
        writer.edit(
            name.stream(),
            before -> {
              if (before.stream().spec().containsKey(name.tag())) {
                throw ApiStatus.alreadyExists(kind(), name.text()).exception();
              }
              ImageStream edited =
                  tag.map(base(before, name)::withSpecTag).orElse(base(before, name));
              return accept(scope, before, edited);
            },
            options.dryRun()));
  }

  private ImageStream base(StoredStream before, Name name) {
    return before.exists() ? before.stream() : writer.fresh(name.stream());
  }

  private ImageStream accept(Scope scope, StoredStream before, ImageStream edited) {
    StreamRules rules = writer.rules(scope.user());
    return StreamWriter.require(
        edited.name(),
        before.exists() ? rules.edit(before.stream(), edited) : rules.createWithStatus(edited));
  }

  private ApiObject written(Name name, StreamWriter.Edited edited) {
    ImageStream stream = edited.after();
    ObjectNode metadata = stream.metadata().deepCopy();
    if (edited.revision() > 0) {
      metadata.put("resourceVersion", Long.toString(edited.revision()));
    }
    ImageStream now = stream.withMetadata(metadata);
    Optional<ObjectNode> image =
        now.newest(name.tag()).map(TagEvent::image).filter(i -> !i.isEmpty()).flatMap(views::image);
    return shown(TagViews.streamTag(now, name.tag(), image));
  }

  @Override
  public Updated update(
      Scope scope, String text, UnaryOperator<ObjectNode> change, WriteOptions options) {
    Name name = Name.parse(scope, text);
    boolean[] created = {false};
    StreamWriter.Edited edited =
        writer.edit(
            name.stream(),
            before -> {
              created[0] = !before.stream().spec().containsKey(name.tag());
              ObjectNode present =
                  views.filled(TagViews.streamTag(before.stream(), name.tag(), Optional.empty()));
              ObjectNode updated = change.apply(present);
              return accept(scope, before, changed(scope, name, before, updated));
            },
            options.dryRun());
    return new Updated(written(name, edited), created[0]);
  }

  private ImageStream changed(Scope scope, Name name, StoredStream before, ObjectNode updated) {
    MetaRules.requireKind(kind(), updated);
    requireNamespace(scope, updated);
    if (!Meta.name(updated).equals(name.text())) {
      throw ApiStatus.badRequest(
              "the name of the object ("
                  + Meta.name(updated)
                  + ") does not match the name on the URL ("
                  + name.text()
                  + ")")
          .exception();
    }
    requireVersion(name, before, updated);
    Optional<SpecTag> tag = specTag(updated).map(t -> t.withName(name.tag()));
    List<FieldProblem> problems = new ArrayList<>(problems(name, tag));
    Map<String, String> labels = Meta.labels(updated);
    if (!labels.isEmpty() && !labels.equals(labels(before))) {
      problems.add(
          FieldProblem.invalid(
              "metadata", "", "may not update fields other than metadata.annotations"));
    }
    refuse(name, problems);
    SpecTag wanted =
        tag.or(() -> before.stream().specTag(name.tag()))
            .orElseThrow(
                () ->
                    ApiStatus.badRequest(
                            "imagestreamtag "
                                + name.tag()
                                + " is not a spec tag in imagestream "
                                + name.stream()
                                + ", cannot be updated")
                        .exception());
    return base(before, name).withSpecTag(wanted.withAnnotations(Meta.annotations(updated)));
  }

  private static Map<String, String> labels(StoredStream stored) {
    ObjectNode holder = Json.object();
    holder.set("metadata", stored.stream().metadata());
    return Meta.labels(holder);
  }

  private void requireVersion(Name name, StoredStream before, ObjectNode updated) {
    String version = Meta.resourceVersion(updated);
    if (version.isEmpty()) {
      return;
    }
    if (!before.exists()) {
      throw ApiStatus.notFound(kind(), name.text()).exception();
    }
    if (!version.equals(Long.toString(before.revision()))) {
      throw ApiStatus.conflict(
              kind(),
              name.text(),
              "another caller has updated the resource version to " + before.revision())
          .exception();
    }
  }

  private static void requireNamespace(Scope scope, ObjectNode object) {
    String own = Meta.namespace(object);
    if (!own.isEmpty() && !own.equals(scope.namespace())) {
      throw ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request")
          .exception();
    }
  }

  private static Optional<SpecTag> specTag(ObjectNode object) {
    if (!(object.get("tag") instanceof ObjectNode tag)) {
      return Optional.empty();
    }
    try {
      return Optional.of(StreamJson.readSpecTag("tag", tag));
    } catch (IllegalArgumentException e) {
      throw ApiStatus.badRequest("ImageStreamTag in the request cannot be read: " + e.getMessage())
          .exception();
    }
  }

  private static List<FieldProblem> problems(Name name, Optional<SpecTag> tag) {
    List<FieldProblem> problems = new ArrayList<>();
    tag.ifPresent(t -> problems.addAll(StreamValidation.checkTagReference("tag", t)));
    if (!StreamName.isValidName(name.stream().name())) {
      problems.add(
          FieldProblem.invalid(
              "metadata.name", name.text(), "must begin with the name of an image stream"));
    }
    return problems;
  }

  private void refuse(Name name, List<FieldProblem> problems) {
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind(), name.text(), problems).exception();
    }
  }

  @Override
  public ObjectNode delete(Scope scope, String text, DeleteOptions options) {
    Name name = Name.parse(scope, text);
    if (!options.uid().isEmpty()) {
      StoredStream stored = streams.newest(name.stream());
      if (stored.exists()
          && !Json.string(stored.stream().metadata(), "uid").equals(options.uid())) {
        throw ApiStatus.conflict(kind(), text, "the UID precondition was not met").exception();
      }
    }
    var _ =
        writer.removeTag(
            scope.user(),
            name.stream(),
            name.tag(),
            ApiStatus.notFound(kind(), text),
            options.dryRun());
    return ApiStatus.success();
  }
}
