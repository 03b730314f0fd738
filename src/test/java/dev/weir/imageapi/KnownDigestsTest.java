package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportJob;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.Importer;
import dev.weir.importing.KnownDigests;
import dev.weir.importing.KnownDigests.Known;
import dev.weir.importing.Looked;
import dev.weir.importing.StreamImports;
import dev.weir.importing.Wanted;
import dev.weir.importing.age.AgeClock;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestArtifacts;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamSources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What need not be fetched, since it is here as an import would leave it. */
class KnownDigestsTest {
  private static final StreamName OTHER = new StreamName("shared", "other");
  private static final String UID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private final FakeRegistry upstream = FakeRegistry.tls();
  private final FakeRepository repository = upstream.repository("team/app");
  private final List<World> worlds = new ArrayList<>();
  private final World here = world();

  private World world() {
    World world = new World();
    worlds.add(world);
    return world;
  }

  @AfterEach
  void close() {
    worlds.forEach(World::close);
    upstream.close();
  }

  /** A server's streams, and what imports into them. */
  private final class World {
    final ImageApiFixture api = new ImageApiFixture();
    final Mirrors mirrors = new Mirrors(api.store, () -> Instant.EPOCH);
    final Registries registries =
        new Registries(
            new JettyOutbound(
                OutboundSettings.of(
                    AddressPolicy.PRIVATE_ALLOWED, List.of(upstream.certificate()))),
            new Retries(_ -> {}),
            () -> Instant.EPOCH);
    StreamImports imports;
    KnownDigests known;

    World() {
      start();
    }

    /** As after a start of the server: nothing is remembered. */
    void start() {
      var streams = api.anew();
      imports =
          new StreamImports(
              streams,
              new Importer(registries, new ImportMemory(32L << 20)),
              TagLimit.USUAL,
              mirrors::imported,
              new dev.weir.blob.PushLeases(
                  java.time.InstantSource.system(), java.time.Duration.ofDays(1)),
              new AgeClock(api.store, () -> Instant.EPOCH, System::nanoTime, Optional::empty));
      known =
          imports.known(
              new StreamSources(streams, new MemoryBlobStore(() -> Instant.EPOCH), mirrors)
                  ::mayShow);
    }

    StoredStream stream(StreamName name) {
      return api.streams.newest(name);
    }

    void importing(StreamName name, Wanted wanted) throws InterruptedException {
      StoredStream before = stream(name);
      try (ImportMemory.Part memory = imports.memory(ImageApiFixture.DEV)) {
        Findings findings =
            imports.look(
                before.stream(),
                new ImportJob(List.of(wanted), Optional.empty()),
                _ -> false,
                Patience.of(Caller.BACKGROUND, Duration.ofMinutes(1)),
                memory);
        assertThat(imports.apply(User.system("imports"), before, findings)).isPresent();
      }
    }

    Known known(StreamName name, Wanted wanted, Digest upstream) {
      return known(stream(name).stream(), wanted, upstream);
    }

    Known known(ImageStream stream, Wanted wanted, Digest upstream) {
      try (ImportMemory.Part memory = imports.memory(ImageApiFixture.DEV)) {
        return known.find(stream, wanted, upstream, memory);
      }
    }

    /** Does with what is known what an import does with what it fetched. */
    void take(StreamName name, Wanted wanted, Digest upstream) {
      Findings findings =
          new Findings(
              List.of(new Looked(wanted, found(known(name, wanted, upstream)))), Optional.empty());
      assertThat(imports.apply(User.system("imports"), stream(name), findings)).isPresent();
    }

    Map<String, String> everything() {
      Map<String, String> all = new TreeMap<>();
      for (Entry entry : api.store.range(RangeQuery.all("/")).entries()) {
        String text = new String(entry.value(), StandardCharsets.UTF_8);
        all.put(entry.key(), text.replaceAll(UID, "UID"));
      }
      return all;
    }

    void close() {
      registries.close();
      mirrors.close();
      api.close();
    }
  }

  private Wanted wanted(String tag, String mode) {
    return wanted("team/app", tag, mode, false);
  }

  private Wanted wanted(String path, String tag, String mode, boolean insecure) {
    return new Wanted(
        upstream.host() + "/" + path + ":" + tag,
        tag,
        new ImportPolicy(insecure, true, mode),
        SpecTag.SOURCE,
        false);
  }

  private static ImportOutcome.Imported found(Known known) {
    assertThat(known).isInstanceOf(Known.Found.class);
    return (ImportOutcome.Imported) ((Known.Found) known).outcome();
  }

  /** Puts under a tag what another tag is; returns its digest. */
  private Digest become(String tag, Digest digest) {
    repository.tag(tag, digest);
    return digest;
  }

  private Digest make(String what, String name) {
    return switch (what) {
      case "image" -> TestImages.single(repository, name);
      case "artifacts" -> TestArtifacts.set(repository, name);
      default -> TestImages.index(repository, name, "linux/amd64", "linux/arm64").digest();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "image, Legacy",
    "image, PreserveOriginal",
    "list, Legacy",
    "list, PreserveOriginal",
    "artifacts, Legacy",
    "artifacts, PreserveOriginal"
  })
  void aTagThatDoesNotMoveIsTheSame(String what, String mode) throws InterruptedException {
    Digest digest = make(what, "v1");
    Wanted tag = wanted("v1", mode);
    here.importing(APP, tag);

    assertThat(here.known(APP, tag, digest)).isEqualTo(new Known.Same());
    here.start();
    assertThat(here.known(APP, tag, digest)).isEqualTo(new Known.Same());
    assertThat(here.known(APP, tag, Digest.of(new byte[0]))).isEqualTo(new Known.Unknown());
  }

  @ParameterizedTest
  @CsvSource({
    "image, Legacy",
    "image, PreserveOriginal",
    "list, Legacy",
    "list, PreserveOriginal",
    "artifacts, Legacy",
    "artifacts, PreserveOriginal"
  })
  void whatATagMovesBackToComesOutAsIfItHadBeenFetched(String what, String mode)
      throws InterruptedException {
    World fetching = world();
    Digest first = make(what, "v1");
    Digest second = make(what, "v2");
    Wanted tag = wanted("app", mode);
    for (Digest digest : List.of(first, second)) {
      become("app", digest);
      for (World world : worlds) {
        world.importing(APP, tag);
        world.api.tick();
      }
    }
    become("app", first);
    fetching.importing(APP, tag);
    long fetched = upstream.count("GET ");
    here.start();
    here.take(APP, tag, first);

    assertThat(upstream.count("GET ")).isEqualTo(fetched);
    assertThat(here.api.streams.whole(APP).stream().history("app").items()).hasSize(3);
    assertThat(here.everything()).isEqualTo(fetching.everything());
  }

  @ParameterizedTest
  @CsvSource({
    "image, Legacy",
    "image, PreserveOriginal",
    "list, Legacy",
    "list, PreserveOriginal",
    "artifacts, Legacy",
    "artifacts, PreserveOriginal"
  })
  void whatAnotherTagBroughtComesOutAsIfItHadBeenFetched(String what, String mode)
      throws InterruptedException {
    World fetching = world();
    Digest digest = make(what, "v1");
    become("latest", digest);
    for (World world : worlds) {
      world.importing(APP, wanted("v1", mode));
    }
    fetching.importing(APP, wanted("latest", mode));
    here.start();
    here.take(APP, wanted("latest", mode), digest);

    assertThat(here.everything()).isEqualTo(fetching.everything());
  }

  @ParameterizedTest
  @CsvSource({
    "image, Legacy",
    "image, PreserveOriginal",
    "list, Legacy",
    "list, PreserveOriginal",
    "artifacts, Legacy",
    "artifacts, PreserveOriginal"
  })
  void whatTheSameRepositoryGaveAnotherStreamComesOutAsIfItHadBeenFetched(String what, String mode)
      throws InterruptedException {
    World fetching = world();
    Digest digest = make(what, "v1");
    for (World world : worlds) {
      world.importing(OTHER, wanted("v1", mode));
    }
    fetching.importing(APP, wanted("v1", mode));
    here.take(APP, wanted("v1", mode), digest);

    assertThat(here.everything()).isEqualTo(fetching.everything());
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "list", "artifacts"})
  void whatOnlyAnotherRepositoryGaveToOthersIsFetchedWhateverThisOneSays(String what)
      throws InterruptedException {
    Digest secret = make(what, "v1");
    for (String mode : List.of(ImportPolicy.LEGACY, ImportPolicy.PRESERVE_ORIGINAL)) {
      here.importing(OTHER, wanted("v1", mode));

      assertThat(here.known(APP, wanted("evil/app", "v1", mode, false), secret))
          .isEqualTo(new Known.Unknown());
    }
  }

  @Test
  void ofWhomNobodyMakesSureWhoAnswersItIsFetchedUnlessTheStreamHasIt()
      throws InterruptedException {
    Digest digest = make("image", "v1");
    Wanted unsure = wanted("team/app", "v1", ImportPolicy.LEGACY, true);
    here.importing(OTHER, wanted("v1", ImportPolicy.LEGACY));

    assertThat(here.known(APP, unsure, digest)).isEqualTo(new Known.Unknown());
    here.importing(APP, unsure);
    assertThat(here.known(APP, unsure, digest)).isEqualTo(new Known.Same());
  }

  @Test
  void aListThatIsPreservedElsewhereSaysWhichOfItsImagesIsChosen() throws InterruptedException {
    TestImages.Index index = TestImages.index(repository, "v1", "linux/arm64", "linux/amd64");
    here.importing(APP, wanted("v1", ImportPolicy.PRESERVE_ORIGINAL));
    become("other", index.digest());

    ImportOutcome.Imported found =
        found(here.known(APP, wanted("other", ImportPolicy.LEGACY), index.digest()));

    assertThat(found.digest()).isEqualTo(index.children().get(1));
  }

  @Test
  void aListOfWhichOneImageWasChosenIsFetchedToPreserveIt() throws InterruptedException {
    TestImages.Index index = TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");
    here.importing(APP, wanted("v1", ImportPolicy.LEGACY));

    Wanted preserved = wanted("v1", ImportPolicy.PRESERVE_ORIGINAL);
    assertThat(here.known(APP, preserved, index.digest())).isEqualTo(new Known.Unknown());
  }

  @Test
  void anotherPlatformIsFetchedAlthoughTheListIsKnown() throws InterruptedException {
    TestImages.Index index = TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");
    Wanted tag = wanted("v1", ImportPolicy.LEGACY);
    here.importing(APP, tag);
    ImageStream stream = here.stream(APP).stream();
    SpecTag arm =
        stream
            .specTag("v1")
            .orElseThrow()
            .withAnnotations(Map.of("importer.image.openshift.io/prefer-arch", "arm64"));

    assertThat(here.known(stream.withSpecTag(arm), tag, index.digest()))
        .isEqualTo(new Known.Unknown());
  }

  @Test
  void anImageThatSomebodyRemovedIsFetchedAgain() throws InterruptedException {
    TestImages.Index index = TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");
    Wanted tag = wanted("v1", ImportPolicy.PRESERVE_ORIGINAL);
    here.importing(APP, tag);
    here.api
        .rest("images")
        .delete(
            new Scope(ImageApiFixture.DEV, ""),
            index.children().getFirst().toString(),
            DeleteOptions.NOW);

    assertThat(here.known(APP, tag, index.digest())).isEqualTo(new Known.Unknown());
  }

  @Test
  void anImageOfWhichTheStreamOnlySpokeIsFetchedAlsoWhenOthersHaveIt() throws InterruptedException {
    Digest digest = make("image", "v1");
    Wanted tag = wanted("evil/app", "v1", ImportPolicy.LEGACY, false);
    here.api.create("imagestreams", "{'metadata':{'name':'app'}}");
    here.api.create(
        "imagestreammappings",
        "{'metadata':{'name':'app','namespace':'demo'},'tag':'v1','image':{'metadata':{'name':'%s'},"
                .formatted(digest)
            + "'dockerImageReference':'%s/evil/app@%s'}}".formatted(upstream.host(), digest));
    assertThat(here.known(APP, tag, digest)).isEqualTo(new Known.Unknown());

    here.importing(OTHER, wanted("v1", ImportPolicy.LEGACY));
    assertThat(here.known(APP, tag, digest)).isEqualTo(new Known.Unknown());
  }

  @Test
  void whatWasLearnedOfAListGoesWithItsTagAndItsStream() throws InterruptedException {
    make("list", "v1");
    make("list", "v2");
    here.importing(APP, wanted("v1", ImportPolicy.LEGACY));
    here.importing(APP, wanted("v2", ImportPolicy.LEGACY));
    assertThat(learned()).containsExactly("/checks/demo/app/v1", "/checks/demo/app/v2");

    here.api.rest("imagestreamtags").delete(ImageApiFixture.DEMO, "app:v1", DeleteOptions.NOW);
    assertThat(learned()).containsExactly("/checks/demo/app/v2");

    here.api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
    assertThat(learned()).isEmpty();
  }

  private List<String> learned() {
    return here.api.store.range(RangeQuery.all("/checks/")).entries().stream()
        .map(Entry::key)
        .toList();
  }
}
