package dev.weir.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Decision;
import dev.weir.blob.Blob;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.manifest.Descriptor;
import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.TestPulls;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Reference;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Content that was pushed and content of other registries, as one. */
class ThroughContentTest {
  private static final StreamName APP = new StreamName("demo", "app");

  private final MemoryStore store = new MemoryStore();
  private final Streams streams =
      Streams.over(
          new StoreContext(store, new OwnHost(store), InstantSource.system()),
          new MemoryBlobStore(InstantSource.system()),
          AllowedRegistries.ALL,
          new PublishedHost(ServedRegistry.PUBLISHED),
          (_, _) -> new Decision.Allowed(""));

  /** A repository into which the tag is pushed right after it was first looked for. */
  private static final class PushedMeanwhile implements RepositoryContent {
    private final byte[] bytes = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
    private boolean asked;

    @Override
    public Optional<Descriptor> known(StreamName repository, Digest digest) {
      return Optional.empty();
    }

    @Override
    public Optional<Came<Blob>> open(StreamName repository, Digest digest) {
      return Optional.empty();
    }

    @Override
    public Optional<Came<Long>> size(StreamName repository, Digest digest) {
      return Optional.empty();
    }

    @Override
    public Optional<Came<StoredManifest>> manifest(StreamName repository, Reference reference) {
      boolean there = asked;
      asked = true;
      return there
          ? Optional.of(Came.own(new StoredManifest(Digest.of(bytes), bytes)))
          : Optional.empty();
    }
  }

  private ThroughContent content() throws IOException {
    return new ThroughContent(
        new PushedMeanwhile(), TestPulls.over(streams), streams.tags(), 1 << 20);
  }

  @Test
  void aTagThatIsPushedBetweenTheTwoQuestionsIsFound() throws IOException {
    assertThat(content().manifest(APP, new Reference.Tag("v1"))).isPresent();
    assertThat(content().headers(APP, new Reference.Tag("v1"))).isPresent();
  }
}
