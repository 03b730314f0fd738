package dev.weir.imageapi;

import dev.weir.client.ObjectWatch;
import dev.weir.imagestream.ImageStream;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Finalizers;
import dev.weir.objects.ListOptions;
import dev.weir.objects.MetaRules;
import dev.weir.objects.NameRule;
import dev.weir.objects.ObjectKey;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Preconditions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
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
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamKeys;
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
  private final Map<String, Rest> subresources;

  ImageStreamRest(Parts parts, Map<String, Rest> computed) {
    this.context = parts.streams().context();
    this.streams = parts.streams().store();
    this.objects = parts.objects();
    this.writer = parts.streams().writer();
    this.views = parts.views();
    Map<String, Rest> all = new TreeMap<>(computed);
    all.put("status", new StatusRest());
    this.subresources = all;
  }

  @Override
  public ResourceKind kind() {
    return ImageKinds.IMAGE_STREAM;
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
        kind(), scope, object, context.newUid(), context.now(), context::randomSuffix);
    requireMetadata(object);
    ImageStream incoming = StreamViews.read(object);
    StreamName name = incoming.name();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ImageStream after = StreamWriter.require(name, writer.rules(scope.user()).create(incoming));
      StoredStream before = streams.newest(name);
      if (before.exists()) {
        throw ApiStatus.alreadyExists(kind(), name.name()).exception();
      }
      Optional<Long> revision = writer.write(before, after, options.dryRun());
      if (revision.isPresent()) {
        return views.stream(after, revision.get());
      }
    }
    throw busy();
  }

  /**
   * A stream whose {@code spec} or {@code tags} slipped under its metadata, as the product guide
   * has it, would become an empty stream without a word (image-api.md 1.2).
   */
  @Override
  public List<FieldProblem> misplaced(ObjectNode sent) {
    List<FieldProblem> problems = new ArrayList<>();
    for (String misplaced : new String[] {"spec", "tags"}) {
      if (Meta.of(sent).has(misplaced)) {
        String right = misplaced.equals("tags") ? "spec.tags" : misplaced;
        problems.add(
            FieldProblem.forbidden(
                "metadata." + misplaced, "belongs beside metadata, as " + right));
      }
    }
    if (!problems.isEmpty()) {
      problems.addAll(MetaRules.validate(sent, NameRule.PATH_SEGMENT));
    }
    return problems;
  }

  /** Labels and annotations; the name is the stream's own matter. */
  private void requireMetadata(ObjectNode object) {
    List<FieldProblem> problems = new ArrayList<>(misplaced(object));
    if (problems.isEmpty()) {
      MetaRules.validate(object, NameRule.PATH_SEGMENT).stream()
          .filter(problem -> !problem.field().equals("metadata.name"))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind(), Meta.name(object), problems).exception();
    }
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return write(
        scope,
        name,
        change,
        options,
        (before, incoming) ->
            StreamWriter.require(
                before.name(), writer.rules(scope.user()).update(before, incoming)));
  }

  private Updated write(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      BiFunction<ImageStream, ImageStream, ImageStream> rule) {
    return streams.inTurn(
        new StreamName(scope.namespace(), name),
        () -> writeInTurn(scope, name, change, options, rule));
  }

  private Updated writeInTurn(
      Scope scope,
      String name,
      UnaryOperator<ObjectNode> change,
      WriteOptions options,
      BiFunction<ImageStream, ImageStream, ImageStream> rule) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ApiObject present = get(scope, name);
      ObjectNode updated = change.apply(present.copy());
      requireVersion(updated);
      MetaRules.prepareForUpdate(kind(), scope, name, updated, present.tree());
      requireMetadata(updated);
      StoredStream before = streams.whole(new StreamName(scope.namespace(), name));
      if (before.revision() != present.revision()) {
        continue;
      }
      ImageStream after = rule.apply(before.stream(), StreamViews.read(updated));
      if (isGone(after) && !options.dryRun()) {
        if (remove(before)) {
          return new Updated(views.stream(after, before.revision()), false);
        }
        continue;
      }
      Optional<Long> revision = writer.write(before, after, options.dryRun());
      if (revision.isPresent()) {
        return new Updated(views.stream(after, revision.get()), false);
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

  private void requireVersion(ObjectNode updated) {
    if (Meta.resourceVersion(updated).isEmpty()) {
      throw ApiStatus.versionRequired(kind(), Meta.name(updated)).exception();
    }
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
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
              && (waits ? mark(before, marked) : remove(before));
      if (done) {
        return waits ? get(scope, name).copy() : present.copy();
      }
    }
    throw busy();
  }

  private boolean remove(StoredStream stream) {
    return context
        .admission()
        .inTurn(
            StreamKeys.STREAM,
            stream.stream().name().namespace(),
            () -> {
              Transaction.Builder transaction = Transaction.builder();
              streams.delete(transaction, stream);
              return context.store().commit(transaction.build())
                  instanceof TransactionResult.Committed;
            });
  }

  /** Somebody wants to clean up first: the stream stays, and says that it is being deleted. */
  private boolean mark(StoredStream stream, ObjectNode marked) {
    ObjectNode metadata = Meta.of(marked);
    return writer.write(stream, stream.stream().withMetadata(metadata), false).isPresent();
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
      return ImageKinds.IMAGE_STREAM.withVerbs("get", "patch", "update");
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
          (before, incoming) ->
              StreamWriter.require(
                  before.name(),
                  writer
                      .rules(scope.user())
                      .updateStatus(before, incoming.mapReferences(views::strip))));
    }
  }
}
