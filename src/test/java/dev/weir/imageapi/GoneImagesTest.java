package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagSource;
import dev.weir.objects.DeleteOptions;
import dev.weir.reference.StreamName;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags whose image goes between the look at where they have it from and their write. */
class GoneImagesTest {
  private static final StreamName APP = new StreamName("demo", "app");
  private static final StreamName COPY = new StreamName("demo", "copy");

  private final ImageApiFixture api = new ImageApiFixture();
  private final StreamWriter writer = api.anew().writer();
  private String image;

  @BeforeEach
  void anImage() {
    image = api.pushed(APP, "app", "v1");
    api.create("imagestreams", "{'metadata':{'name':'copy'}}");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private ImageStream copying(StoredStream before) {
    SpecTag tag =
        SpecTag.named("t").withFrom(new TagSource(TagSource.STREAM_TAG, "", "app:v1", Map.of()));
    return StreamWriter.require(
        COPY,
        writer.rules(ImageApiFixture.DEV).edit(before.stream(), before.stream().withSpecTag(tag)));
  }

  /** The tag goes, and a collector takes what nothing names any more. */
  private void collected() {
    var _ = api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW);
    imageGone();
  }

  private void imageGone() {
    api.store.commit(
        Transaction.builder().delete("/registry/image.openshift.io/images/" + image).build());
  }

  private void tag(Runnable first) {
    Deque<Runnable> meanwhile = new ArrayDeque<>();
    meanwhile.add(first);
    var _ =
        writer.edit(
            COPY,
            before -> {
              ImageStream after = copying(before);
              Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
              return after;
            },
            _ -> Origin.tag("dev"),
            false);
  }

  @Test
  void aTagGetsNothingWhoseImageWentWithTheLastTagThatNamedIt() {
    tag(this::collected);

    ImageStream copy = api.streams.newest(COPY).stream();
    assertThat(copy.specTag("t")).isPresent();
    assertThat(copy.newest("t")).as("as of a tag that never was there").isEmpty();
    assertThat(refusal(() -> api.get("imagestreamtags", "copy:t")).code()).isEqualTo(404);
  }

  @Test
  void aStreamHandsOnWhatItNamesAlsoWhenSomebodyDeletedItsImage() {
    tag(this::imageGone);

    assertThat(api.streams.newest(COPY).stream().newest("t").orElseThrow().image())
        .isEqualTo(image);
  }

  @Test
  void aStreamThatLosesTheImageWhileATagHandsItOnWins() {
    imageGone();
    StoredStream before = api.streams.newest(COPY);
    ImageStream after = copying(before);
    Transaction.Builder transaction = Transaction.builder();
    assertThat(api.changes.put(transaction, before, after, Origin.tag("dev"))).isPresent();
    collected();

    assertThat(api.store.commit(transaction.build()))
        .isInstanceOf(TransactionResult.ConditionFailed.class);
  }

  @Test
  void aMappingIsNotWrittenWithoutItsImage() {
    StoredStream before = api.streams.newest(COPY);
    ImageStream after = copying(before);
    imageGone();

    assertThat(writer.writeWithImage(before, after, Origin.tag("dev"), false, Map.of(), image))
        .isEmpty();
  }
}
