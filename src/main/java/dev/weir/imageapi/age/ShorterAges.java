package dev.weir.imageapi.age;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag.Result.Found;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.importing.StreamImports;
import dev.weir.importing.age.WaitingTags;
import dev.weir.reference.StreamName;
import dev.weir.resource.StatusException;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a tag whose age somebody makes shorter take at once what is old enough by that, in their
 * name: it is an image that is taken early.
 */
public final class ShorterAges {
  private static final Logger LOG = LoggerFactory.getLogger(ShorterAges.class);

  private final Streams streams;
  private final StreamImports imports;
  private final CandidatesRest.Said said;

  public ShorterAges(Streams streams, StreamImports imports, CandidatesRest.Said said) {
    this.streams = streams;
    this.imports = imports;
    this.said = said;
  }

  /** Does a write of a stream, and what follows of ages that are shorter after it. */
  public <T> T after(User user, StreamName name, Supplier<T> write) {
    return streams
        .store()
        .inTurn(
            name,
            () -> {
              ImageStream before = streams.store().newest(name).stream();
              T done = write.get();
              ImageStream after = streams.store().newest(name).stream();
              before.spec().keySet().stream()
                  .filter(tag -> isShorter(before.minimumAge(tag), after.minimumAge(tag)))
                  .toList()
                  .forEach(tag -> take(user, name, tag, before.minimumAge(tag)));
              return done;
            });
  }

  private static boolean isShorter(MinimumAge was, MinimumAge is) {
    return is.age().compareTo(was.age()) < 0;
  }

  private void take(User user, StreamName name, String tag, MinimumAge was) {
    StoredStream now = streams.store().newest(name);
    imports
        .gate()
        .waitingTags()
        .early(now.stream(), tag, was, streams.images()::has)
        .ifPresent(step -> take(user, now, step));
  }

  /** What is in the way is told when the tag is decided by itself. */
  private void take(User user, StoredStream now, WaitingTags.Step step) {
    try {
      boolean taken =
          imports
              .take(now, step.tag(), step.result(), Origin.early(user.name()), step.note())
              .isPresent();
      if (taken && step.result() instanceof Found found) {
        said.tell(
            now.stream().metadata(),
            "TakenEarly",
            "%s made %s of tag %s shorter, so that it took %s"
                .formatted(user.name(), MinimumAge.ANNOTATION, step.tag(), found.image()));
      }
    } catch (StatusException e) {
      LOG.debug("stream={} tag={} is not taken early", now.stream().name(), step.tag(), e);
    }
  }
}
