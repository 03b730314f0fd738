package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.StatusException;
import dev.weir.store.RangeQuery;
import dev.weir.store.Seed;
import dev.weir.store.Transaction;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What manifests came without, as streams change and pushes wait for their turn. */
class GapsTest {
  private static final StreamName BASE = new StreamName("shared", "base");
  private static final Digest LAYER = digest("layer");
  private static final Digest CONFIG = digest("config");

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private PushedManifest kept(String json, Set<Digest> missing) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    api.blobs.put(digest, new ByteArrayInputStream(bytes));
    return new PushedManifest(
        digest, ManifestReader.read("", bytes), bytes, new byte[0], Map.of(digest, missing));
  }

  private PushedManifest image(Digest... missing) throws IOException {
    return kept(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":1},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":1}]}\
        """
            .formatted(CONFIG, LAYER),
        Set.of(missing));
  }

  private PushedManifest list(PushedManifest image, Digest... missing) throws IOException {
    return kept(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",
         "manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d}]}\
        """
            .formatted(image.digest(), image.bytes().length),
        Set.of(missing));
  }

  /** As an import does that found the image in another stream some time ago. */
  private void found(StreamName source, Digest image) {
    StoredStream before = api.streams.newest(APP);
    String reference = OwnRegistry.pullSpec(source, image.toString());
    TagEvent event = new TagEvent(Instant.EPOCH, reference, image.toString(), 1);
    ImageStream after = before.stream().withTag("v1", new TagHistory(List.of(event), List.of()));
    Transaction.Builder transaction = Transaction.builder();
    assertThat(api.changes.put(transaction, before, after, Origin.UNKNOWN)).isPresent();
    Seed.commit(api.store, transaction.build());
  }

  @Test
  void aSourceThatHasTheImageHandsItOnWhole() throws Exception {
    PushedManifest image = image();
    api.push(BASE, List.of("v1"), image);

    found(BASE, image.digest());

    assertThat(api.content.hasBlob(APP, LAYER)).isTrue();
  }

  @Test
  void aSourceThatHasTheImageAsABlobByNowHandsOnNothingOfIt() throws Exception {
    PushedManifest image = image();
    api.push(BASE, List.of("other"), ImageApiFixture.manifest("other"));
    api.links.add(BASE, image.digest(), api.links.blob(image.bytes().length));

    found(BASE, image.digest());

    assertThat(api.content.hasBlob(APP, LAYER)).isFalse();
    assertThat(api.content.of(APP).blobs()).doesNotContain(LAYER, CONFIG);
  }

  /** What makes a tag of an image that its stream loses just after it was found there. */
  private void tagOf(PushedManifest image, Runnable loss) {
    String source = BASE.name() + "@" + image.digest();
    SpecTag tag =
        SpecTag.named("prod")
            .withFrom(new TagSource(TagSource.STREAM_IMAGE, BASE.namespace(), source, Map.of()));
    AtomicBoolean lost = new AtomicBoolean();
    var _ =
        api.all
            .writer()
            .edit(
                APP,
                _ -> {
                  ImageStream wanted = api.all.writer().fresh(APP).withSpecTag(tag);
                  ImageStream made =
                      StreamWriter.require(
                          APP,
                          api.all.writer().rules(ImageApiFixture.DEV).createWithStatus(wanted));
                  if (lost.compareAndSet(false, true)) {
                    loss.run();
                  }
                  return made;
                },
                _ -> Origin.tag(ImageApiFixture.DEV.name()),
                false);
  }

  private void loseBase() {
    assertThat(api.all.writer().remove(api.streams.newest(BASE))).isTrue();
  }

  private void requireNoTag(PushedManifest image, Runnable loss) {
    assertThatThrownBy(() -> tagOf(image, loss))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("base@" + image.digest());
    assertThat(api.streams.newest(APP).exists()).isFalse();
  }

  @Test
  void anImageWhoseStreamIsDeletedWhileATagIsMadeOfItMakesNoTag() throws Exception {
    PushedManifest image = image();
    api.push(BASE, List.of("v1"), image);

    requireNoTag(image, this::loseBase);
  }

  @Test
  void anImageThatIsNotInAStreamMadeAnewWhileATagIsMadeOfItMakesNoTag() throws Exception {
    PushedManifest image = image();
    api.push(BASE, List.of("v1"), image);

    requireNoTag(
        image,
        () -> {
          loseBase();
          api.push(BASE, List.of("v1"), ImageApiFixture.manifest("other"));
        });
  }

  @Test
  void anImageThatIsInAStreamMadeAnewWhileATagIsMadeOfItIsThereWhole() throws Exception {
    PushedManifest image = image();
    api.push(BASE, List.of("v1"), image);

    tagOf(
        image,
        () -> {
          loseBase();
          api.push(BASE, List.of("v2"), image);
        });

    assertThat(api.content.hasBlob(APP, LAYER)).isTrue();
  }

  /** Its pull spec names the first stream still. */
  @Test
  void aTagThatRefersToAReferenceIsMadeAlsoWhenWhatThatRefersToIsGone() throws Exception {
    PushedManifest image = image();
    api.push(BASE, List.of("v1"), image);
    String reference =
        "{'name':'%s','reference':true,'from':{'kind':'ImageStreamTag','name':'%s','namespace':'%s'}}";
    var _ = api.tag("prod:v1", reference.formatted("v1", "base:v1", "shared"));
    loseBase();

    var _ = api.tag("app:v1", reference.formatted("v1", "prod:v1", "demo"));

    assertThat(api.streams.newest(APP).stream().newest("v1"))
        .map(TagEvent::image)
        .contains(image.digest().toString());
    assertThat(api.content.hasBlob(APP, LAYER)).isFalse();
  }

  @Test
  void whatATagBringsWhileAPushWaitsForItsTurnIsNoGapOfIt() throws Exception {
    PushedManifest whole = image();
    api.push(BASE, List.of("v1"), whole);
    found(BASE, whole.digest());

    api.push(APP, List.of("again"), image(LAYER));
    api.push(APP, List.of("list"), list(whole, whole.digest()));

    assertThat(api.content.canBePulled(APP, whole.digest())).isTrue();
    assertThat(api.content.holds(APP, LAYER)).isTrue();
    assertThat(notes()).isEmpty();
  }

  @Test
  void aChildThatWentWhileAPushWaitedForItsTurnIsAGapOfIt() throws Exception {
    PushedManifest list = list(image());

    api.push(APP, List.of("list"), list);

    assertThat(api.content.of(APP).manifests()).containsExactly(list.digest());
    assertThat(notes()).containsExactly(list.digest().toString());
  }

  private List<String> notes() {
    String prefix = "/gaps/" + APP + "/";
    return api.store.range(RangeQuery.all(prefix)).entries().stream()
        .map(entry -> entry.key().substring(prefix.length()))
        .filter(key -> !key.equals("changed"))
        .toList();
  }

  private void unlink(PushedManifest manifest) {
    assertThat(
            api.content.unlink(
                APP, manifest.digest(), shown -> shown.manifests().contains(manifest.digest())))
        .isTrue();
  }

  @Test
  void aNoteGoesWithTheLinkOfItsManifest() throws Exception {
    PushedManifest image = image(LAYER);
    api.push(APP, List.of(), image);
    assertThat(notes()).containsExactly(image.digest().toString());

    unlink(image);

    assertThat(notes()).isEmpty();
  }

  @Test
  void aNoteStaysWhereAListNamesItsManifestAndMayBeTaggedAgain() throws Exception {
    PushedManifest image = image(LAYER);
    PushedManifest list = list(image);
    api.push(APP, List.of(), image);
    api.push(APP, List.of(), list);

    unlink(image);
    found(APP, list.digest());

    assertThat(api.content.canBePulled(APP, image.digest())).isTrue();
    assertThat(api.content.hasBlob(APP, LAYER)).isFalse();
    assertThat(notes()).containsExactly(image.digest().toString());
  }
}
