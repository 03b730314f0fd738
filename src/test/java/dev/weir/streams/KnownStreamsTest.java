package dev.weir.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.reference.StreamName;
import dev.weir.streams.encoded.EncodedStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownStreamsTest {
  private static final ImageStream STREAM = ImageStream.empty(new StreamName("demo", "app"));
  private static final String KEY = StreamKeys.stream(STREAM.name());

  private final KnownStreams known = new KnownStreams();

  private static StoredStream at(long revision) {
    return new StoredStream(STREAM, revision, true, false);
  }

  @Test
  void aReaderTakesNothingFromTheWriterWhoWasFaster() {
    Optional<EncodedStream> encoded = Optional.of(EncodedStream.of(STREAM, false, null));
    known.keep(KEY, new KnownStreams.Known(at(7), encoded));

    known.learnt(KEY, at(6));
    known.learnt(KEY, at(7));

    assertThat(known.known(KEY, 7)).map(KnownStreams.Known::encoded).contains(encoded);
  }

  @Test
  void whatIsNewerTakesThePlace() {
    known.learnt(KEY, at(6));

    known.learnt(KEY, at(8));

    assertThat(known.known(KEY, 8)).isPresent();
    assertThat(known.known(KEY, 6)).isEmpty();
  }
}
