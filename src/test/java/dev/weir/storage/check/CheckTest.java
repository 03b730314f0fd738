package dev.weir.storage.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.storage.check.CheckedStore.Image;
import dev.weir.storage.check.CheckedStore.Result;
import dev.weir.store.Transaction;
import dev.weir.store.sqlite.SqliteStore;
import dev.weir.streams.StreamKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a check finds, what it can mend, and what it leaves as it is. */
class CheckTest {

  @TempDir private Path directory;
  private CheckedStore checked;
  private Image image;

  @BeforeEach
  void push() throws IOException {
    checked = new CheckedStore(directory);
    image = checked.push("team/app", "v1", "one");
  }

  private static String link(Digest digest) {
    return "/links/team/app/" + digest;
  }

  private void requireClean() throws IOException {
    Result result = checked.check();
    assertThat(result.lines()).isEmpty();
    assertThat(result.summary().isClean()).isTrue();
  }

  @Test
  void whatIsInOrderHasNoFindings() throws IOException {
    Image signature =
        checked.push("team/app", "", "signature", Optional.of(image.manifest()), Set.of());
    checked.push("team/app", "sparse", "sparse", Optional.empty(), Set.of("layer"));
    for (int i = 0; i < 40; i++) { // older events in several values
      checked.push("team/app", "v1", "build " + i);
    }
    assertThat(signature.manifest()).isNotEqualTo(image.manifest());

    requireClean();
  }

  @Test
  void aFlippedBitInALayerIsFoundAndTheFileTakenAway() throws IOException {
    checked.rot(image.layer());

    assertThat(checked.check().lines()).contains("damaged-blob " + image.layer());
    assertThat(checked.file(image.layer())).exists(); // nothing is changed by a mere look

    Result repaired = checked.repair();
    assertThat(repaired.lines())
        .contains("damaged-blob " + image.layer(), "missing-blob " + image.layer() + " team/app");
    assertThat(repaired.summary().isClean()).isFalse();
    assertThat(checked.file(image.layer())).doesNotExist();
    assertThat(directory.resolve("blobs/damaged/sha256/" + image.layer().hex())).exists();
  }

  @Test
  void aFlippedBitInAManifestOrAConfigurationIsFound() throws IOException {
    checked.rot(image.manifest());
    checked.rot(image.config());

    assertThat(checked.check().lines())
        .contains("damaged-blob " + image.manifest(), "damaged-blob " + image.config());
  }

  @Test
  void aTruncatedFileIsFoundAndItsLinkIsNotTakenForTheFault() throws IOException {
    Files.write(checked.file(image.layer()), new byte[] {1, 2, 3});

    assertThat(checked.check().lines()).containsExactly("damaged-blob " + image.layer());
  }

  @Test
  void aMissingFileIsFoundWhereverItIsMissed() throws IOException {
    Files.delete(checked.file(image.layer()));

    assertThat(checked.check().lines())
        .containsExactly(
            "missing-blob " + image.layer() + " team/app", // its link
            "missing-blob " + image.layer() + " team/app"); // and the tag's image
  }

  @Test
  void aMissingManifestIsFoundByItsImageToo() throws IOException {
    Files.delete(checked.file(image.manifest()));

    assertThat(checked.check().lines())
        .contains(
            "missing-blob " + image.manifest() + " team/app", "missing-blob " + image.manifest());
  }

  @Test
  void aWrongSizeIsMendedAndWhatElseTheLinkSaysStays() throws IOException {
    ObjectNode link = checked.value(link(image.layer())).put("size", 5).put("unused", 77);
    checked.put(link(image.layer()), Json.bytes(link));

    assertThat(checked.check().lines())
        .containsExactly("wrong-size " + image.layer() + " team/app");
    assertThat(checked.repair().summary().isClean()).isTrue();
    assertThat(checked.value(link(image.layer())).path("size").asLong()).isEqualTo(9);
    assertThat(checked.value(link(image.layer())).path("unused").asLong()).isEqualTo(77);
    requireClean();
  }

  @Test
  void aLinkToNothingIsFoundAndStays() throws IOException {
    Digest nothing = Digest.of("nothing".getBytes(StandardCharsets.UTF_8));
    checked.put(link(nothing), Json.bytes(Json.object().put("size", 7).put("since", 1)));

    Result result = checked.repair();

    assertThat(result.lines()).containsExactly("missing-blob " + nothing + " team/app");
    assertThat(result.summary().isClean()).isFalse();
    assertThat(checked.store.get(link(nothing))).isPresent();
  }

  @Test
  void aManifestOfAnotherTypeThanItsLinkSaysIsMended() throws IOException {
    ObjectNode link =
        checked
            .value(link(image.manifest()))
            .put("mediaType", "application/vnd.oci.image.index.v1+json");
    checked.put(link(image.manifest()), Json.bytes(link));

    assertThat(checked.repair().lines())
        .containsExactly("wrong-type " + image.manifest() + " team/app");
    requireClean();
  }

  @Test
  void whatIsLinkedAsAManifestAndIsNoneIsFound() throws IOException {
    ObjectNode link =
        checked
            .value(link(image.layer()))
            .put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    checked.put(link(image.layer()), Json.bytes(link));

    assertThat(checked.check().lines())
        .containsExactly("bad-manifest " + image.layer() + " team/app");
  }

  @Test
  void aFileThatIsNoBlobIsPutAside() throws IOException {
    Path stray = checked.file(image.layer()).resolveSibling("notes.txt");
    Files.writeString(stray, "keep me");

    assertThat(checked.check().summary().findings()).isEqualTo(1);
    assertThat(checked.repair().lines()).singleElement().asString().startsWith("stray-file blobs/");
    assertThat(stray).doesNotExist();
    try (var kept = Files.list(directory.resolve("blobs/damaged/strays"))) {
      assertThat(kept).singleElement().satisfies(f -> assertThat(f).hasContent("keep me"));
    }
    requireClean();
  }

  @Test
  void aReferrerThatIsNotFoundByItsSubjectIsFoundAgainAfterARepair() throws IOException {
    Image signature =
        checked.push("team/app", "", "signature", Optional.of(image.manifest()), Set.of());
    String key = "/referrers/team/app/" + image.manifest() + "/" + signature.manifest();
    checked.delete(key);

    assertThat(checked.repair().lines())
        .containsExactly("missing-referrer " + signature.manifest() + " team/app");
    assertThat(checked.store.get(key)).isPresent();
    requireClean();
  }

  @Test
  void aReferrerWithoutALinkGoes() throws IOException {
    String key = "/referrers/team/app/" + image.manifest() + "/" + image.layer();
    checked.put(key, Json.bytes(Json.object()));

    assertThat(checked.repair().lines())
        .containsExactly("stray-referrer " + image.layer() + " team/app");
    assertThat(checked.store.get(key)).isEmpty();
  }

  @Test
  void aSubjectThatTheManifestDoesNotHaveIsMended() throws IOException {
    ObjectNode link =
        checked.value(link(image.manifest())).put("subject", image.layer().toString());
    checked.put(link(image.manifest()), Json.bytes(link));
    checked.put(
        "/referrers/team/app/" + image.layer() + "/" + image.manifest(), Json.bytes(Json.object()));

    assertThat(checked.repair().lines())
        .containsExactly("wrong-subject " + image.manifest() + " team/app");
    requireClean();
  }

  @Test
  void anImageThatIsGoneIsMadeAgainFromItsManifest() throws IOException {
    String key = StreamKeys.image(image.manifest().toString());
    ObjectNode before = checked.value(key);
    checked.delete(key);

    assertThat(checked.check().lines())
        .containsExactly("missing-image " + image.manifest() + " team/app:v1");
    assertThat(checked.repair().summary().isClean()).isTrue();
    assertThat(checked.value(key).get("dockerImageMetadata"))
        .isEqualTo(before.get("dockerImageMetadata"));
    requireClean();
  }

  @Test
  void anImageThatSaysSomethingElseThanItsManifestIsMendedAndKeepsWhatPeopleWrote()
      throws IOException {
    String key = StreamKeys.image(image.manifest().toString());
    ObjectNode wrong = checked.value(key);
    Json.arrayAt(wrong, "dockerImageLayers").removeAll();
    ((ObjectNode) wrong.get("metadata")).putObject("labels").put("mine", "yes");
    checked.put(key, Json.bytes(wrong));

    assertThat(checked.repair().lines()).containsExactly("wrong-image " + image.manifest());
    assertThat(checked.value(key).at("/dockerImageLayers/0/name").asString())
        .isEqualTo(image.layer().toString());
    assertThat(checked.value(key).at("/metadata/labels/mine").asString()).isEqualTo("yes");
    requireClean();
  }

  @Test
  void olderEventsOfATagThatIsGoneGo() throws IOException {
    checked.put("/history/team/app/gone", Json.bytes(Json.object().put("sealed", 0)));
    checked.put("/history/team/nothing/v1", Json.bytes(Json.object().put("sealed", 0)));

    assertThat(checked.repair().lines())
        .containsExactly(
            "stray-history /history/team/app/gone team/app:gone",
            "stray-history /history/team/nothing/v1 team/nothing:v1");
    requireClean();
  }

  @Test
  void theFirstPieceOfAHistoryIsMadeAnewSoThatOlderOnesAreNotWrittenOver() throws IOException {
    for (int i = 0; i < 60; i++) {
      checked.push("team/app", "v1", "build " + i);
    }
    checked.delete("/history/team/app/v1");
    byte[] oldest = checked.store.get("/history/team/app/v1/00000001").orElseThrow().value();

    assertThat(checked.repair().lines())
        .startsWith("missing-history /history/team/app/v1 team/app:v1");
    for (int i = 0; i < 20; i++) {
      checked.push("team/app", "v1", "later " + i);
    }

    assertThat(checked.store.get("/history/team/app/v1/00000001").orElseThrow().value())
        .isEqualTo(oldest);
    requireClean();
  }

  @Test
  void aDamagedTextOfAnImportedManifestGoesSoThatItIsFetchedAgain() throws IOException {
    String key = "/manifests/" + image.layer();
    checked.put(key, "other bytes".getBytes(StandardCharsets.UTF_8));

    assertThat(checked.repair().lines()).containsExactly("damaged-text " + image.layer());
    assertThat(checked.store.get(key)).isEmpty();
  }

  @Test
  void whatIsLostOfTheMirrorIsForgottenSoThatItIsFetchedAgain() throws IOException {
    byte[] bytes = "mirrored".getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    long _ = checked.mirror.put(digest, new ByteArrayInputStream(bytes));
    String key = "/mirrors/team/app/" + digest;
    checked.put(key, Json.bytes(Json.object().put("size", bytes.length).put("from", "r/x")));
    requireClean();
    CheckedStore.rot(
        directory.resolve(
            "mirror/blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex()));

    Result result = checked.repair();

    assertThat(result.lines()).containsExactly("damaged-blob " + digest + " mirror");
    assertThat(result.summary().isClean()).isTrue();
    assertThat(checked.mirror.inspection().lost()).containsExactly(digest);

    checked.mirror.inspection().forget(digest); // as if it had vanished
    assertThat(checked.repair().lines()).containsExactly("missing-mirror " + digest + " team/app");
    assertThat(checked.store.get(key)).isEmpty();
  }

  @Test
  void anEntryThatCannotBeReadIsToldAndDoesNotEndTheCheck() throws IOException {
    checked.put(link(image.layer()), "not json".getBytes(StandardCharsets.UTF_8));
    Files.delete(checked.file(image.config()));

    assertThat(checked.check().lines())
        .contains(
            "unreadable-entry " + link(image.layer()),
            "missing-blob " + image.config() + " team/app");
  }

  @Test
  void whatIsBroughtAgainMeanwhileIsRepaired() throws IOException {
    byte[] layer = Files.readAllBytes(checked.file(image.layer()));
    checked.rot(image.layer());

    Result result =
        checked.check(
            false,
            true,
            digest -> {
              try {
                return checked.blobs.put(digest, new ByteArrayInputStream(layer)) > 0;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    assertThat(result.lines()).containsExactly("damaged-blob " + image.layer());
    assertThat(result.summary().isClean()).isTrue();
    assertThat(directory.resolve("blobs/damaged/sha256/" + image.layer().hex())).doesNotExist();
    requireClean();
  }

  @Test
  void pushesAndDeletesThatGoOnMeanwhileAreNoFindings() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(20);
    Thread pusher =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; !over.get(); i++) {
                    pushAndDelete(i % 50);
                    begun.countDown();
                  }
                });
    begun.await();
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(checked.check(i % 2 == 1, true, _ -> false).lines()).isEmpty();
      }
    } finally {
      over.set(true);
      pusher.join();
    }
    requireClean();
  }

  /** Adds an image to one stream; another one comes and goes with all that belongs to it. */
  private void pushAndDelete(int i) {
    try {
      checked.push("team/app", "v" + i % 3, "build " + i);
      Image fleeting = checked.push("team/fleeting", "v1", "fleeting " + i);
      var stored = checked.streams.store().whole(StreamName.parse("team/fleeting"));
      var transaction = Transaction.builder();
      checked.streams.changes().delete(transaction, stored);
      transaction.delete(StreamKeys.image(fleeting.manifest().toString()));
      var _ = checked.store.commit(transaction.build());
      for (Digest digest : Set.of(fleeting.manifest(), fleeting.layer(), fleeting.config())) {
        boolean _ = checked.blobs.delete(digest);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRepairThatRunsOutOfDiskSaysSoAndLosesNothing() throws IOException {
    try (SqliteStore store = SqliteStore.open(directory.resolve("weir.db"))) {
      CheckedStore small = new CheckedStore(directory.resolve("small"), store);
      Image pushed = small.push("team/app", "v1", "one");
      for (int i = 0; i < 300; i++) {
        ObjectNode wrong = Json.object().put("size", 5).put("since", 1);
        small.put("/links/team/r" + i + "/" + pushed.layer(), Json.bytes(wrong));
      }
      store.limitPages(1); // not a page more than there are

      Result full = small.repair();

      assertThat(full.summary().stopped().orElse("")).startsWith("the repair stopped since");
      assertThat(full.summary().isClean()).isFalse();
      assertThat(full.findings()).hasSize(300);
      assertThat(small.check().findings())
          .hasSize((int) (300 - full.summary().repaired()))
          .allSatisfy(found -> assertThat(found.kind()).isEqualTo(Finding.Kind.WRONG_SIZE));

      store.limitPages(100_000);
      assertThat(small.repair().summary().isClean()).isTrue();
      assertThat(small.check().findings()).isEmpty();
    }
  }
}
