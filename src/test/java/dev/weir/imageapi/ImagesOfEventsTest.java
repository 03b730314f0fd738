package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.linked.DueLooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An Image that an event names cannot go while the event is written. */
class ImagesOfEventsTest {
  private static final StreamName OTHER = new StreamName("demo", "other");

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private void mark(String image) {
    api.store.commit(
        Transaction.builder()
            .put(DueLooks.DIGESTS + image, Json.bytes(Json.object().put("since", 1)))
            .build());
  }

  private boolean isMarked(String image) {
    return api.store.get(DueLooks.DIGESTS + image).isPresent();
  }

  private Entry image(String image) {
    return api.store.get(StreamKeys.image(image)).orElseThrow();
  }

  /** The next form of a stream: with what another one has under its tags. */
  private Transaction tagged(StoredStream from) {
    StoredStream before = api.streams.newest(OTHER);
    ImageStream after = before.stream().withTags(from.stream().tags());
    Transaction.Builder transaction = Transaction.builder();
    assertThat(api.changes.put(transaction, before, after, Origin.tag("dev"))).isPresent();
    return transaction.build();
  }

  @Test
  void aNewEventIsWrittenOnlyIfItsImageIsAsItWas() {
    String image = api.pushed(APP, "one", "v1");
    api.pushed(OTHER, "two", "v2");

    Transaction tag = tagged(api.streams.newest(APP));

    assertThat(tag.conditions())
        .contains(new Transaction.Condition(StreamKeys.image(image), image(image).modRevision()));
    api.store.commit(Transaction.builder().delete(StreamKeys.image(image)).build());
    assertThat(api.store.commit(tag)).isInstanceOf(TransactionResult.ConditionFailed.class);
  }

  @Test
  void anEventThatWasThereBeforeAsksNothingOfItsImage() {
    String first = api.pushed(APP, "one", "v1");
    api.pushed(APP, "two", "v2");
    StoredStream before = api.streams.newest(APP);
    Transaction.Builder transaction = Transaction.builder();

    assertThat(
            api.changes.put(
                transaction, before, before.stream().withAnnotation("a", "b"), Origin.UNKNOWN))
        .isPresent();

    assertThat(transaction.build().conditions())
        .extracting(Transaction.Condition::key)
        .doesNotContain(StreamKeys.image(first));
  }

  @Test
  void aTagTakesTheMarkOfItsImageAway() {
    String image = api.pushed(APP, "one", "v1");
    api.pushed(OTHER, "two", "v2");
    mark(image);

    api.store.commit(tagged(api.streams.newest(APP)));

    assertThat(isMarked(image)).isFalse();
  }

  @Test
  void aPushTakesTheMarksOfAllThatItBringsAway() {
    String image = api.pushed(APP, "one", "v1");
    api.store.commit(
        Transaction.builder()
            .delete(StreamKeys.stream(APP))
            .deletePrefix("/links/" + APP + "/")
            .build());
    mark(image);

    api.pushed(APP, "one", "v1");

    assertThat(isMarked(image)).isFalse();
  }

  @Test
  void whoeverBringsAnImageAgainTakesItsMarkAway() {
    String image = api.pushed(APP, "one", "v1");
    mark(image);

    api.all.images().write(image, there -> there);

    assertThat(isMarked(image)).isFalse();
  }
}
