package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobReader;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.store.Seed;
import dev.weir.store.Transaction;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stream shows costs what has changed since the last question, and is never out of date. */
@Timeout(60)
class StreamContentTest {
  private static final Digest NOT_SHOWN = digest("not shown");
  private static final int MANY_LAYERS = 1000;

  private final ImageApiFixture api = new ImageApiFixture();
  private final CountedBlobs blobs = new CountedBlobs();
  private final StreamContent content = new StreamContent(api.streams, blobs, api.links);

  @AfterEach
  void close() {
    api.close();
  }

  /** Says how often bytes were read, and can keep readers waiting. */
  private final class CountedBlobs implements BlobReader {
    private final AtomicInteger reads = new AtomicInteger();
    private volatile CountDownLatch open = new CountDownLatch(0);

    @Override
    public Optional<Long> size(Digest digest) {
      return api.blobs.size(digest);
    }

    @Override
    public Optional<Blob> open(Digest digest) {
      return api.blobs.open(digest);
    }

    @Override
    public Optional<byte[]> read(Digest digest, int most) throws IOException {
      reads.incrementAndGet();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return BlobReader.super.read(digest, most);
    }

    int since(Runnable work) {
      int before = reads.get();
      work.run();
      return reads.get() - before;
    }
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An image's manifest whose layers are the texts. */
  private static byte[] manifest(String... layers) {
    List<String> entries = new ArrayList<>();
    for (String layer : layers) {
      entries.add(
          "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"%s\",\"size\":1}"
              .formatted(digest(layer)));
    }
    return """
    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":1},
     "layers":[%s]}\
    """
        .formatted(digest("config"), String.join(",", entries))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] largeManifest(String name) {
    String[] layers = new String[MANY_LAYERS];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = name + i;
    }
    return manifest(layers);
  }

  private Digest kept(byte[] manifest) throws IOException {
    Digest digest = Digest.of(manifest);
    api.blobs.put(digest, new ByteArrayInputStream(manifest));
    return digest;
  }

  private List<Digest> large(int number) throws IOException {
    List<Digest> images = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      images.add(kept(largeManifest("layer " + i + " ")));
    }
    return images;
  }

  /** Makes the images the only events of tags of the integrated registry, as pushes do. */
  private void tag(List<Digest> images) {
    StoredStream before = api.streams.newest(APP);
    ImageStream after = before.stream().withTags(new TreeMap<>());
    for (Digest image : images) {
      String reference = OwnRegistry.pullSpec(APP, image.toString());
      TagEvent event = new TagEvent(Instant.EPOCH, reference, image.toString(), 1);
      after = after.withTag("t" + image.hex(), new TagHistory(List.of(event), List.of()));
    }
    Transaction.Builder transaction = Transaction.builder();
    assertThat(api.changes.put(transaction, before, after, Origin.push("dev"))).isPresent();
    Seed.commit(api.store, transaction.build());
  }

  private void ask() {
    assertThat(content.hasBlob(APP, NOT_SHOWN)).isFalse();
  }

  @Test
  void oneManifestWithoutBytesIsLookedForAloneAtTheNextQuestion() throws Exception {
    List<Digest> images = large(60);
    images.add(digest("kept elsewhere"));
    tag(images);
    ask();

    assertThat(blobs.since(this::ask)).isEqualTo(1);
  }

  @Test
  void nothingIsLookedForToFindWhatIsThere() throws Exception {
    tag(List.of(kept(manifest("there")), digest("kept elsewhere")));
    ask();

    int looked = blobs.since(() -> assertThat(content.hasBlob(APP, digest("there"))).isTrue());
    assertThat(looked).isZero();
  }

  @Test
  void whatComesLaterIsShownWithoutAnyChangeOfTheStream() throws Exception {
    byte[] late = manifest("late layer");
    tag(List.of(Digest.of(late)));
    assertThat(content.hasBlob(APP, digest("late layer"))).isFalse();
    assertThat(content.of(APP).blobs()).isEmpty();

    Digest _ = kept(late);

    assertThat(content.hasBlob(APP, digest("late layer"))).isTrue();
    assertThat(content.of(APP).blobs()).contains(digest("late layer"));
  }

  @Test
  void aMovedTagCostsOneManifestInALargeStream() throws Exception {
    List<Digest> images = large(60);
    tag(images);
    ask();

    images.set(7, kept(manifest("moved")));
    tag(images);

    assertThat(blobs.since(this::ask)).isLessThanOrEqualTo(2);
    assertThat(content.hasBlob(APP, digest("moved"))).isTrue();
    assertThat(content.hasBlob(APP, digest("layer 7 1"))).isFalse();
    assertThat(content.hasBlob(APP, digest("layer 8 1"))).isTrue();
  }

  @Test
  void aLayerStaysAsLongAsOneImageHasIt() throws Exception {
    Digest one = kept(manifest("shared", "one"));
    Digest two = kept(manifest("shared", "shared", "two"));
    tag(List.of(one, two));
    ask();

    tag(List.of(two));
    assertThat(content.hasBlob(APP, digest("shared"))).isTrue();
    assertThat(content.hasBlob(APP, digest("one"))).isFalse();
    assertThat(content.of(APP).manifests()).doesNotContain(one);

    tag(List.of(kept(manifest("three"))));
    assertThat(content.hasBlob(APP, digest("shared"))).isFalse();
    assertThat(content.hasBlob(APP, digest("config"))).isTrue();
  }

  @Test
  void anImageWhoseBytesAreGoneTakesItsPartsWithItToo() throws Exception {
    List<Digest> images = large(60);
    tag(images);
    ask();
    for (Digest image : images) {
      assertThat(api.blobs.delete(image)).isTrue();
    }

    tag(List.of(kept(manifest("stays"))));

    assertThat(content.hasBlob(APP, digest("layer 7 1"))).isFalse();
    assertThat(content.hasBlob(APP, digest("layer 59 1"))).isFalse();
    assertThat(content.hasBlob(APP, digest("stays"))).isTrue();
  }

  @Test
  void aStreamOfMoreDigestsThanAreRememberedIsWalkedOnce() throws Exception {
    tag(large(110));
    ask();

    assertThat(blobs.since(this::ask)).isZero();
  }

  @Test
  void goingRoundMoreManifestsThanAreRememberedFindsMostOfThem() throws Exception {
    List<Digest> images = large(60);
    for (Digest image : images) {
      assertThat(content.composition(image)).isPresent();
    }

    int again = blobs.since(() -> images.forEach(content::composition));

    assertThat(again).isLessThan(images.size() / 3);
  }

  @Test
  void aBlobThatIsNoManifestIsReadOnce() throws Exception {
    Digest text = kept("no manifest".getBytes(StandardCharsets.UTF_8));
    tag(List.of(text));
    ask();

    assertThat(blobs.since(this::ask)).isZero();
  }

  @Test
  void whoAsksWhileAnotherOneWalksWaitsForTheSameAnswer() throws Exception {
    tag(large(3));
    blobs.open = new CountDownLatch(1);
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      askers.add(Thread.ofPlatform().start(this::ask));
    }
    await().until(() -> askers.stream().allMatch(StreamContentTest::isWaiting));
    blobs.open.countDown();
    for (Thread asker : askers) {
      asker.join();
    }

    assertThat(blobs.reads).hasValue(3);
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.BLOCKED || thread.getState() == Thread.State.WAITING;
  }
}
