package dev.weir.imageapi;

import dev.weir.client.ObjectWatch;
import dev.weir.imageapi.age.EarlyRight;
import dev.weir.imageapi.age.ShorterAges;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.KeptAnnotations;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.importing.age.AgeRemarks;
import dev.weir.importing.schedule.CheckRemarks;
import dev.weir.lock.Attempts;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Preconditions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.TableView;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamObjects;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Image streams (image-api.md 3). */
final class ImageStreamRest implements Rest {
  private static final int ATTEMPTS = 20;

  private final StoreContext context;
  private final StreamStore streams;
  private final StreamObjects objects;
  private final StreamWriter writer;
  private final StreamViews views;
  private final UsedElsewhere elsewhere;
  private final EarlyRight early;
  private final ShorterAges ages;
  private final Map<String, Rest> subresources;

  ImageStreamRest(
      Parts parts, Map<String, Rest> computed, UsedElsewhere elsewhere, ShorterAges ages) {
    this.ages = ages;
    this.elsewhere = elsewhere;
    this.context = parts.streams().context();
    this.streams = parts.streams().store();
    this.objects = parts.objects();
    this.writer = parts.streams().writer();
    this.views = parts.views();
    this.early = new EarlyRight(parts.streams());
    Map<String, Rest> all = new TreeMap<>(computed);
    all.put("status", new StatusRest());
    this.subresources = all;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.IMAGE_STREAM;
  }

  @Override
  public TableView table() {
    return ImageTables.STREAMS;
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
  public long storedBytes(Scope scope, String name) {
    return context
        .store()
        .get(ObjectKey.of(kind(), scope.namespace(), name))
        .map(entry -> (long) entry.value().length)
        .orElse(0L);
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return objects
        .find(new StreamName(scope.namespace(), name))
        .orElseThrow(() -> ApiStatus.notFound(kind(), name).exception());
  }

  @Override
  public boolean keepsAnnotation(String key) {
    return KeptAnnotations.isKept(key);
  }

  @Override
  public List<String> remarks(ObjectNode object) {
    List<String> all = new ArrayList<>(CheckRemarks.of(object));
    all.addAll(AgeRemarks.of(object));
    return all;
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return objects.list(scope.namespace(), options);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    return objects.watch(scope.namespace(), options);
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    MetaRules.prepareForCreate(
        kind(), scope.namespace(), object, context.newUid(), context.now(), context::randomSuffix);
    StreamMetadata.require(object);
    ImageStream incoming = StreamViews.read(object);
    StreamName name = incoming.name();
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      ImageStream after = StreamWriter.require(name, writer.rules(scope.user()).create(incoming));
      StoredStream before = streams.newest(name);
      if (before.exists()) {
        throw ApiStatus.alreadyExists(kind(), name.name()).exception();
      }
      Optional<Long> revision =
          writer.write(before, after, Origin.tag(scope.user().name()), options.dryRun());
      if (revision.isPresent()) {
        return views.stream(after, revision.get());
      }
    }
    throw busy();
  }

  @Override
  public List<FieldProblem> misplaced(ObjectNode sent) {
    return StreamMetadata.misplaced(sent);
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return ages.after(
        scope.user(),
        new StreamName(scope.namespace(), name),
        () ->
            write(
                scope,
                name,
                change,
                options,
                (before, incoming) ->
                    early.requireForAges(
                        scope.user(),
                        before,
                        StreamWriter.require(
                            before.name(), writer.rules(scope.user()).update(before, incoming))),
                writer::write));
  }

  /** What writes a stream if nobody did since it was read. */
  private interface Commit {
    Optional<Long> write(StoredStream before, ImageStream after, Origin origin, boolean dryRun);
  }

  private Updated write(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      BiFunction<ImageStream, ImageStream, ImageStream> rule,
      Commit commit) {
    return streams.inTurn(
        new StreamName(scope.namespace(), name),
        () -> writeInTurn(scope, name, change, options, rule, commit));
  }

  private Updated writeInTurn(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      BiFunction<ImageStream, ImageStream, ImageStream> rule,
      Commit commit) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      ApiObject present = get(scope, name);
      ObjectNode updated = change.apply(present.copy());
      StreamMetadata.requireVersion(updated);
      MetaRules.prepareForUpdate(kind(), scope.namespace(), name, updated, present.tree());
      StreamMetadata.require(updated);
      StoredStream before = streams.whole(new StreamName(scope.namespace(), name));
      if (before.revision() != present.revision()) {
        continue;
      }
      ImageStream sent = StreamViews.read(updated);
      ImageStream after = rule.apply(before.stream(), sent);
      if (isGone(after) && !options.dryRun()) {
        if (writer.remove(before)) {
          return new Updated(views.stream(after, before.revision()), false);
        }
        continue;
      }
      Optional<Long> revision =
          commit.write(before, after, Origin.tag(scope.user().name()), options.dryRun());
      if (revision.isPresent()) {
        ApiObject written = views.stream(after, revision.get());
        return new Updated(written.withRemarks(KeptAnnotations.remarks(sent, after)), false);
      }
    }
    throw busy();
  }

  /** Marked as being deleted, and nobody wants to clean up any more. */
  private static boolean isGone(ImageStream stream) {
    ObjectNode holder = Json.object();
    holder.set("metadata", stream.metadata());
    return Finalizers.isGone(holder);
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      ApiObject present = get(scope, name);
      Preconditions.require(kind(), name, present.tree(), options);
      StoredStream before = streams.newest(new StreamName(scope.namespace(), name));
      if (options.dryRun()) {
        return present.copy();
      }
      ObjectNode marked = Finalizers.mark(present.copy(), context.now());
      boolean waits = !Finalizers.isGone(marked);
      boolean done =
          before.revision() == present.revision()
              && (waits ? mark(before, marked) : writer.remove(before));
      if (done) {
        return waits ? get(scope, name).copy() : present.copy();
      }
    }
    throw busy();
  }

  /** Somebody wants to clean up first: the stream stays, and says that it is being deleted. */
  private boolean mark(StoredStream stream, ObjectNode marked) {
    ObjectNode metadata = Meta.of(marked);
    return writer
        .write(stream, stream.stream().withMetadata(metadata), Origin.UNKNOWN, false)
        .isPresent();
  }

  private RuntimeException busy() {
    return ApiStatus.serverTimeout(
            "the imagestreams operation could not be completed: too many writers at once, please"
                + " try again",
            2)
        .exception();
  }

  /** {@code imagestreams/status} (image-api.md 3.8). */
  private final class StatusRest implements Rest {
    @Override
    public ResourceKind kind() {
      return Kinds.IMAGE_STREAM.withVerbs("get", "patch", "update");
    }

    @Override
    public TableView table() {
      return ImageTables.STREAMS;
    }

    @Override
    public ApiObject get(Scope scope, String name) {
      return ImageStreamRest.this.get(scope, name);
    }

    @Override
    public Updated update(
        Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
      return write(
          scope,
          name,
          change,
          options,
          (before, incoming) -> {
            ImageStream after =
                StreamWriter.require(
                    before.name(),
                    writer
                        .rules(scope.user())
                        .updateStatus(before, incoming.mapReferences(views::strip)));
            elsewhere.requireKept(before, after);
            return after;
          },
          writer::writeStatus);
    }
  }
}
