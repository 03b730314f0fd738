package dev.weir.imageapi;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.imageapi.imports.FailedImports;
import dev.weir.imagestream.HoldWords;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportJob;
import dev.weir.importing.StreamImports;
import dev.weir.importing.Wanted;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.ImportPlaces;
import dev.weir.importing.bounds.Patience;
import dev.weir.lock.Attempts;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.Waiting;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Caller;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamBounds;
import dev.weir.streams.StreamObjects;
import dev.weir.streams.StreamStore;
import dev.weir.streams.bounds.AllowedRegistries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Image stream imports: a request that is answered with what was found, also if nothing was
 * (image-api.md 5).
 */
final class ImageStreamImportRest implements Rest {
  private static final int ATTEMPTS = 10;
  private static final int RETRY_AFTER_SECONDS = 5;

  /** Most imports at a time that somebody waits for. */
  private static final int PLACES = 64;

  private static final Duration LONGEST_FOR_A_PLACE = Duration.ofMinutes(15);

  private final StoreContext context;
  private final StreamStore streams;
  private final StreamBounds bounds;
  private final StreamObjects objects;
  private final ImportAnswers answers;
  private final StreamImports imports;
  private final Authorizer authorizer;
  private final ImportPlaces places = new ImportPlaces(PLACES);
  private final FailedImports failed = new FailedImports();

  ImageStreamImportRest(Parts parts, StreamImports imports) {
    this.context = parts.streams().context();
    this.streams = parts.streams().store();
    this.bounds = parts.streams().bounds();
    this.objects = parts.objects();
    this.answers = new ImportAnswers(parts.views());
    this.imports = imports;
    this.authorizer = parts.streams().authorizer();
  }

  @Override
  public ResourceKind kind() {
    return Kinds.IMAGE_STREAM_IMPORT;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode body, WriteOptions options) {
    MetaRules.requireKind(kind(), body);
    if (!Meta.namespace(body).isEmpty() && !Meta.namespace(body).equals(scope.namespace())) {
      throw ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request")
          .exception();
    }
    ImportJob job = ImportJobReader.read(body, options.dryRun());
    StreamName name = new StreamName(scope.namespace(), Meta.name(body));
    context.host().requireExists(name.namespace());
    requireAllowed(name, job);
    StoredStream before = streams.newest(name);
    requireVersion(body, before);
    ImportMemory.Part memory = imports.memory(scope.user());
    boolean answered = false;
    try {
      Findings findings = look(scope.user(), before, job, options.waiting(), memory);
      if (job.stores()) {
        failed.tell(scope.user(), name, findings);
      }
      ApiObject answer = answer(scope, body, job, before, findings, memory);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        memory.close();
      }
    }
  }

  /** The answer needs what was found until its client has read it. */
  private ApiObject answer(
      Scope scope,
      ObjectNode body,
      ImportJob job,
      StoredStream before,
      Findings findings,
      ImportMemory.Part memory) {
    StreamName name = before.stream().name();
    ObjectNode answer = ImportDefaults.filled(body);
    Meta.of(answer).put("namespace", scope.namespace());
    answer.remove("status");
    Optional<ApiObject> stream = Optional.empty();
    List<String> held = List.of();
    if (job.stores()) {
      boolean exact = !Meta.resourceVersion(body).isEmpty();
      boolean _ = streams.inTurn(name, () -> apply(scope, name, before, findings, exact));
      stream = objects.find(name);
      held = held(streams.newest(name).stream(), findings);
    }
    return answers.of(answer, stream, findings, held, memory::close);
  }

  /** Of tags that were looked at and not moved, because somebody holds them. */
  private static List<String> held(ImageStream stream, Findings findings) {
    return findings
        .tags()
        .flatMap(tag -> stream.specTag(tag).stream())
        .filter(SpecTag::isHeld)
        .distinct()
        .map(tag -> HoldWords.notMoved(stream.name().name(), tag))
        .toList();
  }

  @Override
  public boolean waitsForOthers() {
    return true;
  }

  /** Who leaves, and a server that stops, end the waiting. */
  private Findings look(
      User user, StoredStream before, ImportJob job, Waiting waiting, ImportMemory.Part memory) {
    Patience patience = Patience.of(Caller.PERSON, waiting.most());
    Duration forAPlace = waiting.most().orElse(LONGEST_FOR_A_PLACE);
    try (Waiting.Presence _ = waiting.interrupting();
        ImportPlaces.Place _ = places.await(user, forAPlace).orElseThrow(() -> busy(forAPlace))) {
      patience.begin();
      return imports.look(before.stream(), job, source -> mayPull(user, source), patience, memory);
    } catch (InterruptedException _) {
      throw ApiStatus.unavailable(
              "the import was given up before its registries had answered; nothing was stored")
          .exception();
    }
  }

  private boolean mayPull(User user, StreamName source) {
    return authorizer.allows(user, Attributes.layers("get", source.namespace(), source.name()));
  }

  private static RuntimeException busy(Duration waited) {
    return ApiStatus.tooManyRequests(
            "too many imports of this user are running; none of them ended within "
                + waited.toSeconds()
                + " s",
            RETRY_AFTER_SECONDS)
        .exception();
  }

  /** Nothing is asked of a registry that is not allowed (image-api.md 8.4). */
  private void requireAllowed(StreamName name, ImportJob job) {
    List<FieldProblem> problems = new ArrayList<>();
    job.repository()
        .ifPresent(
            wanted ->
                bounds
                    .registries()
                    .refusal(wanted.from(), transport(wanted.policy()))
                    .ifPresent(
                        why ->
                            problems.add(
                                FieldProblem.forbidden("spec.repository.from.name", why))));
    for (int i = 0; i < job.images().size(); i++) {
      String path = "spec.images[%d].from.name".formatted(i);
      Wanted wanted = job.images().get(i);
      bounds
          .registries()
          .refusal(wanted.from(), transport(wanted.policy()))
          .ifPresent(why -> problems.add(FieldProblem.forbidden(path, why)));
    }
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind(), name.name(), problems).exception();
    }
  }

  private static AllowedRegistries.Transport transport(ImportPolicy policy) {
    return policy.insecure()
        ? AllowedRegistries.Transport.INSECURE
        : AllowedRegistries.Transport.SECURE;
  }

  private void requireVersion(ObjectNode body, StoredStream before) {
    String version = Meta.resourceVersion(body);
    String uid = Meta.uid(body);
    String name = Meta.name(body);
    if (!before.exists()) {
      if (!version.isEmpty() || !uid.isEmpty()) {
        throw ApiStatus.notFound(Kinds.IMAGE_STREAM, name).exception();
      }
      return;
    }
    if (!uid.isEmpty() && !uid.equals(Json.string(before.stream().metadata(), "uid"))) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM, name).exception();
    }
    if (!version.isEmpty() && !version.equals(Long.toString(before.revision()))) {
      throw ApiStatus.conflict(
              kind(),
              name,
              "the image stream was updated from \""
                  + version
                  + "\" to \""
                  + before.revision()
                  + "\"")
          .exception();
    }
  }

  /**
   * The results hold whatever else happened to the stream, so a lost race is only run again; a
   * stream that took its place is not the one that they are for.
   */
  private boolean apply(
      Scope scope, StreamName name, StoredStream first, Findings findings, boolean exactVersion) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      StoredStream before = attempts.isFirst() ? first : streams.newest(name);
      if (first.exists() && !before.isSameAs(first)) {
        break;
      }
      if (imports.apply(scope.user(), before, findings).isPresent()) {
        return true;
      }
      if (exactVersion) {
        break;
      }
    }
    throw ApiStatus.modified(Kinds.IMAGE_STREAM, name.name()).exception();
  }
}
