package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamChanges;
import dev.weir.streams.StreamContent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever follows a stream step by step knows what one knows who reads all of it. */
class StreamContentHistoryTest {
  private static final StreamName BASE = new StreamName("demo", "base");
  private static final int IMAGES = 8;
  private static final int TAGS = 5;

  private final ImageApiFixture api = new ImageApiFixture();
  private final List<String> texts = new ArrayList<>();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aRandomHistoryEndsWhereReadingAllOfItDoes(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < IMAGES; i++) {
      texts.add("image " + i);
      api.pushed(BASE, texts.get(i), "t" + i);
    }
    for (int step = 0; step < 250; step++) {
      String tag = "t" + random.nextInt(TAGS);
      String text = texts.get(random.nextInt(IMAGES));
      switch (random.nextInt(10)) {
        case 0 -> api.pushed(APP, text, tag);
        case 1 -> remove(tag);
        case 2 -> amend(tag, text);
        case 4 -> unlink(Digest.of(text.getBytes(StandardCharsets.UTF_8)));
        case 5 -> unlink(ImageApiFixture.manifest(text).digest());
        case 3 -> {
          if (random.nextInt(4) == 0) {
            removeStream();
          }
        }
        default -> promote(tag, text);
      }
      if (random.nextInt(3) > 0) { // sometimes several steps are taken at once
        requireAgreement("seed " + seed + ", step " + step);
      }
    }
  }

  private void requireAgreement(String when) {
    StreamContent.Shown all = new StreamContent(api.streams, api.blobs, api.links).of(APP);
    for (String text : texts) {
      Digest manifest = ImageApiFixture.manifest(text).digest();
      Digest layer = Digest.of(text.getBytes(StandardCharsets.UTF_8));
      assertThat(api.links.find(APP, layer).isPresent() || api.content.hasBlob(APP, layer))
          .as("%s: layer of %s", when, text)
          .isEqualTo(all.hasBlob(layer) || api.links.find(APP, layer).isPresent());
      assertThat(api.content.canBePulled(APP, manifest))
          .as("%s: manifest of %s", when, text)
          .isEqualTo(all.manifests().contains(manifest) || isLinked(manifest));
    }
  }

  private boolean isLinked(Digest manifest) {
    return api.links.find(APP, manifest).isPresent();
  }

  /** As a client deletes a blob or a manifest that no tag shows. */
  private void unlink(Digest digest) {
    boolean _ = api.content.unlink(APP, digest, shown -> shown.hasBlob(digest));
  }

  private static TagEvent event(String text) {
    String image = ImageApiFixture.manifest(text).digest().toString();
    return new TagEvent(Instant.EPOCH, OwnRegistry.pullSpec(BASE, image), image, 1);
  }

  private void promote(String tag, String text) {
    write(before -> before.withTag(tag, before.history(tag).add(event(text)).history()));
  }

  /** Puts another image in the place of the newest event, as one of the same pull spec does. */
  private void amend(String tag, String text) {
    write(
        before -> {
          TagHistory history = before.history(tag);
          return history.items().isEmpty()
              ? before
              : before.withTag(tag, new TagHistory(List.of(event(text)), history.conditions()));
        });
  }

  private void remove(String tag) {
    if (api.streams.newest(APP).stream().tags().containsKey(tag)) {
      api.tags.delete(DEV, APP, tag);
    }
  }

  /** Takes the stream away and with it its links. */
  private void removeStream() {
    StoredStream before = api.streams.newest(APP);
    if (before.exists()) {
      Transaction.Builder transaction = Transaction.builder();
      api.changes.delete(transaction, before);
      assertThat(api.store.commit(transaction.build()))
          .isInstanceOf(TransactionResult.Committed.class);
    }
  }

  private interface Change {
    ImageStream of(ImageStream before);
  }

  private void write(Change change) {
    StoredStream before = api.streams.newest(APP);
    Transaction.Builder transaction = Transaction.builder();
    var staged = api.changes.put(transaction, before, change.of(before.stream()), Origin.UNKNOWN);
    if (staged.isPresent()) {
      StreamChanges.Staged written = staged.get();
      var result = (TransactionResult.Committed) api.store.commit(transaction.build());
      api.changes.written(written, result.revision());
    }
  }
}
