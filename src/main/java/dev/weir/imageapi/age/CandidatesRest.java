package dev.weir.imageapi.age;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PartialDigest;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.importing.StreamImports;
import dev.weir.importing.age.SeenTags;
import dev.weir.importing.age.Shown;
import dev.weir.importing.aged.EarlyTaking;
import dev.weir.importing.aged.EarlyTaking.Outcome;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code imagestreamtags/candidates}: which images this server has seen under the tag of another
 * registry that a tag follows, since when, and why each was taken or not. A POST that names one as
 * {@code image} lets the tag take it early, for which a verb of its own is needed besides: {@code
 * takeearly} on {@code imagestreamtags}.
 */
public final class CandidatesRest implements Rest {
  /** The right to take an image before it is old enough. */
  public static final String VERB = "takeearly";

  private static final ResourceKind KIND = Kinds.IMAGE_STREAM_TAG_CANDIDATES;
  private static final ResourceKind TAGS = Kinds.IMAGE_STREAM_TAG;

  private final Streams streams;
  private final StreamImports imports;
  private final Authorizer authorizer;
  private final EarlyTaking early;
  private final Said said;

  /** Tells people of a stream. */
  @FunctionalInterface
  public interface Said {
    /**
     * As an Event.
     *
     * @param stream its metadata
     * @param reason in one word
     */
    void tell(ObjectNode stream, String reason, String message);
  }

  /** Of the streams that are imported into. */
  public CandidatesRest(Streams streams, StreamImports imports, Said said) {
    this.streams = streams;
    this.imports = imports;
    this.authorizer = streams.authorizer();
    this.early = new EarlyTaking(streams, imports);
    this.said = said;
  }

  @Override
  public ResourceKind kind() {
    return KIND;
  }

  /** A tag, by its name {@code STREAM:TAG}. */
  private record Named(StreamName stream, String tag, String text) {
    static Named parse(Scope scope, String text) {
      int colon = text.indexOf(':');
      if (colon <= 0 || colon == text.length() - 1 || text.indexOf(':', colon + 1) >= 0) {
        throw ApiStatus.badRequest("an image stream tag must be named as <name>:<tag>").exception();
      }
      return new Named(
          new StreamName(scope.namespace(), text.substring(0, colon)),
          text.substring(colon + 1),
          text);
    }
  }

  @Override
  public ApiObject get(Scope scope, String text) {
    return shown(Named.parse(scope, text));
  }

  private ApiObject shown(Named name) {
    ImageStream stream = present(name);
    SpecTag spec = stream.specTag(name.tag()).orElse(SpecTag.named(name.tag()));
    MinimumAge age = stream.minimumAge(name.tag());
    ObjectNode tree = Json.object();
    tree.put("apiVersion", KIND.apiVersion()).put("kind", KIND.kind());
    tree.putObject("metadata")
        .put("name", name.text())
        .put("namespace", name.stream().namespace())
        .put("resourceVersion", Meta.resourceVersion(holder(stream)));
    if (age.isSet() && SeenTags.followsARegistry(spec)) {
      tree.put("minimumAge", age.toString());
    }
    tree.put("from", spec.from().map(TagSource::name).orElse(""));
    ArrayNode items = tree.putArray("items");
    imports
        .gate()
        .waitingTags()
        .explained(stream, name.tag(), streams.images()::has)
        .forEach(one -> items.add(item(one)));
    return ApiObject.of(tree);
  }

  private static ObjectNode holder(ImageStream stream) {
    ObjectNode holder = Json.object();
    holder.set("metadata", stream.metadata());
    return holder;
  }

  /** The stream, which has the tag, if only in its spec. */
  private ImageStream present(Named name) {
    StoredStream stored = streams.store().newest(name.stream());
    ImageStream stream = stored.stream();
    if (!stored.exists()
        || (!stream.spec().containsKey(name.tag()) && !stream.tags().containsKey(name.tag()))) {
      throw ApiStatus.notFound(TAGS, name.text()).exception();
    }
    return stream;
  }

  private ObjectNode item(Shown one) {
    ObjectNode item = Json.object();
    item.put("image", one.image());
    item.put("dockerImageReference", streams.published().fill(one.reference()));
    item.put("firstSeen", StreamJson.time(one.first()));
    item.put("lastSeen", StreamJson.time(one.last()));
    one.aged().ifPresent(time -> item.put("agedAt", StreamJson.time(time)));
    item.put("state", one.state().name().toLowerCase(Locale.ROOT));
    return item.put("why", one.why());
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode body, WriteOptions options) {
    Named name = Named.parse(scope, Meta.name(body));
    authorizer.require(
        scope.user(),
        Attributes.resource(VERB, TAGS.group(), TAGS.plural(), scope.namespace(), name.text()));
    String image = Json.string(body, "image");
    if (image.isEmpty()) {
      throw invalid(
          name, FieldProblem.required("image", "the digest of the image that the tag shall take"));
    }
    ImageStream stream = present(name);
    switch (early.take(scope.user(), name.stream(), name.tag(), image, options.dryRun())) {
      case Outcome.Taken(String taken) -> {
        if (!options.dryRun()) {
          said.tell(
              stream.metadata(),
              "TakenEarly",
              "%s let tag %s take %s before it was old enough"
                  .formatted(scope.user().name(), name.tag(), taken));
        }
      }
      case Outcome.Unchanged _ -> {}
      case Outcome.Unknown _ ->
          throw invalid(
              name,
              FieldProblem.invalid(
                  "image",
                  image,
                  "no image that waits for the tag; GET of %s/%s/candidates lists those that do"
                      .formatted(TAGS.plural(), name.text())));
      case Outcome.Several(List<String> images) ->
          throw invalid(
              name, FieldProblem.invalid("image", image, PartialDigest.ambiguous(image, images)));
      case Outcome.Held _ ->
          throw ApiStatus.conflict(
                  TAGS,
                  name.text(),
                  "the tag is held; only a push or \"weir release %s\" moves it"
                      .formatted(name.text()))
              .exception();
      case Outcome.Missing(String gone) ->
          throw ApiStatus.conflict(
                  TAGS,
                  name.text(),
                  "%s was removed from this server; \"weir import-image %s\" brings it again while its registry has it"
                      .formatted(gone, name.text()))
              .exception();
    }
    return shown(name);
  }

  private static RuntimeException invalid(Named name, FieldProblem problem) {
    return ApiStatus.invalid(TAGS, name.text(), List.of(problem)).exception();
  }
}
