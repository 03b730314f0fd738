package dev.weir.importing.aged;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PartialDigest;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.age.Candidate;
import dev.weir.imagestream.age.Candidates;
import dev.weir.importing.StreamImports;
import dev.weir.importing.StreamImports.Applied;
import dev.weir.importing.age.WaitingTags;
import dev.weir.lock.Attempts;
import dev.weir.reference.StreamName;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.Streams;
import java.util.List;
import java.util.Optional;

/** Lets somebody give a tag an image before it is old enough. Who may is asked before. */
public final class EarlyTaking {
  private static final int ATTEMPTS = 10;

  private final Streams streams;
  private final StreamImports imports;

  public EarlyTaking(Streams streams, StreamImports imports) {
    this.streams = streams;
    this.imports = imports;
  }

  /** What became of it. */
  public sealed interface Outcome {
    /** The tag has it. */
    record Taken(String image) implements Outcome {}

    /** The tag took it before, and nothing is written. */
    record Unchanged(String image) implements Outcome {}

    /** It is none of those that wait for the tag. */
    record Unknown() implements Outcome {}

    /** Several begin so. */
    record Several(List<String> images) implements Outcome {
      public Several {
        images = List.copyOf(images);
      }
    }

    /** Only a push or a release moves the tag. */
    record Held() implements Outcome {}

    /** It was removed from this server since it was seen. */
    record Missing(String image) implements Outcome {}
  }

  /**
   * Takes one, durable on return.
   *
   * @param asked its digest, or how that begins
   * @throws dev.weir.resource.StatusException 403 if a limit is in the way
   */
  public Outcome take(User user, StreamName stream, String tag, String asked, boolean dryRun) {
    return streams.store().inTurn(stream, () -> inTurn(user, stream, tag, asked, dryRun));
  }

  private Outcome inTurn(User user, StreamName stream, String tag, String asked, boolean dryRun) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Outcome> outcome = attempt(user, streams.store().newest(stream), tag, asked, dryRun);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    throw StreamWriter.busy(stream);
  }

  /** Empty if somebody was faster. */
  private Optional<Outcome> attempt(
      User user, StoredStream before, String tag, String asked, boolean dryRun) {
    ImageStream stream = before.stream();
    Candidates candidates = imports.gate().seen().of(stream, tag);
    List<String> images = candidates.all().stream().map(Candidate::image).toList();
    return switch (PartialDigest.find(images, asked)) {
      case PartialDigest.Match.None _ -> Optional.of(new Outcome.Unknown());
      case PartialDigest.Match.Several(List<String> found) ->
          Optional.of(new Outcome.Several(found));
      case PartialDigest.Match.Found(String image) -> take(user, before, tag, image, dryRun);
    };
  }

  private Optional<Outcome> take(
      User user, StoredStream before, String tag, String image, boolean dryRun) {
    ImageStream stream = before.stream();
    if (stream.newest(tag).map(TagEvent::image).filter(image::equals).isPresent()) {
      return Optional.of(new Outcome.Unchanged(image));
    }
    if (stream.specTag(tag).filter(spec -> spec.isHeld()).isPresent()) {
      return Optional.of(new Outcome.Held());
    }
    if (!streams.images().has(image)) {
      return Optional.of(new Outcome.Missing(image));
    }
    Optional<WaitingTags.Step> step = imports.gate().waitingTags().early(stream, tag, image);
    if (step.isEmpty() || dryRun) {
      return step.map(_ -> new Outcome.Taken(image));
    }
    Optional<Applied> applied =
        imports.take(
            before, tag, step.get().result(), Origin.early(user.name()), step.get().note());
    return applied.map(_ -> new Outcome.Taken(image));
  }
}
