package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.soak.Artifact;
import dev.weir.clients.soak.Piece;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a push finds of that which others let go while it was on its way. */
final class PushesBesideCollectionTest {
  private static final Piece BASE = Piece.layer(1, 100);

  /** What nothing holds goes in fewer, and a push is not given up before as many more. */
  private static final int ROUNDS = 4;

  private CollectedRegistry registry;

  @BeforeEach
  void open() throws Exception {
    registry = new CollectedRegistry();
  }

  @AfterEach
  void close() throws Exception {
    registry.close();
  }

  /** On a base that others have. */
  private static Artifact image(long number) {
    return Artifact.image(Piece.configuration(number), List.of(BASE, Piece.layer(number + 1, 100)));
  }

  private void upload(List<Piece> pieces) throws Exception {
    for (Piece piece : pieces) {
      assertThat(registry.upload("app", piece)).isEqualTo(201);
    }
  }

  private Artifact pushed(String tag, long number) throws Exception {
    Artifact image = image(number);
    upload(image.pieces());
    assertThat(registry.put("app", tag, image)).isEqualTo(201);
    return image;
  }

  private void collect() {
    for (int i = 0; i < ROUNDS; i++) {
      registry.round();
      registry.pass(CollectedRegistry.GRACE);
    }
  }

  private void delete(String tag) throws Exception {
    assertThat(registry.delete("app", tag)).isEqualTo(202);
  }

  @Test
  void aSlowPushFindsWhatItWasToldOfThoughAFasterOneTookThatUpAndItsTagIsGone() throws Exception {
    Artifact fast = pushed("fast", 10);
    Artifact slow = image(20);
    upload(slow.pieces().subList(0, 1));
    assertThat(registry.has("app", BASE)).isTrue();
    assertThat(registry.put("app", "fast", fast)).isEqualTo(201);
    delete("fast");

    collect();

    upload(slow.pieces().subList(2, 3));
    assertThat(registry.put("app", "slow", slow)).isEqualTo(201);
    collect();
    assertThat(registry.blobs()).containsAll(slow.closure());
  }

  @Test
  void anIndexHasTheChildThatWasSaidToBeThereBeforeItWasCollected() throws Exception {
    Artifact child = pushed("child", 10);
    delete("child");
    assertThat(registry.asks("app", child)).isEqualTo(200);

    collect();
    Artifact index = Artifact.index(List.of(child));
    HttpResponse<Void> answer = registry.answerToPut("app", "all", index);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Warning")).isEmpty();
    collect();
    assertThat(registry.pull("app", child)).isEqualTo(200);
    assertThat(registry.blobs()).isEqualTo(index.closure());
  }

  @Test
  void anIndexWhoseChildWentBeforeAnybodyAskedIsRefusedUntilThatIsPushedAgain() throws Exception {
    Artifact child = pushed("child", 10);
    delete("child");

    collect();
    collect();
    Artifact index = Artifact.index(List.of(child));
    HttpResponse<Void> answer = registry.answerToPut("app", "all", index);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(registry.pull("app", index)).isEqualTo(404);
    assertThat(pushed("child", 10).digest()).isEqualTo(child.digest());
    assertThat(registry.answerToPut("app", "all", index).statusCode()).isEqualTo(201);
    assertThat(registry.pull("app", child)).isEqualTo(200);
  }
}
