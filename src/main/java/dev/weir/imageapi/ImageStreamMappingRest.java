package dev.weir.imageapi;

import dev.weir.image.ImageRules;
import dev.weir.image.ImageValidation;
import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imageapi.age.EarlyRight;
import dev.weir.imagestream.HoldWords;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PushedTag;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.lock.Attempts;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.meta.NameRule;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.streams.Claims;
import dev.weir.streams.StoredImages;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamBounds;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Image stream mappings: how another registry records a push (image-api.md 6.1). */
final class ImageStreamMappingRest implements Rest {
  private static final int ATTEMPTS = 10;
  private static final int CONFLICT = 409;

  private final StoreContext context;
  private final StreamStore streams;
  private final StreamBounds bounds;
  private final StreamWriter writer;
  private final StreamViews views;
  private final Rest images;
  private final KnownImages known;
  private final StoredImages stored;
  private final EarlyRight early;

  ImageStreamMappingRest(Parts parts, Rest images) {
    this.context = parts.streams().context();
    this.streams = parts.streams().store();
    this.bounds = parts.streams().bounds();
    this.writer = parts.streams().writer();
    this.views = parts.views();
    this.images = images;
    this.known = new KnownImages(parts);
    this.stored = parts.streams().images();
    this.early = new EarlyRight(parts.streams());
  }

  @Override
  public ResourceKind kind() {
    return Kinds.IMAGE_STREAM_MAPPING;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    MetaRules.requireKind(kind(), object);
    if (!Meta.namespace(object).isEmpty() && !Meta.namespace(object).equals(scope.namespace())) {
      throw ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request")
          .exception();
    }
    StreamName name = new StreamName(scope.namespace(), Meta.name(object));
    String tag = Json.string(object, "tag");
    ObjectNode image = Json.objectAt(object, "image").deepCopy();
    image.remove("signatures");
    refuse(name, tag, image);
    requireFree(present(name).stream(), tag, Meta.name(image));
    requireNotEarly(scope, present(name).stream(), tag, Meta.name(image));
    bounds.requireImageSize(name, () -> Images.size(image));
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Mapped mapped = store(scope, name, image, options); // who may is asked before others wait
      if (streams.inTurn(name, () -> move(scope, name, tag, mapped, Meta.name(image), options))) {
        return ApiObject.of(ApiStatus.success().put("code", 201));
      }
    }
    throw ApiStatus.notFound(Kinds.IMAGE, Meta.name(image)).exception();
  }

  private StoredStream present(StreamName name) {
    StoredStream found = streams.newest(name);
    if (!found.exists()) {
      throw ApiStatus.notFound(kind(), name.name()).exception();
    }
    return found;
  }

  /** What another registry says of a tag does not move one that somebody holds. */
  private static void requireFree(ImageStream stream, String tag, String image) {
    Optional<SpecTag> held = stream.specTag(tag).filter(SpecTag::isHeld);
    boolean stays = stream.newest(tag).filter(event -> event.image().equals(image)).isPresent();
    if (held.isPresent() && !stays) {
      String name = stream.name().name();
      throw ApiStatus.conflict(
              Kinds.IMAGE_STREAM_TAG, name + ":" + tag, HoldWords.stands(name, held.get()))
          .exception();
    }
  }

  /** A registry got the bytes by a push; anybody else only names what the tag waits for. */
  private void requireNotEarly(Scope scope, ImageStream stream, String tag, String image) {
    boolean stays = stream.newest(tag).filter(event -> event.image().equals(image)).isPresent();
    if (!stays && !known.isRegistry(scope.user())) {
      early.requireForImage(scope.user(), stream, tag, image);
    }
  }

  private void refuse(StreamName name, String tag, ObjectNode image) {
    List<FieldProblem> problems = new ArrayList<>();
    if (name.name().isEmpty()) {
      problems.add(FieldProblem.required("name", ""));
      problems.add(FieldProblem.required("dockerImageRepository", ""));
    }
    if (tag.isEmpty()) {
      problems.add(FieldProblem.required("tag", ""));
    } else if (!TagName.isValid(tag)) {
      problems.add(FieldProblem.invalid("tag", tag, TagName.RULE));
    }
    if (Meta.name(image).isEmpty()) {
      problems.add(FieldProblem.required("image.metadata.name", ""));
    }
    if (!name.name().isEmpty()) {
      problems.addAll(NameRule.PATH_SEGMENT.check("metadata.name", name.name()));
    }
    boolean filledIn = Json.string(image, "dockerImageReference").isEmpty();
    for (FieldProblem problem : ImageValidation.check(image)) {
      if (!filledIn || !problem.field().equals("dockerImageReference")) {
        problems.add(
            new FieldProblem(problem.reason(), "image." + problem.field(), problem.message()));
      }
    }
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind(), name.name(), problems).exception();
    }
  }

  /**
   * What the event says.
   *
   * @param word by which the stream gets the image, if it is by a word only
   */
  private record Mapped(String reference, Optional<Claims.Word> word) {}

  /** Creates the image unless it is there. */
  private Mapped store(Scope scope, StreamName name, ObjectNode image, WriteOptions options) {
    String own = OwnRegistry.pullSpec(name, Meta.name(image));
    if (Json.string(image, "dockerImageReference").isEmpty()) {
      image.put("dockerImageReference", views.fill(own));
    }
    boolean managed = Images.isManaged(image);
    String submitted = views.strip(Json.string(image, "dockerImageReference"));
    boolean registry = known.isRegistry(scope.user());
    if (registry) {
      Images.vouch(image);
    } else {
      known.requireReadable(scope.user(), name, submitted, Meta.name(image));
      if (managed) {
        known.requireReadable(scope.user(), name, own, Meta.name(image));
      }
      Images.claim(image);
    }
    try {
      ApiObject made = images.create(new Scope(scope.user(), ""), image.deepCopy(), options);
      return new Mapped(
          submitted,
          registry || ImageRules.isComplete(image)
              ? Optional.empty()
              : Optional.of(new Claims.Word(Meta.uid(made.tree()))));
    } catch (StatusException e) {
      if (e.status().code() != CONFLICT) {
        throw e;
      }
    }
    String reference = managed ? own : submitted;
    if (!registry) {
      return new Mapped(
          reference, known.take(scope.user(), name, image, submitted, options.dryRun()));
    }
    if (managed && !options.dryRun()) {
      known.replaceClaim(image, submitted);
    }
    return new Mapped(reference, Optional.empty());
  }

  /** False if the image has gone since it was found: nothing but the mapping held it. */
  private boolean move(
      Scope scope, StreamName name, String tag, Mapped mapped, String image, WriteOptions options) {
    Origin origin = Origin.tag(scope.user().name());
    StoredStream first = present(name);
    Map<String, Claims.Word> spoken =
        mapped.word().map(word -> Map.of(image, word)).orElse(Map.of());
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      StoredStream before = streams.newest(name);
      if (!before.exists() || !PushedTag.mayRetry(first.stream(), before.stream(), List.of(tag))) {
        throw ApiStatus.modified(Kinds.IMAGE_STREAM, name.name()).exception();
      }
      Instant now = context.now().truncatedTo(ChronoUnit.SECONDS);
      String from = OwnRegistry.owns(mapped.reference()) ? "" : mapped.reference();
      TagEvent event = new TagEvent(now, mapped.reference(), image, 0).from(from);
      switch (PushedTag.record(before.stream(), List.of(tag), event)) {
        case PushedTag.Outcome.Unchanged _ -> {
          return true;
        }
        case PushedTag.Outcome.TagMoved(ImageStream moved) -> {
          requireFree(before.stream(), tag, image);
          requireNotEarly(scope, before.stream(), tag, image);
          if (!options.dryRun() && !stored.has(image)) {
            return false;
          }
          Optional<Long> written =
              options.dryRun()
                  ? writer.write(before, moved, origin, true)
                  : writer.writeWithImage(before, moved, origin, false, spoken, image);
          if (written.isPresent()) {
            return true;
          }
        }
      }
    }
    throw ApiStatus.modified(Kinds.IMAGE_STREAM, name.name()).exception();
  }
}
