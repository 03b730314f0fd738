package dev.weir.streams;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.StreamRules;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.lock.Attempts;
import dev.weir.objects.StoreContext;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.linked.DroppedImages;
import dev.weir.streams.linked.DueLooks;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Writes streams: rules first, then one conditional transaction, again if somebody was faster. */
public final class StreamWriter {
  private static final int ATTEMPTS = 10;

  private final StoreContext context;
  private final StreamStore streams;
  private final StreamChanges changes;
  private final DroppedImages dropped;
  private final Authorizer authorizer;

  public StreamWriter(
      StoreContext context,
      StreamStore streams,
      StreamChanges changes,
      DroppedImages dropped,
      Authorizer authorizer) {
    this.context = context;
    this.streams = streams;
    this.changes = changes;
    this.dropped = dropped;
    this.authorizer = authorizer;
  }

  /** The rules, now, for what this user may read. */
  public StreamRules rules(User user) {
    return new StreamRules(
        context.now(),
        streams,
        source ->
            authorizer.denial(user, Attributes.layers("get", source.namespace(), source.name())));
  }

  /**
   * What the rules accept.
   *
   * @throws dev.weir.resource.StatusException 422 with all problems, 409 for a tag that is held
   */
  public static ImageStream require(StreamName name, StreamRules.Written written) {
    return switch (written) {
      case StreamRules.Written.Accepted(ImageStream stream) -> stream;
      case StreamRules.Written.Held(String tag, String why) ->
          throw ApiStatus.conflict(Kinds.IMAGE_STREAM_TAG, name.name() + ":" + tag, why)
              .exception();
      case StreamRules.Written.Refused refused ->
          throw ApiStatus.invalid(Kinds.IMAGE_STREAM, name.name(), refused.problems()).exception();
    };
  }

  /** A stream that is not there yet, with the identity that it will have. */
  public ImageStream fresh(StreamName name) {
    ImageStream empty = ImageStream.empty(name);
    ObjectNode metadata = empty.metadata().deepCopy();
    metadata.put("uid", context.newUid());
    metadata.put("creationTimestamp", StreamJson.time(context.now()));
    return empty.withMetadata(metadata);
  }

  /**
   * Writes a stream if nobody did since it was read; in steps, each of some tags, if that is more
   * than the store takes at once. Somebody who is faster may then come between them.
   *
   * @param origin of events that are new in it
   * @return the revision; that of the stored stream if there was nothing to write; empty if
   *     somebody was faster, with this stream or with one that a tag was pointed at
   */
  public Optional<Long> write(
      StoredStream before, ImageStream after, Origin origin, boolean dryRun) {
    return write(
        before, after, origin, dryRun, new Besides(Map.of(), false, Optional.empty(), _ -> {}));
  }

  /**
   * As {@link #write(StoredStream, ImageStream, Origin, boolean)}, of a stream that gets an image
   * which was stored for it.
   *
   * @param spoken images that the stream gets by somebody's word; see {@link Claims}
   * @param image name of the Image
   * @return empty if the Image has gone, too
   */
  public Optional<Long> writeWithImage(
      StoredStream before,
      ImageStream after,
      Origin origin,
      boolean dryRun,
      Map<String, Claims.Word> spoken,
      String image) {
    return write(
        before, after, origin, dryRun, new Besides(spoken, false, Optional.of(image), _ -> {}));
  }

  /**
   * As above, of a stream that is there.
   *
   * @param conditions adds those under which it is written
   */
  public Optional<Long> writeWithImage(
      StoredStream before,
      ImageStream after,
      Origin origin,
      String image,
      Consumer<Transaction.Builder> conditions) {
    return commit(
        before, after, origin, false, new Besides(Map.of(), false, Optional.of(image), conditions));
  }

  private Optional<Long> write(
      StoredStream before, ImageStream after, Origin origin, boolean dryRun, Besides besides) {
    return before.exists()
        ? commit(before, after, origin, dryRun, besides)
        : context
            .admission()
            .inTurn(
                Kinds.IMAGE_STREAM,
                after.name().namespace(),
                () -> commit(before, after, origin, dryRun, besides));
  }

  /**
   * As {@link #write(StoredStream, ImageStream, Origin, boolean)}, of a status that somebody wrote:
   * what it drops is known to have been dropped.
   *
   * @param before with its whole history
   */
  public Optional<Long> writeStatus(
      StoredStream before, ImageStream after, Origin origin, boolean dryRun) {
    return commit(
        before, after, origin, dryRun, new Besides(Map.of(), true, Optional.empty(), _ -> {}));
  }

  /**
   * As {@link #write(StoredStream, ImageStream, Origin, boolean)}, of a stream that is there.
   *
   * @param conditions adds those under which it is written
   */
  public Optional<Long> write(
      StoredStream before,
      ImageStream after,
      Origin origin,
      Consumer<Transaction.Builder> conditions) {
    return commit(
        before, after, origin, false, new Besides(Map.of(), false, Optional.empty(), conditions));
  }

  /**
   * What is written with a stream.
   *
   * @param spoken images that the stream gets by somebody's word
   * @param drops whether images that it has no longer are noted
   * @param image the name of an Image that has to be there
   * @param conditions adds those under which it is written
   */
  private record Besides(
      Map<String, Claims.Word> spoken,
      boolean drops,
      Optional<String> image,
      Consumer<Transaction.Builder> conditions) {}

  private Optional<Long> commit(
      StoredStream before, ImageStream after, Origin origin, boolean dryRun, Besides besides) {
    Transaction.Builder transaction = Transaction.builder();
    Optional<StreamChanges.Staged> staged =
        changes.put(transaction, before, after, origin, besides.spoken());
    if (staged.filter(StreamChanges.Staged::isOvertaken).isPresent()) {
      return Optional.empty();
    }
    if (staged.isEmpty() || dryRun) {
      return Optional.of(before.revision());
    }
    if (besides.drops()) {
      dropped.note(transaction, before.stream(), after);
    }
    if (besides.image().isPresent()) {
      Optional<Entry> there = context.store().get(StreamKeys.image(besides.image().get()));
      if (there.isEmpty()) {
        return Optional.empty();
      }
      transaction.ifAt(there.get().key(), there.get().modRevision());
      transaction.delete(DueLooks.DIGESTS + besides.image().get());
    }
    besides.conditions().accept(transaction);
    Transaction whole = transaction.build();
    Optional<StreamSteps> steps =
        context.store().limits().hold(whole)
            ? Optional.empty()
            : StreamSteps.between(before.stream(), after);
    if (steps.isPresent()) {
      return commit(before, after, origin, steps.get(), besides);
    }
    return switch (context.store().commit(whole)) {
      case TransactionResult.Committed(long revision) -> {
        changes.written(staged.get(), revision);
        yield Optional.of(revision);
      }
      case TransactionResult.ConditionFailed _ -> Optional.empty();
    };
  }

  private Optional<Long> commit(
      StoredStream before, ImageStream after, Origin origin, StreamSteps steps, Besides besides) {
    StreamName name = after.name();
    Optional<Long> first = commit(before, steps.first(), origin, false, besides);
    StoredStream now = before.whole() ? streams.whole(name) : streams.newest(name);
    boolean alone = first.isPresent() && first.get() == now.revision();
    return alone
        ? commit(now, steps.second(now.stream(), after), origin, false, besides)
        : Optional.empty();
  }

  /**
   * Removes a stream, with its history and what its repository shows, if nobody wrote it since it
   * was read.
   */
  public boolean remove(StoredStream stream) {
    return context
        .admission()
        .inTurn(
            Kinds.IMAGE_STREAM,
            stream.stream().name().namespace(),
            () -> {
              Transaction.Builder transaction = Transaction.builder();
              changes.delete(transaction, stream);
              return context.store().commit(transaction.build())
                  instanceof TransactionResult.Committed;
            });
  }

  /**
   * Changes the newest form of a stream until nobody is in the way.
   *
   * @param change gets what is stored, possibly an absent stream, and returns what shall be; or
   *     refuses with a {@link dev.weir.resource.StatusException}
   * @param origin of events that are new in what shall be
   * @throws dev.weir.resource.StatusException 500 ServerTimeout if too many writers compete
   */
  public Edited edit(
      StreamName name,
      Function<StoredStream, ImageStream> change,
      Function<ImageStream, Origin> origin,
      boolean dryRun) {
    return streams.inTurn(name, () -> editInTurn(name, change, origin, dryRun));
  }

  private Edited editInTurn(
      StreamName name,
      Function<StoredStream, ImageStream> change,
      Function<ImageStream, Origin> origin,
      boolean dryRun) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      StoredStream before = streams.newest(name);
      ImageStream after = change.apply(before);
      Optional<Long> revision = write(before, after, origin.apply(after), dryRun);
      if (revision.isPresent()) {
        return new Edited(before, after, revision.get());
      }
    }
    throw busy(name);
  }

  /**
   * An edit that took place.
   *
   * @param revision of the stream now
   */
  public record Edited(StoredStream before, ImageStream after, long revision) {}

  /** The refusal of a stream that is written by too many. */
  public static RuntimeException busy(StreamName name) {
    return ApiStatus.serverTimeout(
            "image stream \"" + name + "\" is written by too many at once, please try again", 2)
        .exception();
  }

  /**
   * Removes a tag from spec and status, history included; followers stay as they are (image-api.md
   * 4.2).
   *
   * @param missing the refusal if neither has it, or there is no stream
   * @param condition what the stream is to meet; it refuses by an exception
   */
  public Edited removeTag(
      User user,
      StreamName name,
      String tag,
      ApiStatus missing,
      Consumer<StoredStream> condition,
      boolean dryRun) {
    return edit(
        name,
        before -> {
          ImageStream stream = before.stream();
          if (!stream.spec().containsKey(tag) && !stream.tags().containsKey(tag)) {
            throw missing.exception();
          }
          condition.accept(before);
          ImageStream without = stream.withoutSpecTag(tag).withoutTag(tag);
          return require(name, rules(user).edit(stream, without));
        },
        _ -> Origin.UNKNOWN,
        dryRun);
  }
}
