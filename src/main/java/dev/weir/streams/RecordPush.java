package dev.weir.streams;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PushedTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.lock.Attempts;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.linked.DroppedImages;
import dev.weir.streams.parts.Composition;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records a pushed manifest: image, repository link and tag events in one transaction (image-api.md
 * 6.1, registry.md 3.4).
 */
public final class RecordPush {
  private static final int ATTEMPTS = 10;

  private final StoreContext context;
  private final StreamStore streams;
  private final StreamChanges changes;
  private final StreamWriter writer;
  private final Authorizer authorizer;
  private final RepositoryLinks links;
  private final StreamContent content;
  private final DroppedImages dropped;

  RecordPush(
      StoreContext context,
      StreamStore streams,
      StreamChanges changes,
      StreamWriter writer,
      RepositoryLinks links,
      StreamContent content,
      DroppedImages dropped,
      Authorizer authorizer) {
    this.context = context;
    this.streams = streams;
    this.changes = changes;
    this.writer = writer;
    this.links = links;
    this.content = content;
    this.dropped = dropped;
    this.authorizer = authorizer;
  }

  /**
   * Records the push, durable on return. A missing stream is created with the user's own rights.
   *
   * @param tags tags that move to the image; none for a push by digest, which records image and
   *     link only
   * @throws dev.weir.resource.StatusException 404 if the namespace does not exist, 403 if the
   *     stream is missing and the user may not create it, 409 if the tag moved meanwhile
   */
  public void push(User user, StreamName stream, List<String> tags, PushedManifest manifest) {
    push(user, stream, tags, manifest, _ -> {});
  }

  /**
   * As {@link #push(User, StreamName, List, PushedManifest)}, under a condition.
   *
   * @param condition looks at the stream as it is before the push, and refuses by an exception;
   *     nobody changes the stream between that and the push
   */
  public void push(
      User user,
      StreamName stream,
      List<String> tags,
      PushedManifest manifest,
      Consumer<ImageStream> condition) {
    ObjectNode image = image(stream, manifest);
    changes.bounds().requireImageSize(stream, () -> Images.size(image));
    boolean mayCreate = !tags.isEmpty() && !streams.newest(stream).exists();
    if (mayCreate) {
      requireMayCreate(user, stream); // before the turn, for which others wait
    }
    Pushed pushed = new Pushed(manifest, image, mayCreate, condition);
    boolean _ =
        streams.inTurn(
            stream,
            () ->
                context
                    .admission()
                    .inTurn(
                        Kinds.IMAGE_STREAM,
                        stream.namespace(),
                        () -> record(user, stream, tags, pushed)));
  }

  /**
   * What a push brings.
   *
   * @param image the Image object of the manifest, without an identity; never changed
   * @param mayCreate the user was asked for the right to create the stream, and has it
   * @param condition on the stream before
   */
  private record Pushed(
      PushedManifest manifest,
      ObjectNode image,
      boolean mayCreate,
      Consumer<ImageStream> condition) {
    Digest digest() {
      return manifest.digest();
    }

    /** It, and those that it lists. */
    List<Digest> manifests() {
      return Stream.concat(Stream.of(digest()), Composition.of(manifest.manifest()).children())
          .toList();
    }
  }

  private boolean record(User user, StreamName stream, List<String> tags, Pushed pushed) {
    StoredStream first = streams.newest(stream);
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      StoredStream before = attempts.isFirst() ? first : streams.newest(stream);
      if (!PushedTag.mayRetry(first.stream(), before.stream(), tags)) {
        throw ApiStatus.modified(Kinds.IMAGE_STREAM, stream.name()).exception();
      }
      pushed.condition().accept(before.stream());
      Transaction.Builder transaction = Transaction.builder();
      Optional<StreamChanges.Staged> staged = plan(transaction, user, before, tags, pushed, true);
      Transaction planned = transaction.build();
      if (planned.operations().isEmpty()) {
        return true;
      }
      if (!context.store().limits().hold(planned)) {
        if (recordInSteps(user, before, tags, pushed)) {
          return true;
        }
        continue;
      }
      if (context.store().commit(planned) instanceof TransactionResult.Committed(long revision)) {
        staged.ifPresent(moved -> changes.written(moved, revision));
        return true;
      }
    }
    throw StreamWriter.busy(stream);
  }

  /**
   * First the content, which is then as if it had been pushed by digest, then the tags; false if
   * somebody was faster.
   */
  private boolean recordInSteps(User user, StoredStream before, List<String> tags, Pushed pushed) {
    Transaction.Builder content = Transaction.builder();
    Optional<StreamChanges.Staged> _ = plan(content, user, before, List.of(), pushed, false);
    for (Transaction step : context.store().limits().pack(content.build().torn())) {
      if (!(context.store().commit(step) instanceof TransactionResult.Committed)) {
        return false;
      }
    }
    Optional<ImageStream> moved =
        tags.isEmpty() ? Optional.empty() : moved(user, before, tags, pushed);
    return moved.isEmpty()
        || writer.write(before, moved.get(), Origin.push(user.name()), false).isPresent();
  }

  /** Adds what the push writes; returns the stream as it will be, nothing if it stays. */
  private Optional<StreamChanges.Staged> plan(
      Transaction.Builder transaction,
      User user,
      StoredStream before,
      List<String> tags,
      Pushed pushed,
      boolean heldInOne) {
    StreamName stream = before.stream().name();
    Optional<StreamChanges.Staged> moved =
        tags.isEmpty()
            ? Optional.empty()
            : moved(user, before, tags, pushed)
                .flatMap(
                    after -> changes.put(transaction, before, after, Origin.push(user.name())));
    links.gaps().hold(transaction, stream);
    PushedParts parts = new PushedParts(links, content, stream, pushed.manifest());
    parts.noteGaps(transaction, before.revision());
    addImage(transaction, pushed);
    dropped.pushedAgain(transaction, stream, pushed.manifests());
    parts.linkWhole(transaction, tags.isEmpty());
    parts.link(transaction, heldInOne);
    Transaction writes = transaction.build();
    if (!writes.operations().isEmpty()) {
      context.host().hold(stream.namespace(), Kinds.IMAGE_STREAM, stream.name()).in(transaction);
    }
    return moved;
  }

  /** The stream as it will be; nothing if it stays. */
  private Optional<ImageStream> moved(
      User user, StoredStream before, List<String> tags, Pushed pushed) {
    StreamName name = before.stream().name();
    ImageStream stream = before.exists() ? before.stream() : created(user, name, pushed);
    String image = pushed.digest().toString();
    TagEvent event =
        new TagEvent(
            context.now().truncatedTo(ChronoUnit.SECONDS),
            OwnRegistry.pullSpec(name, image),
            image,
            stream.generation());
    return switch (PushedTag.record(stream, tags, event)) {
      case PushedTag.Outcome.TagMoved(ImageStream moved) -> Optional.of(moved);
      case PushedTag.Outcome.Unchanged _ -> Optional.empty();
    };
  }

  private ImageStream created(User user, StreamName name, Pushed pushed) {
    if (!pushed.mayCreate()) { // it went while the push waited for its turn
      requireMayCreate(user, name);
    }
    return StreamWriter.require(name, writer.rules(user).createWithStatus(writer.fresh(name)));
  }

  private void requireMayCreate(User user, StreamName name) {
    Attributes create =
        Attributes.resource(
            "create",
            Kinds.IMAGE_STREAM.group(),
            Kinds.IMAGE_STREAM.plural(),
            name.namespace(),
            name.name());
    context.host().requireExists(name.namespace());
    authorizer.require(user, create);
  }

  private void addImage(Transaction.Builder transaction, Pushed pushed) {
    String key = StreamKeys.image(pushed.digest().toString());
    Optional<Entry> present = context.store().get(key);
    if (present.isPresent()) {
      correct(transaction, present.get(), pushed.image());
      return;
    }
    ObjectNode metadata = Meta.of(pushed.image()).deepCopy();
    metadata.put("uid", context.newUid());
    metadata.put("creationTimestamp", StreamJson.time(context.now()));
    ObjectNode image = Json.object().setAll(pushed.image());
    image.set("metadata", metadata);
    transaction.ifAbsent(key).put(key, ApiObject.encode(image));
  }

  /** What others said of what an image is and where gives way to the push. */
  private static void correct(
      Transaction.Builder transaction, Entry present, ObjectNode fromManifest) {
    ObjectNode image = Json.parseObject(present.value());
    Optional<ObjectNode> corrected =
        Images.isManaged(image)
            ? Images.completed(image, fromManifest)
            : Optional.of(Images.pushed(image, fromManifest));
    corrected.ifPresent(
        right ->
            transaction
                .ifAt(present.key(), present.modRevision())
                .put(present.key(), ApiObject.encode(right)));
  }

  private static ObjectNode image(StreamName stream, PushedManifest pushed) {
    return Images.fromManifest(
        pushed.digest(),
        pushed.manifest(),
        pushed.bytes(),
        pushed.config(),
        OwnRegistry.pullSpec(stream, pushed.digest().toString()),
        true);
  }
}
