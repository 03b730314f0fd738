package dev.weir.window;

import dev.weir.imagestream.ImageStream;
import dev.weir.reference.StreamName;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import java.util.Optional;

/**
 * A stream by which it was decided to ask the upstream for one of its tags. The answer is for that
 * one, and for no later one of its name or in a later project of that name.
 *
 * @param project uid of the namespace, read before the stream
 */
record Judged(String project, StoredStream stream) {
  static Judged now(Streams streams, StreamName name) {
    String project = streams.context().host().uid(name.namespace());
    return new Judged(project, streams.store().newest(name));
  }

  StreamName name() {
    return stream.stream().name();
  }

  /**
   * The stream as it is now, if nobody else moved the tag, or said what it is to be, since.
   *
   * @param mark of the window; a stream that was not there may be one now that another pull made
   */
  Optional<StoredStream> still(Streams streams, String tag, String mark) {
    StoredStream now = streams.store().newest(name());
    boolean same = stream.exists() ? now.isSameAs(stream) : !now.exists() || isOf(now, mark);
    return same
            && isSame(now.stream(), stream.stream(), tag)
            && streams.context().host().uid(name().namespace()).equals(project)
        ? Optional.of(now)
        : Optional.empty();
  }

  private static boolean isOf(StoredStream now, String mark) {
    return now.stream().annotation(WindowStreams.MARK).equals(mark);
  }

  private static boolean isSame(ImageStream now, ImageStream before, String tag) {
    return now.specTag(tag).equals(before.specTag(tag))
        && now.newest(tag).equals(before.newest(tag));
  }
}
