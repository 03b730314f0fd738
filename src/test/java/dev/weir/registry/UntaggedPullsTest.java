package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.LooseLinks;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.RepositoryLinks.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pull of what nobody tagged lets it stay, and a pull of anything else writes nothing. */
class UntaggedPullsTest {
  private static final StreamName APP = new StreamName("team", "app");
  private static final byte[] CONFIG = TestManifests.config("untagged");
  private static final byte[] LAYER = "a layer".getBytes(StandardCharsets.UTF_8);
  private static final byte[] IMAGE = TestManifests.image(CONFIG, List.of(LAYER));
  private static final Digest DIGEST = Digest.of(IMAGE);

  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start(new MemoryBlobStore(() -> now), () -> now);
    var _ = registry.pushBlob(DEV, "team/app", CONFIG);
    var _ = registry.pushBlob(DEV, "team/app", LAYER);
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private void push(String reference) throws Exception {
    assertThat(
            registry
                .pushManifest(DEV, "team/app", reference, TestManifests.OCI_MANIFEST, IMAGE)
                .status())
        .isEqualTo(201);
  }

  private void pull(String reference) throws Exception {
    assertThat(registry.get(READER, "/v2/team/app/manifests/" + reference).status()).isEqualTo(200);
  }

  private Link link() {
    return registry.streams.links().find(APP, DIGEST).orElseThrow();
  }

  private long revision() {
    return registry.streams.context().store().revision();
  }

  @Test
  void aPullOfAnUntaggedManifestIsWrittenBehindItAndNoMoreThanOnceAnHour() throws Exception {
    push(DIGEST.toString());
    now = now.plus(Duration.ofDays(6));

    pull(DIGEST.toString());
    await().until(() -> link().untagged().equals(Optional.of(now)));

    Instant written = now;
    long before = revision();
    now = now.plus(Duration.ofMinutes(59));
    pull(DIGEST.toString());
    assertThat(revision()).isEqualTo(before);
    assertThat(link().untagged()).contains(written);
  }

  @Test
  void aPullTakesTheMarkOfOneWhoseTimeWasOver() throws Exception {
    push(DIGEST.toString());
    now = now.plus(Duration.ofDays(8));
    Map<Digest, Stored> read = registry.streams.links().all(APP);
    Link unused = link().withUnused(Optional.of(now));
    assertThat(new LooseLinks(registry.streams.links()).rewrite(APP, read, Map.of(DIGEST, unused)))
        .isTrue();

    pull(DIGEST.toString());

    await().until(() -> link().untagged().equals(Optional.of(now)));
    assertThat(link().unused()).isEmpty();
  }

  @Test
  void aPullOfWhatATagShowsWritesNothing() throws Exception {
    push("v1");
    now = now.plus(Duration.ofDays(8));
    long before = revision();

    pull("v1");
    pull(DIGEST.toString());

    assertThat(revision()).isEqualTo(before);
    assertThat(link().untagged()).isEmpty();
  }

  @Test
  void whoMayPushAndFindsAMarkedBlobLetsItStay() throws Exception {
    push(DIGEST.toString());
    Digest layer = Digest.of(LAYER);
    Map<Digest, Stored> read = registry.streams.links().all(APP);
    Link found = registry.streams.links().find(APP, layer).orElseThrow();
    Link unused = found.withUnused(Optional.of(now));
    assertThat(new LooseLinks(registry.streams.links()).rewrite(APP, read, Map.of(layer, unused)))
        .isTrue();

    assertThat(registry.send(READER, "HEAD", "/v2/team/app/blobs/" + layer).status())
        .isEqualTo(200);
    assertThat(registry.streams.links().find(APP, layer).flatMap(Link::unused)).isPresent();
    assertThat(registry.send(DEV, "HEAD", "/v2/team/app/blobs/" + layer).status()).isEqualTo(200);

    assertThat(registry.streams.links().find(APP, layer).flatMap(Link::unused)).isEmpty();
  }
}
