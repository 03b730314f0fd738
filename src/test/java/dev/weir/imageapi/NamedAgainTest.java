package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.DeleteOptions;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.linked.NamedAgain;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An old image that is tagged again does not go by a delete that was decided before. */
class NamedAgainTest {
  private static final StreamName APP = new StreamName("demo", "app");

  private final ImageApiFixture api = new ImageApiFixture();
  private String old;

  @BeforeEach
  void anOldImageThatNoTagHasAnyMore() {
    old = api.pushed(APP, "old", "v1");
    api.pushed(APP, "new", "v2");
    api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW);
    api.pass(Duration.ofHours(2));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private void delete() {
    api.rest("images").delete(DEMO, old, DeleteOptions.NOW);
  }

  @Test
  void anImageThatIsPushedAgainIsNotDeletedForAnHour() {
    api.pushed(APP, "old", "v3");

    ApiStatus refusal = refusal(this::delete);

    assertThat(refusal.code()).isEqualTo(409);
    assertThat(refusal.reason()).isEqualTo("Conflict");
    assertThat(refusal.message())
        .isEqualTo(
            "Operation cannot be fulfilled on images.image.openshift.io \""
                + old
                + "\": image stream demo/app got it within the last hour, perhaps after you"
                + " looked; delete it there first, or try again in an hour");
    assertThat(api.get("imagestreamtags", "app:v3").at("/image/metadata/name").stringValue())
        .isEqualTo(old);
  }

  @Test
  void anImageThatIsTaggedInAnotherStreamIsNotDeletedForAnHour() {
    api.pushed(APP, "old", "v3");
    api.pass(Duration.ofHours(2));
    api.tag("copy:v1", "{'from':{'kind':'ImageStreamTag','name':'app:v3'}}");

    assertThat(refusal(this::delete).message()).contains("image stream demo/copy got it");
  }

  @Test
  void whoseTagIsOlderGoesAsBefore() {
    api.pushed(APP, "old", "v3");
    api.pass(Duration.ofMinutes(61));

    delete();

    assertThat(refusal(() -> api.get("images", old)).code()).isEqualTo(404);
  }

  @Test
  void whatTheStreamHasLostAgainGoes() {
    api.pushed(APP, "old", "v3");
    api.rest("imagestreamtags").delete(DEMO, "app:v3", DeleteOptions.NOW);

    delete();

    assertThat(refusal(() -> api.get("images", old)).code()).isEqualTo(404);
  }

  @Test
  void aStreamThatGetsItWhileTheDeleteIsDecidedWins() {
    NamedAgain named = new NamedAgain(api.context.store(), api.context::now);
    Transaction.Builder delete = Transaction.builder();
    assertThat(named.streams(delete, old)).isEmpty();

    api.pushed(APP, "old", "v3");

    assertThat(api.context.store().commit(delete.delete("/any").build()))
        .isInstanceOf(TransactionResult.ConditionFailed.class);
  }

  @Test
  void notesGoAfterAnHour() {
    api.pushed(APP, "old", "v3");
    NamedAgain named = new NamedAgain(api.context.store(), api.context::now);

    assertThat(named.forgetOld()).isZero();
    api.pass(Duration.ofMinutes(61));
    assertThat(named.forgetOld()).isEqualTo(2);

    assertThat(api.context.store().range(RangeQuery.all("/named/")).entries()).isEmpty();
  }
}
