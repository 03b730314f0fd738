package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.manifest.MediaTypes;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamSources;
import dev.weir.streams.StreamSources.Elsewhere;
import dev.weir.streams.StreamSources.Place;
import dev.weir.streams.Streams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What a stream shows of other registries, and where it is to be had. */
class StreamSourcesTest {
  private static final StreamName OTHER = new StreamName("shared", "other");

  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final MemoryBlobStore mirror = new MemoryBlobStore(() -> Instant.EPOCH);
  private final Set<String> fetched = new LinkedHashSet<>();
  private final StreamSources sources = sources(api.all);
  private long hour;
  private int looked;

  private StreamSources sources(Streams streams) {
    return new StreamSources(
        streams,
        mirror,
        new StreamSources.Fetched() {
          @Override
          public boolean has(StreamName stream, Digest digest) {
            looked++;
            return fetched.contains(stream + " " + digest);
          }

          @Override
          public long changes(StreamName stream) {
            return fetched.size();
          }

          @Override
          public Optional<Set<Digest>> since(StreamName stream, long change) {
            return Optional.of(
                fetched.stream()
                    .skip(change)
                    .map(key -> Digest.parse(key.substring(key.indexOf(' ') + 1)))
                    .collect(Collectors.toSet()));
          }
        });
  }

  @AfterEach
  void close() {
    upstream.close();
    api.close();
  }

  @Test
  void anImportKeepsTheManifestsBytesAndKnowsByThemWhatTheImageIsMadeOf() {
    FakeRepository repository = upstream.repository("team/app");
    Digest image = TestImages.single(repository, "v1");
    importing(APP, "v1", ImportPolicy.LEGACY);

    ObjectNode manifest = (ObjectNode) Json.parse(repository.findManifest("v1").orElseThrow());
    Digest layer = Digest.parse(manifest.at("/layers/0/digest").stringValue());
    Digest config = Digest.parse(manifest.at("/config/digest").stringValue());

    assertThat(sources.text(APP, image)).contains(repository.findManifest("v1").orElseThrow());
    assertThat(sources.manifest(APP, image).orElseThrow().mediaType())
        .isEqualTo(MediaTypes.OCI_MANIFEST);
    Elsewhere found = sources.blob(APP, layer).orElseThrow();
    assertThat(found.size()).hasValue(repository.findBlob(layer).orElseThrow().length);
    assertThat(found.mediaType()).isEqualTo(MediaTypes.OCI_LAYER_GZIP);
    assertThat(specs(found)).containsExactly(upstream.host() + "/team/app (insecure)");
    assertThat(sources.blob(APP, config)).isPresent();
    assertThat(sources.manifest(APP, layer)).isEmpty();
    assertThat(sources.blob(OTHER, layer)).isEmpty();
    assertThat(api.get("images", image.toString()).has("dockerImageManifest")).isFalse();
  }

  @Test
  void ofAListThatIsKeptEveryChildIsShownAndWhatItIsMadeOfOnceTheStreamFetchedIt()
      throws IOException {
    FakeRepository repository = upstream.repository("team/app");
    TestImages.Index index = TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");
    importing(APP, "v1", ImportPolicy.PRESERVE_ORIGINAL);
    Digest child = index.children().get(1);
    Digest layer = layer(repository.findManifest(child.toString()).orElseThrow());

    assertThat(sources.text(APP, index.digest())).isPresent();
    assertThat(sources.manifest(APP, child)).isPresent();
    assertThat(sources.text(APP, child)).isEmpty();
    assertThat(sources.blob(APP, layer)).isEmpty();

    fetch(APP, repository.findManifest(child.toString()).orElseThrow());
    assertThat(sources.text(APP, child)).isPresent();
    assertThat(sources.blob(APP, layer)).isPresent();
  }

  @Test
  void ofAListTheChosenChildAloneIsTheImage() {
    FakeRepository repository = upstream.repository("team/app");
    TestImages.Index index = TestImages.index(repository, "v1", "linux/arm64", "linux/amd64");
    importing(APP, "v1", ImportPolicy.LEGACY);

    assertThat(sources.text(APP, index.children().get(1))).isPresent();
    assertThat(sources.manifest(APP, index.digest())).isEmpty();
    assertThat(sources.manifest(APP, index.children().getFirst())).isEmpty();
  }

  @Test
  void childrenAtAnyDepthAreShownAsTheyBecomeKnown() throws IOException {
    PushedManifest image = ImageApiFixture.manifest("deep");
    byte[] inner = index(image.digest());
    byte[] outer = index(Digest.of(inner));
    events("v1", event("quay.io/team/app", Digest.of(outer)));
    assertThat(sources.manifest(APP, Digest.of(outer))).isPresent();
    assertThat(sources.manifest(APP, Digest.of(inner))).isEmpty();

    fetch(APP, outer);
    assertThat(sources.manifest(APP, Digest.of(inner))).isPresent();
    fetch(APP, inner);
    assertThat(sources.manifest(APP, image.digest())).isPresent();
    fetch(APP, image.bytes());
    assertThat(sources.blob(APP, layer(image.bytes()))).isPresent();
    assertThat(sources.tagsShowing(APP, layer(image.bytes()))).containsExactly("v1");

    api.tags.delete(ImageApiFixture.DEV, APP, "v1");
    assertThat(sources.blob(APP, layer(image.bytes()))).isEmpty();
    assertThat(sources.manifest(APP, Digest.of(inner))).isEmpty();
  }

  @Test
  void whoKnowsAnImageByItsDigestIsNotShownWhatOthersFetched() {
    FakeRepository repository = upstream.repository("team/app");
    Digest image = TestImages.single(repository, "v1");
    api.create("imagestreams", "{'metadata':{'name':'claims'}}");
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'claims'},'tag':'v1','image':{'metadata':{'name':'%s'},
         'dockerImageReference':'quay.io/ann/x@%s'}}\
        """
            .formatted(image, image));
    importing(OTHER, "v1", ImportPolicy.LEGACY);

    StreamName claims = new StreamName("demo", "claims");
    assertThat(sources.manifest(claims, image)).isPresent();
    assertThat(sources.text(claims, image)).isEmpty();
    assertThat(sources.blob(claims, layer(repository.findManifest("v1").orElseThrow()))).isEmpty();
    assertThat(sources.text(OTHER, image)).isPresent();
  }

  @Test
  void whoImportsAnImageThatHeKnewByItsDigestIsShownWhatItIsMadeOf() {
    FakeRepository repository = upstream.repository("team/app");
    Digest image = TestImages.single(repository, "v1");
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'app'},'tag':'said','image':{'metadata':{'name':'%s'},
         'dockerImageReference':'%s/team/app@%s'}}\
        """
            .formatted(image, upstream.host(), image));
    importing(OTHER, "v1", ImportPolicy.LEGACY);
    Digest layer = layer(repository.findManifest("v1").orElseThrow());
    assertThat(sources.blob(APP, layer)).isEmpty();

    importing(APP, "v1", ImportPolicy.LEGACY);
    assertThat(sources.blob(APP, layer)).isPresent();
  }

  @Test
  void whoListsADigestInAManifestOfItsOwnIsNotShownWhatOthersFetched() throws IOException {
    FakeRepository repository = upstream.repository("team/app");
    Digest image = TestImages.single(repository, "v1");
    importing(OTHER, "v1", ImportPolicy.LEGACY);
    byte[] mine = index(image);
    events("v1", event("quay.io/ann/x", Digest.of(mine)));
    fetch(APP, mine);

    assertThat(sources.manifest(APP, image)).isPresent();
    assertThat(sources.text(APP, image)).isEmpty();
    assertThat(sources.blob(APP, layer(repository.findManifest("v1").orElseThrow()))).isEmpty();
    assertThat(sources.text(OTHER, image)).isPresent();
  }

  @Test
  void anImageThatWasImportedBeforeItsBytesWereKeptHasThemAfterTheNextImport() {
    FakeRepository repository = upstream.repository("team/app");
    Digest image = TestImages.single(repository, "v1");
    importing(APP, "v1", ImportPolicy.LEGACY);
    api.store.commit(Transaction.builder().delete("/manifests/" + image).build());
    Digest layer = layer(repository.findManifest("v1").orElseThrow());
    assertThat(sources.blob(APP, layer)).isEmpty();

    importing(APP, "v1", ImportPolicy.LEGACY);
    assertThat(sources.blob(APP, layer)).isPresent();
  }

  @Test
  void theBytesGoWithTheirImage() {
    Digest image = TestImages.single(upstream.repository("team/app"), "v1");
    importing(APP, "v1", ImportPolicy.LEGACY);
    api.pass(Duration.ofHours(2)); // what came within the last hour stays
    api.rest("images").delete(DEMO, image.toString(), DeleteOptions.NOW);
    assertThat(api.store.get("/manifests/" + image)).isEmpty();
  }

  @Test
  void whatWasFetchedForAStreamGoesWithIt() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    try (Mirrors mirrors = new Mirrors(api.store, () -> Instant.EPOCH)) {
      mirrors.add(
          StreamId.of(api.streams.newest(APP).stream()),
          Digest.of(new byte[1]),
          1,
          "quay.io/team/app");
      assertThat(mirrors.has(APP, Digest.of(new byte[1]))).isTrue();
      api.rest("imagestreams").delete(DEMO, "app", DeleteOptions.NOW);
      assertThat(mirrors.has(APP, Digest.of(new byte[1]))).isFalse();
      assertThat(mirrors.bytes()).isZero();
    }
  }

  @Test
  void whatIsNotThereIsNotLookedForAgainUntilSomethingCame() throws IOException {
    PushedManifest known = ImageApiFixture.manifest("known");
    fetch(APP, known.bytes());
    events("known", event("quay.io/team/app", known.digest()));
    for (int i = 0; i < 50; i++) {
      events("t" + i, event("quay.io/team/app", Digest.of(new byte[] {(byte) i})));
    }
    events("t1", event("quay.io/team/app", known.digest()));
    Digest absent = Digest.of("absent".getBytes(UTF_8));
    assertThat(sources.blob(APP, absent)).isEmpty();
    looked = 0;

    for (int i = 0; i < 100; i++) {
      assertThat(sources.blob(APP, absent)).isEmpty();
      assertThat(sources.blob(APP, layer(known.bytes()))).isPresent();
    }
    assertThat(looked).as("however many manifests of the stream are not here").isZero();

    events("t0", event("quay.io/team/app", Digest.of("another".getBytes(UTF_8))));
    assertThat(sources.blob(APP, absent)).isEmpty();
    assertThat(looked).as("the one that is new in each of the two parts").isLessThanOrEqualTo(4);

    looked = 0;
    fetch(APP, ImageApiFixture.manifest("stray").bytes());
    assertThat(sources.blob(APP, absent)).isEmpty();
    assertThat(looked).as("what came alone is looked at, and not all that is missing").isZero();

    byte[] missing = {2};
    fetch(APP, missing);
    assertThat(sources.blob(APP, absent)).isEmpty();
    assertThat(looked).isBetween(1, 4);

    fetch(APP, ImageApiFixture.manifest("late").bytes());
    events("late", event("quay.io/team/app", ImageApiFixture.manifest("late").digest()));
    assertThat(sources.blob(APP, layer(ImageApiFixture.manifest("late").bytes()))).isPresent();
  }

  @Test
  void placesAreTheLatestFirstAndThoseThatProveThemselvesBeforeOthers() throws IOException {
    PushedManifest image = ImageApiFixture.manifest("image");
    Digest layer = layer(image.bytes());
    fetch(APP, image.bytes());
    events("a", event("quay.io/team/app", image.digest()));
    events("b", event("mirror.example:5000/x", image.digest()));
    events("c", event("ghcr.io/team/app", image.digest()));
    events("d", event(OwnRegistry.repository(APP), image.digest()));
    assertThat(specs(sources.blob(APP, layer).orElseThrow()))
        .containsExactly("ghcr.io/team/app", "mirror.example:5000/x", "quay.io/team/app");

    write(stream -> stream.withSpecTag(insecure("c")));
    events("e", event("ghcr.io/other", ImageApiFixture.manifest("other").digest()));
    assertThat(specs(sources.blob(APP, layer).orElseThrow()))
        .containsExactly(
            "mirror.example:5000/x", "quay.io/team/app", "ghcr.io/team/app (insecure)");
    assertThat(
            specs(sources.manifest(APP, ImageApiFixture.manifest("other").digest()).orElseThrow()))
        .as("the same registry")
        .containsExactly("ghcr.io/other (insecure)");

    write(stream -> stream.withoutSpecTag("c").withAnnotation(ImportedTags.INSECURE, "true"));
    assertThat(specs(sources.blob(APP, layer).orElseThrow()))
        .containsExactly(
            "ghcr.io/team/app (insecure)",
            "mirror.example:5000/x (insecure)",
            "quay.io/team/app (insecure)");
  }

  @Test
  void theDockerHubHasOneNameAndAPullSpecThatIsNoneHasNoPlace() {
    Digest image = ImageApiFixture.manifest("image").digest();
    events("a", event("busybox", image));
    events("b", event("not a pull spec", ImageApiFixture.manifest("b").digest()));

    assertThat(specs(sources.manifest(APP, image).orElseThrow()))
        .containsExactly("docker.io/library/busybox");
    assertThat(sources.manifest(APP, ImageApiFixture.manifest("b").digest())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aRandomHistoryEndsWhereReadingAllOfItDoes(int seed) throws IOException {
    Random random = new Random(seed);
    List<PushedManifest> images =
        List.of("a", "b", "c", "d").stream().map(ImageApiFixture::manifest).toList();
    List<String> places = List.of("quay.io/a/b", "ghcr.io/a/b", "example.com/c");
    for (int step = 0; step < 150; step++) {
      PushedManifest image = images.get(random.nextInt(images.size()));
      String tag = "t" + random.nextInt(3);
      switch (random.nextInt(8)) {
        case 0 -> fetch(APP, image.bytes());
        case 1 -> api.pushed(APP, "own " + random.nextInt(3), tag);
        case 2 -> {
          if (api.streams.newest(APP).stream().tags().containsKey(tag)) {
            api.tags.delete(ImageApiFixture.DEV, APP, tag);
          }
        }
        case 3 ->
            write(s -> random.nextBoolean() ? s.withSpecTag(insecure(tag)) : s.withoutSpecTag(tag));
        default -> events(tag, event(places.get(random.nextInt(places.size())), image.digest()));
      }
      StreamSources afresh = sources(api.anew());
      for (PushedManifest known : images) {
        assertThat(places(sources.manifest(APP, known.digest())))
            .as("seed %d, step %d: image", seed, step)
            .isEqualTo(places(afresh.manifest(APP, known.digest())));
        assertThat(places(sources.blob(APP, layer(known.bytes()))))
            .as("seed %d, step %d: layer", seed, step)
            .isEqualTo(places(afresh.blob(APP, layer(known.bytes()))));
      }
    }
  }

  private void importing(StreamName stream, String tag, String mode) {
    var _ =
        api.rest("imagestreamimports")
            .create(
                new Scope(ImageApiFixture.DEV, stream.namespace()),
                ImageApiFixture.json(
                    """
                    {'metadata':{'name':'%s'},'spec':{'import':true,'images':[
                     {'from':{'kind':'DockerImage','name':'%s/team/app:%s'},
                      'importPolicy':{'insecure':true,'importMode':'%s'}}]}}\
                    """
                        .formatted(stream.name(), upstream.host(), tag, mode)),
                WriteOptions.STORE);
  }

  private void fetch(StreamName stream, byte[] manifest) throws IOException {
    mirror.put(Digest.of(manifest), new ByteArrayInputStream(manifest));
    fetched.add(stream + " " + Digest.of(manifest));
  }

  private TagEvent event(String repository, Digest image) {
    Instant time = Instant.EPOCH.plusSeconds(3600 * ++hour);
    return new TagEvent(time, repository + "@" + image, image.toString(), 1);
  }

  private void events(String tag, TagEvent event) {
    write(before -> before.withTag(tag, before.history(tag).add(event).history()));
  }

  private static SpecTag insecure(String tag) {
    return SpecTag.named(tag).withImportPolicy(new ImportPolicy(true, false, ImportPolicy.LEGACY));
  }

  private void write(UnaryOperator<ImageStream> change) {
    var before = api.streams.newest(APP);
    Transaction.Builder transaction = Transaction.builder();
    var staged =
        api.changes.put(transaction, before, change.apply(before.stream()), Origin.UNKNOWN);
    if (staged.isPresent()) {
      var result = (TransactionResult.Committed) api.store.commit(transaction.build());
      api.changes.written(staged.get(), result.revision());
    }
  }

  private static Digest layer(byte[] manifest) {
    return Digest.parse(Json.parse(manifest).at("/layers/0/digest").stringValue());
  }

  private static byte[] index(Digest child) {
    return """
    {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":9}]}\
    """
        .formatted(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, child)
        .getBytes(UTF_8);
  }

  private static List<String> specs(Elsewhere found) {
    return found.places().stream().map(StreamSourcesTest::spec).toList();
  }

  private static String spec(Place place) {
    return place.repository().exact() + (place.insecure() ? " (insecure)" : "");
  }

  private static Set<String> places(Optional<Elsewhere> found) {
    return found.map(f -> Set.copyOf(specs(f))).orElse(Set.of());
  }
}
