package dev.weir.platform.openshift.build;

import dev.weir.follower.Cause;
import dev.weir.follower.MoveRights;
import dev.weir.follower.SameImage;
import dev.weir.follower.Trigger;
import dev.weir.lock.Attempts;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes builds (controllers-and-access.md 3.3). The config's new number, what it was built with,
 * and the Build are written in one transaction: nobody sees the one without the other, and whoever
 * starts at the same time gets another number.
 */
final class BuildStarts {
  private static final ConfigInputs INPUTS = new ConfigInputs();
  private static final int ATTEMPTS = 20;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int LONGEST_SUFFIX = 5;

  private final StoreContext context;
  private final StoredRest configs;
  private final StoredRest builds;
  private final StreamImages images;
  private final MoveRights rights;

  BuildStarts(
      StoreContext context, StoredRest configs, StoredRest builds, BuildKinds.Inputs inputs) {
    this.context = context;
    this.configs = configs;
    this.builds = builds;
    this.images = inputs.images();
    this.rights = inputs.rights();
  }

  /** Makes a build of the config that a request names. */
  ApiObject instantiate(Scope scope, ObjectNode request, WriteOptions options) {
    String name = Meta.name(request);
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      ApiObject present = configs.get(scope, name);
      ObjectNode config = present.copy();
      requireStartable(config);
      requireVersion(config, request);
      requireRights(config);
      Map<Trigger.TagKey, String> known = settleImages(config, request);
      long number = nextNumber(scope, config);
      ObjectNode build = NewBuild.of(config, request, number, known, images);
      Optional<ApiObject> made =
          made(scope, build, present, numbered(config, request, number), options);
      if (made.isPresent()) {
        return made.get();
      }
    }
    throw busy();
  }

  /** Makes the build that a request names once more. */
  ApiObject again(Scope scope, ObjectNode request, WriteOptions options) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      ObjectNode old = builds.get(scope, Meta.name(request)).copy();
      Optional<ApiObject> present = config(scope, BuildNames.config(old));
      Optional<ApiObject> made =
          present.isPresent()
              ? again(scope, old, present.get(), request, options)
              : againAlone(scope, old, request, options);
      if (made.isPresent()) {
        return made.get();
      }
    }
    throw busy();
  }

  private Optional<ApiObject> again(
      Scope scope, ObjectNode old, ApiObject present, ObjectNode request, WriteOptions options) {
    ObjectNode config = present.copy();
    requireStartable(config);
    long number = nextNumber(scope, config);
    NewBuild build = NewBuild.again(old, request, BuildNames.of(Meta.name(config), number));
    build.ofConfig(config, number);
    return made(scope, build.object(), present, numbered(config, Json.object(), number), options);
  }

  /** Of a build whose config is gone, or that never had one. */
  private Optional<ApiObject> againAlone(
      Scope scope, ObjectNode old, ObjectNode request, WriteOptions options) {
    String suffix = context.randomSuffix().substring(0, LONGEST_SUFFIX);
    NewBuild build = NewBuild.again(old, request, BuildNames.joined(Meta.name(old), suffix));
    return Optional.of(builds.create(scope, build.object(), options));
  }

  private Optional<ApiObject> config(Scope scope, String name) {
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(configs.get(scope, name));
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void requireStartable(ObjectNode config) {
    String name = Meta.namespace(config) + "/" + Meta.name(config);
    if (PausedConfigs.isPaused(config)) {
      throw ApiStatus.badRequest(
              "can't instantiate from BuildConfig "
                  + name
                  + ": it is paused by its annotation "
                  + PausedConfigs.ANNOTATION
                  + "; take that away first")
          .exception();
    }
    if (Meta.of(config).has("deletionTimestamp")) {
      throw ApiStatus.conflict(Kinds.BUILD_CONFIG, Meta.name(config), "it is being deleted")
          .exception();
    }
  }

  private static void requireVersion(ObjectNode config, ObjectNode request) {
    long last = lastVersion(config);
    if (request.hasNonNull("lastVersion") && request.path("lastVersion").asLong(-1) != last) {
      throw ApiStatus.badRequest(
              "the LastVersion("
                  + last
                  + ") on build config "
                  + Meta.namespace(config)
                  + "/"
                  + Meta.name(config)
                  + " does not match the build request LastVersion("
                  + request.path("lastVersion").asLong(-1)
                  + ")")
          .exception();
    }
  }

  /** A build hands out the pull specs of what it is made of. */
  private void requireRights(ObjectNode config) {
    for (Trigger input : INPUTS.triggers(config).all()) {
      rights
          .refusal(Kinds.BUILD_CONFIG, config, input)
          .ifPresent(
              reason -> {
                throw ApiStatus.forbidden(
                        Kinds.BUILD_CONFIG,
                        Meta.name(config),
                        "no build is made from " + input.from().streamName() + ": " + reason)
                    .exception();
              });
    }
  }

  static long lastVersion(ObjectNode config) {
    return Json.objectAt(config, "status").path("lastVersion").asLong(0);
  }

  /**
   * Notes for each followed tag the image that it has now, for the one that made the request the
   * image of the request: a build that somebody starts by hand uses up what has moved so far.
   */
  private Map<Trigger.TagKey, String> settleImages(ObjectNode config, ObjectNode request) {
    Optional<Trigger.TagKey> by = Trigger.TagKey.of(request.path("from"), Meta.namespace(config));
    String image = Json.string(Json.objectAt(request, "triggeredByImage"), "name");
    Map<Trigger.TagKey, String> known = new HashMap<>();
    for (ObjectNode change : ImageRecords.changes(config)) {
      Optional<Trigger.TagKey> tag = ImageRecords.tag(config, change);
      if (tag.isEmpty()) {
        continue;
      }
      boolean asked = !image.isEmpty() && by.equals(tag);
      if (asked) {
        requireNews(config, tag.get(), ImageRecords.last(config, tag.get(), change), image);
      }
      (asked ? Optional.of(image) : images.newest(tag.get()))
          .ifPresent(now -> known.put(tag.get(), now));
    }
    for (ObjectNode change : ImageRecords.changes(config)) {
      ImageRecords.tag(config, change)
          .filter(known::containsKey)
          .ifPresent(
              tag ->
                  ImageRecords.note(
                      config, change, tag, known.getOrDefault(tag, ""), context.now()));
    }
    return known;
  }

  /** Two who saw the same move start one build. */
  private void requireNews(ObjectNode config, Trigger.TagKey tag, String last, String image) {
    if (SameImage.isSame(last, image, images)) {
      throw ApiStatus.internal(
              "build config "
                  + Meta.namespace(config)
                  + "/"
                  + Meta.name(config)
                  + " has already instantiated a build for image "
                  + image
                  + " of "
                  + tag)
          .exception();
    }
  }

  /** The next number of which no build is there. */
  private long nextNumber(Scope scope, ObjectNode config) {
    long number = Math.clamp(lastVersion(config), 0, BuildNames.LAST_NUMBER) + 1L;
    while (builds.storedBytes(scope, BuildNames.of(Meta.name(config), number)) > 0) {
      number++;
    }
    if (number > BuildNames.LAST_NUMBER) {
      throw ApiStatus.conflict(
              Kinds.BUILD_CONFIG,
              Meta.name(config),
              "the numbers of its builds are used up; make the config anew under another name")
          .exception();
    }
    return number;
  }

  private static ObjectNode numbered(ObjectNode config, ObjectNode request, long number) {
    Json.ensureObject(config, "status").put("lastVersion", number);
    String cause = Meta.annotation(request, Cause.ANNOTATION);
    if (!cause.isEmpty() && request.hasNonNull("triggeredByImage")) {
      Meta.setAnnotation(config, Cause.ANNOTATION, cause);
    }
    return config;
  }

  /** Empty if somebody else wrote the config meanwhile. */
  private Optional<ApiObject> made(
      Scope scope, ObjectNode build, ApiObject present, ObjectNode config, WriteOptions options) {
    MetaRules.bumpGeneration(config, present.tree());
    String key = ObjectKey.of(Kinds.BUILD_CONFIG, scope.namespace(), Meta.name(config));
    byte[] encoded = ApiObject.encode(config);
    if (encoded.length > Json.MAX_BYTES) {
      throw ApiStatus.tooLarge(
              "what is noted of the build does not fit into build config " + Meta.name(config))
          .exception();
    }
    AtomicBoolean tried = new AtomicBoolean();
    try {
      return Optional.of(
          builds.createWith(
              scope,
              build,
              options,
              transaction -> {
                if (tried.getAndSet(true)) { // the first try met another write
                  throw ApiStatus.modified(Kinds.BUILD_CONFIG, Meta.name(config)).exception();
                }
                transaction.ifAt(key, present.revision()).put(key, encoded);
              }));
    } catch (StatusException e) {
      boolean taken = e.status().reason().equals("AlreadyExists");
      if (taken || (tried.get() && e.status().code() == CONFLICT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static RuntimeException busy() {
    return ApiStatus.serverTimeout(
            "no build was started: too many want one of the same config at once, please try again",
            2)
        .exception();
  }
}
