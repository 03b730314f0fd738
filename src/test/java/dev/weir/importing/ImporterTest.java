package dev.weir.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.image.Images;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.lists.ImportMode;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class ImporterTest {
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final Registries registries = registries(AddressPolicy.PRIVATE_ALLOWED);
  private final ImportMemory memory = new ImportMemory(32L << 20);
  private final Asking importer = new Asking(new Importer(registries, memory));

  /** All that came of a batch. */
  private record Told(List<ImportOutcome> images, Optional<RepositoryOutcome> repository) {
    static Told of(ImportBatch batch, Fetched fetched) {
      return new Told(batch.images().stream().map(fetched::of).toList(), fetched.repository());
    }
  }

  /** Asks for as long as may be. */
  private record Asking(Importer importer) {
    Told run(ImportBatch batch, Keyring keyring) {
      return run(batch, keyring, Patience.of(Caller.BACKGROUND, Duration.ofMinutes(1)));
    }

    Told run(ImportBatch batch, Keyring keyring, Patience patience) {
      try (ImportMemory.Part held = importer.memory(User.named("dev"))) {
        return Told.of(batch, importer.fetch(batch, keyring, patience, held));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    List<ImportOutcome> importImages(List<ImportRequest> images, Keyring keyring) {
      return run(new ImportBatch(images, Optional.empty()), keyring).images();
    }
  }

  private static Registries registries(AddressPolicy addresses) {
    return new Registries(
        new JettyOutbound(OutboundSettings.of(addresses, List.of())),
        new Retries(_ -> {}),
        InstantSource.fixed(Instant.EPOCH));
  }

  @AfterEach
  void close() {
    registries.close();
    upstream.close();
  }

  private String spec(String rest) {
    return upstream.host() + "/" + rest;
  }

  private static ImportRequest legacy(String from) {
    return ImportRequest.of(from, true, ImportMode.LEGACY);
  }

  private ImportOutcome.Imported imported(ImportRequest request) {
    ImportOutcome outcome = importer.importImages(List.of(request), Keyring.EMPTY).getFirst();
    assertThat(outcome).isInstanceOf(ImportOutcome.Imported.class);
    return (ImportOutcome.Imported) outcome;
  }

  private ApiStatus refused(ImportRequest request, Keyring keyring) {
    return status(importer.importImages(List.of(request), keyring).getFirst());
  }

  private static ApiStatus status(ImportOutcome outcome) {
    assertThat(outcome).isInstanceOf(ImportOutcome.Failed.class);
    return ((ImportOutcome.Failed) outcome).why().status();
  }

  private RepositoryOutcome.Listed listed(ImportBatch batch) {
    return listed(batch, Keyring.EMPTY);
  }

  private RepositoryOutcome.Listed listed(ImportBatch batch, Keyring keyring) {
    RepositoryOutcome outcome = importer.run(batch, keyring).repository().orElseThrow();
    assertThat(outcome).isInstanceOf(RepositoryOutcome.Listed.class);
    return (RepositoryOutcome.Listed) outcome;
  }

  private RepositoryRequest all(int limit) {
    return new RepositoryRequest(
        spec("team/app"),
        true,
        ImportMode.LEGACY,
        new TagLimit(limit),
        ImportRequest.Use.SHOWN_RAW);
  }

  @Test
  void buildsTheImageOfATag() {
    Digest digest = TestImages.single(repository, "v1");

    ImportOutcome.Imported found = imported(legacy(spec("team/app:v1")));

    assertThat(found.digest()).isEqualTo(digest);
    assertThat(found.tag()).isEqualTo("v1");
    assertThat(found.pullSpec()).isEqualTo(spec("team/app@" + digest));
    assertThat(Json.string(found.image(), "dockerImageReference")).isEqualTo(found.pullSpec());
    assertThat(Json.string(found.image(), "dockerImageConfig")).contains("\"which\":\"v1\"");
  }

  @Test
  void takesLatestWithoutATagAndNoTagWithADigest() {
    Digest digest = TestImages.single(repository, "latest");

    assertThat(imported(legacy(spec("team/app"))).tag()).isEqualTo("latest");
    assertThat(imported(legacy(spec("team/app:other@" + digest))).tag()).isEmpty();
  }

  @Test
  void neverTakesAnAttestationForTheImageOfAList() {
    TestImages.Index index =
        TestImages.index(repository, "v1", "unknown/unknown", "linux/s390x", "unknown/unknown");
    TestImages.index(repository, "bare", "unknown/unknown");

    assertThat(imported(legacy(spec("team/app:v1"))).digest()).isEqualTo(index.children().get(1));
    assertThat(refused(legacy(spec("team/app:bare")), Keyring.EMPTY).message())
        .contains("the list of manifests has no image");
  }

  @Test
  void answersInOrderAndFetchesTheSameImageOnce() {
    TestImages.single(repository, "v1");
    TestImages.single(repository, "v2");

    List<ImportOutcome> outcomes =
        importer.importImages(
            List.of(
                legacy(spec("team/app:v2")),
                legacy("NOT A NAME"),
                legacy(spec("team/app:v1")),
                legacy(spec("team/app:v2"))),
            Keyring.EMPTY);

    assertThat(outcomes).extracting(ImportOutcome::tag).containsExactly("v2", "", "v1", "v2");
    assertThat(upstream.count("manifests/v2")).isEqualTo(1);
    assertThat(upstream.count("GET /v2/team")).isEqualTo(4);
  }

  @Test
  void choosesThePreferredChildThenTheUsualThenTheFirst() {
    TestImages.Index both =
        TestImages.index(repository, "both", "linux/arm64", "linux/amd64", "linux/s390x");
    TestImages.Index odd = TestImages.index(repository, "odd", "linux/ppc64le", "linux/s390x");
    ImportRequest s390x =
        new ImportRequest(
            spec("team/app:both"),
            true,
            ImportMode.LEGACY,
            new Descriptor.Platform("linux", "s390x", ""),
            ImportRequest.Use.SHOWN_RAW);

    assertThat(imported(s390x).digest()).isEqualTo(both.children().get(2));
    assertThat(imported(legacy(spec("team/app:both"))).digest()).isEqualTo(both.children().get(1));
    assertThat(imported(legacy(spec("team/app:odd"))).digest()).isEqualTo(odd.children().get(0));
    assertThat(imported(legacy(spec("team/app@" + both.digest()))).digest())
        .isEqualTo(both.children().get(1));
  }

  @Test
  void keepsAListWithAllItsImagesWhenTold() {
    TestImages.Index index = TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");

    ImportOutcome.Imported found =
        imported(ImportRequest.of(spec("team/app:v1"), true, ImportMode.PRESERVE_ORIGINAL));

    assertThat(found.digest()).isEqualTo(index.digest());
    assertThat(Images.children(found.image()))
        .isEqualTo(index.children().stream().map(Digest::toString).toList());
    assertThat(found.children())
        .extracting(child -> Json.string(child, "dockerImageReference"))
        .containsExactly(
            spec("team/app@" + index.children().get(0)),
            spec("team/app@" + index.children().get(1)));
  }

  @Test
  void fetchesAListAnewForEachMode() {
    TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");

    List<ImportOutcome> outcomes =
        importer.importImages(
            List.of(
                legacy(spec("team/app:v1")),
                ImportRequest.of(spec("team/app:v1"), true, ImportMode.PRESERVE_ORIGINAL),
                ImportRequest.of(spec("team/app:v1"), true, ImportMode.of(""))),
            Keyring.EMPTY);

    assertThat(outcomes).allMatch(ImportOutcome.Imported.class::isInstance);
    assertThat(outcomes.getFirst()).isEqualTo(outcomes.getLast());
    assertThat(upstream.count("manifests/v1")).isEqualTo(2);
    assertThat(upstream.count("GET /v2/team/app/manifests/sha256")).isEqualTo(3);
  }

  @Test
  void findsTheSameImageByTagAndByDigest() {
    Digest digest = TestImages.single(repository, "v1");

    List<ImportOutcome> outcomes =
        importer.importImages(
            List.of(legacy(spec("team/app:v1")), legacy(spec("team/app@" + digest))),
            Keyring.EMPTY);

    assertThat(outcomes).extracting(ImportOutcome::tag).containsExactly("v1", "");
    assertThat(outcomes)
        .extracting(outcome -> ((ImportOutcome.Imported) outcome).digest())
        .containsExactly(digest, digest);
  }

  @Test
  void failsAnImageWhoseConfigurationIsMissing() {
    TestImages.single(repository, "v1");
    upstream.failNext("blobs/", new Fault.Status(404, "BLOB_UNKNOWN"), 1);

    assertThat(refused(legacy(spec("team/app:v1")), Keyring.EMPTY).code()).isEqualTo(500);
  }

  @Test
  void importsSomeTagsInTheOrderOfVersions() {
    for (String tag : List.of("v1", "other", "v2", "3", "3.1", "abc")) {
      TestImages.single(repository, tag);
    }

    RepositoryOutcome.Listed listed = listed(new ImportBatch(List.of(), Optional.of(all(5))));

    assertThat(listed.images())
        .extracting(ImportOutcome::tag)
        .containsExactly("3.1", "3", "abc", "other", "v1");
    assertThat(listed.additionalTags()).containsExactly("v2");
  }

  @Test
  void failsAPreservedListIfOneOfItsImagesIsMissing() {
    TestImages.Index index = TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");
    upstream.failNext(
        "manifests/" + index.children().get(1), new Fault.Status(404, "MANIFEST_UNKNOWN"), 1);
    ImportRequest request =
        ImportRequest.of(spec("team/app:v1"), true, ImportMode.PRESERVE_ORIGINAL);

    assertThat(refused(request, Keyring.EMPTY).reason()).isEqualTo("NotFound");
  }

  @Test
  void saysWhatIsWrongWithAName() {
    ApiStatus status = refused(legacy("Team/App"), Keyring.EMPTY);

    assertThat(status.code()).isEqualTo(422);
    assertThat(status.message())
        .isEqualTo(
            " \"\" is invalid: from.name: Invalid value: \"Team/App\": invalid name: repository"
                + " name must be lowercase");
  }

  @Test
  void saysThatAnImageOrRepositoryIsUnknown() {
    for (String name : List.of("team/app:none", "team/none:v1")) {
      ApiStatus status = refused(legacy(spec(name)), Keyring.EMPTY);

      assertThat(status.code()).isEqualTo(404);
      assertThat(status.message())
          .isEqualTo("dockerimage.image.openshift.io \"" + spec(name) + "\" not found");
    }
  }

  @Test
  void saysThatTheInsecureFlagIsMissing() {
    ImportRequest request = ImportRequest.of(spec("team/app:v1"), false, ImportMode.LEGACY);

    ApiStatus status = refused(request, Keyring.EMPTY);

    assertThat(status.reason()).isEqualTo("BadRequest");
    assertThat(status.message())
        .isEqualTo(
            "the repository "
                + spec("team/app")
                + " is HTTP only and requires the insecure flag to import: set"
                + " importPolicy.insecure: true (--insecure)");
  }

  @Test
  void saysThatAHostIsNoRegistry() {
    try (FakeRegistry website = FakeRegistry.tls()) {
      website.failNext("GET /v2/", new Fault.NotARegistry(), 1);

      ApiStatus status = refused(legacy(website.host() + "/a/b:c"), Keyring.EMPTY);

      assertThat(status.reason()).isEqualTo("NotV2Registry");
      assertThat(status.message())
          .isEqualTo("registry \"" + website.host() + "\" does not support the v2 Registry API");
    }
  }

  @Test
  void saysThatAnAddressIsRefused() {
    try (Registries publicOnly = registries(AddressPolicy.PUBLIC_ONLY)) {
      ApiStatus status =
          status(
              new Asking(new Importer(publicOnly, memory))
                  .importImages(List.of(legacy(spec("team/app:v1"))), Keyring.EMPTY)
                  .getFirst());

      assertThat(status.code()).isEqualTo(403);
      assertThat(status.message()).contains("registry " + upstream.host() + " blocked");
    }
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void refusesManifestsOfTheFirstSchemaByName() {
    Digest digest =
        repository.manifest(
            MediaTypes.DOCKER_SCHEMA1_SIGNED,
            "{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8));
    repository.tag("old", digest);

    ApiStatus status = refused(legacy(spec("team/app:old")), Keyring.EMPTY);

    assertThat(status.message()).startsWith(spec("team/app:old") + ": Docker schema 1");
  }

  @Test
  void triesWithoutALoginWhenTheLoginIsWrong() {
    TestImages.single(repository, "v1");
    FakeLogin login =
        FakeLogin.bearerWithAnonymousPull(upstream.url() + "/token", "robot", "right");
    upstream.require(login).serveTokens(login);
    Keyring wrong = Keyring.EMPTY.with(upstream.host(), new Credential("robot", "wrong"));

    assertThat(importer.importImages(List.of(legacy(spec("team/app:v1"))), wrong))
        .first()
        .isInstanceOf(ImportOutcome.Imported.class);
  }

  @Test
  void aWrongLoginIsTriedNoMoreOnceItsRegistryHasRefusedIt() {
    for (int i = 0; i < 40; i++) {
      TestImages.single(repository, "v" + i);
    }
    FakeLogin login =
        FakeLogin.bearerWithAnonymousPull(upstream.url() + "/token", "robot", "right");
    upstream.require(login).serveTokens(login);
    Keyring wrong = Keyring.EMPTY.with(upstream.host(), new Credential("robot", "wrong"));

    RepositoryOutcome.Listed found =
        listed(new ImportBatch(List.of(), Optional.of(all(-1))), wrong);

    assertThat(found.images())
        .hasSize(40)
        .allMatch(outcome -> outcome instanceof ImportOutcome.Imported);
    assertThat(upstream.logins()).hasSizeLessThan(4);
  }

  @Test
  void aWrongLoginWithoutWhichThereIsNoAccessIsTriedNoMoreEither() {
    List<ImportRequest> tags = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      TestImages.single(repository, "v" + i);
      tags.add(legacy(spec("team/app:v" + i)));
    }
    FakeLogin login = FakeLogin.bearer(upstream.url() + "/token", "robot", "right");
    upstream.require(login).serveTokens(login);
    Keyring wrong = Keyring.EMPTY.with(upstream.host(), new Credential("robot", "wrong"));

    List<ImportOutcome> found = importer.importImages(tags, wrong);

    assertThat(found)
        .hasSize(40)
        .allSatisfy(
            outcome ->
                assertThat(status(outcome).message()).startsWith("incorrect username or password"));
    assertThat(upstream.logins()).as("as many as are asked at once").hasSizeLessThan(10);
  }

  @Test
  void listsTagsWithoutALoginWhenTheLoginIsWrong() {
    TestImages.single(repository, "v1");
    FakeLogin login =
        FakeLogin.bearerWithAnonymousPull(upstream.url() + "/token", "robot", "right");
    upstream.require(login).serveTokens(login);
    Keyring wrong = Keyring.EMPTY.with(upstream.host(), new Credential("robot", "wrong"));

    RepositoryOutcome.Listed found =
        listed(new ImportBatch(List.of(), Optional.of(all(-1))), wrong);

    assertThat(found.images()).singleElement().isInstanceOf(ImportOutcome.Imported.class);
  }

  @Test
  void keepsTheFirstAnswerWhenThereIsNoAccessWithoutALoginEither() {
    TestImages.single(repository, "v1");
    upstream.require(FakeLogin.basic("robot", "right"));
    Keyring wrong = Keyring.EMPTY.with(upstream.host(), new Credential("robot", "wrong"));

    assertThat(refused(legacy(spec("team/app:v1")), wrong).message())
        .isEqualTo("incorrect username or password for image \"" + spec("team/app:v1") + "\"");
    assertThat(refused(legacy(spec("team/app:v1")), Keyring.EMPTY).message())
        .isEqualTo(
            "you may not have access to the container image \"" + spec("team/app:v1") + "\"");
  }

  @Test
  void importsTheFirstTagsOfARepositoryAndNamesTheOthers() {
    for (String tag : List.of("1.0", "2.0", "latest", "zebra")) {
      TestImages.single(repository, tag);
    }

    RepositoryOutcome.Listed found = listed(new ImportBatch(List.of(), Optional.of(all(2))));

    assertThat(found.images()).extracting(ImportOutcome::tag).containsExactly("latest", "2.0");
    assertThat(found.additionalTags()).containsExactly("1.0", "zebra");
    assertThat(found.problem()).isEmpty();
    assertThat(upstream.count("manifests/")).isEqualTo(2);
  }

  @Test
  void importsTagsBeyondTheLimitThatTheBatchAsksForAnyway() {
    for (String tag : List.of("1.0", "2.0", "zebra")) {
      TestImages.single(repository, tag);
    }

    RepositoryOutcome.Listed found =
        listed(new ImportBatch(List.of(legacy(spec("team/app:zebra"))), Optional.of(all(1))));

    assertThat(found.images()).extracting(ImportOutcome::tag).containsExactly("2.0", "zebra");
    assertThat(found.additionalTags()).containsExactly("1.0");
    assertThat(upstream.count("manifests/zebra")).isEqualTo(1);
  }

  @Test
  void countsTheImagesOfARepositoryThatFailed() {
    TestImages.single(repository, "a");
    TestImages.single(repository, "b");
    TestImages.single(repository, "c");
    upstream.failNext("manifests/a", new Fault.Status(404, "MANIFEST_UNKNOWN"), 1);
    upstream.failNext("manifests/c", new Fault.Status(404, "MANIFEST_UNKNOWN"), 1);

    ApiStatus problem =
        listed(new ImportBatch(List.of(), Optional.of(all(-1)))).problem().orElseThrow();

    assertThat(problem.reason()).isEqualTo("ImportFailed");
    assertThat(problem.message())
        .isEqualTo("2 of the images from this repository failed to import");
  }

  @Test
  void saysThatTheTagsOfARepositoryCannotBeListed() {
    RepositoryRequest request =
        new RepositoryRequest(
            spec("team/none"),
            true,
            ImportMode.LEGACY,
            TagLimit.USUAL,
            ImportRequest.Use.SHOWN_RAW);

    Optional<RepositoryOutcome> outcome =
        importer.run(new ImportBatch(List.of(), Optional.of(request)), Keyring.EMPTY).repository();

    assertThat(outcome.orElseThrow())
        .isInstanceOfSatisfying(
            RepositoryOutcome.Unlisted.class,
            unlisted ->
                assertThat(unlisted.why().status().message())
                    .isEqualTo(
                        "dockerimage.image.openshift.io \"" + spec("team/none") + "\" not found"));
  }

  @Test
  void endsAfterASilenceWithWhatIsThere() {
    TestImages.single(repository, "v1");
    upstream.failNext("GET /v2/team/silent/", new Fault.Hang(), 1);
    ImportBatch batch =
        new ImportBatch(
            List.of(legacy(spec("team/app:v1")), legacy(spec("team/silent:v1"))), Optional.empty());

    Told result =
        importer.run(
            batch,
            Keyring.EMPTY,
            new Patience(
                Caller.BACKGROUND,
                new Patience.Bounds(
                    Duration.ofMillis(300), Duration.ofMinutes(1), Optional.empty()),
                System::nanoTime));

    assertThat(result.images().getFirst()).isInstanceOf(ImportOutcome.Imported.class);
    ApiStatus status = status(result.images().getLast());
    assertThat(status.reason()).isEqualTo("Timeout");
    assertThat(status.message())
        .isEqualTo(spec("team/silent:v1") + ": the registry said nothing for 300 ms");
  }

  private Told runWithin(Duration silence, Duration standstill, ImportBatch batch) {
    return importer.run(
        batch,
        Keyring.EMPTY,
        new Patience(
            Caller.BACKGROUND,
            new Patience.Bounds(silence, standstill, Optional.empty()),
            System::nanoTime));
  }

  @Test
  void goesOnAsLongAsImagesComeHoweverLongThatIsInAll() {
    for (int i = 0; i < 40; i++) {
      TestImages.single(repository, "v" + i);
    }
    upstream.failAlways("/manifests/", new Fault.Late(Duration.ofMillis(150)));
    Duration bound = Duration.ofMillis(500); // of five rounds of eight
    long start = System.nanoTime();

    Told result = runWithin(bound, bound, new ImportBatch(List.of(), Optional.of(all(-1))));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(bound);
    var listed = (RepositoryOutcome.Listed) result.repository().orElseThrow();
    assertThat(listed.images()).hasSize(40).allMatch(ImportOutcome.Imported.class::isInstance);
  }

  @Test
  void endsWhereMuchComesAndNothingWhole() {
    TestImages.single(repository, "v1");
    TestImages.single(repository, "v2");
    upstream.failAlways("/manifests/v1", new Fault.Trickle(1, Duration.ofMillis(50)));

    Told result =
        runWithin(
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            new ImportBatch(List.of(), Optional.of(all(-1))));

    var listed = (RepositoryOutcome.Listed) result.repository().orElseThrow();
    assertThat(listed.images())
        .satisfiesExactlyInAnyOrder(
            v2 -> assertThat(v2).isInstanceOf(ImportOutcome.Imported.class),
            v1 ->
                assertThat(status(v1).message())
                    .contains("/app:v1: the registry sent nothing whole within 2 s"));
  }

  @Test
  void endsWhenItsTimeIsOverAlsoWhileTagsAreListed() {
    upstream.failNext("GET /v2/team/app/tags/", new Fault.Hang(), 1);
    Told result =
        importer.run(
            new ImportBatch(List.of(), Optional.of(all(-1))),
            Keyring.EMPTY,
            Patience.of(Caller.BACKGROUND, Duration.ofMillis(200)));

    assertThat(result.repository())
        .hasValueSatisfying(
            outcome -> {
              var unlisted = (RepositoryOutcome.Unlisted) outcome;
              assertThat(unlisted.why().status().message())
                  .endsWith("the import did not end within 200 ms");
              assertThat(unlisted.why().mayPass()).isTrue();
            });
  }

  private Asking importerWithRoomFor(long bytes) {
    return new Asking(new Importer(registries, new ImportMemory(bytes * 8 / 3)));
  }

  private void large(String tag) {
    repository.tag(tag, TestImages.single(repository, tag + "x".repeat(20_000), "linux", "amd64"));
  }

  @Test
  void whatIsMoreThanAnImportMayHoldFailsAndTheRestIsImported() {
    TestImages.single(repository, "v1");
    large("v2");
    TestImages.single(repository, "v3");
    var request = new ImportBatch(List.of(), Optional.of(all(-1)));

    var outcome =
        importerWithRoomFor(10_000).run(request, Keyring.EMPTY).repository().orElseThrow();

    assertThat(((RepositoryOutcome.Listed) outcome).images())
        .satisfiesExactlyInAnyOrder(
            v1 -> assertThat(v1).isInstanceOf(ImportOutcome.Imported.class),
            v3 -> assertThat(v3).isInstanceOf(ImportOutcome.Imported.class),
            v2 -> {
              assertThat(v2.tag()).isEqualTo("v2");
              assertThat(status(v2).message())
                  .contains("team/app:v2: ", "more than this import may keep in memory")
                  .contains("import fewer tags at once");
              assertThat(((ImportOutcome.Failed) v2).why().mayPass()).isFalse();
            });
  }

  @Test
  void anImageThatIsNamedOftenCountsEachTime() {
    large("v1");
    List<ImportRequest> often = Collections.nCopies(100, legacy(spec("team/app:v1")));

    List<ImportOutcome> outcomes = importerWithRoomFor(50_000).importImages(often, Keyring.EMPTY);

    assertThat(outcomes.getFirst()).isInstanceOf(ImportOutcome.Imported.class);
    assertThat(status(outcomes.getLast()).message()).contains("import fewer tags at once");
  }

  @Test
  void whatManySmallThingsBecomeIsCounted() {
    byte[] config =
        ("{\"config\":{\"Env\":[" + "\"\",".repeat(1000) + "\"\"]}}")
            .getBytes(StandardCharsets.UTF_8);
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest
        .putObject("config")
        .put("mediaType", MediaTypes.OCI_CONFIG)
        .put("digest", repository.blob(config).toString())
        .put("size", config.length);
    manifest.putArray("layers");
    repository.tag("v1", repository.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(manifest)));
    ImportRequest request = legacy(spec("team/app:v1"));

    assertThat(importerWithRoomFor(100_000).importImages(List.of(request), Keyring.EMPTY))
        .first()
        .isInstanceOf(ImportOutcome.Imported.class);
    assertThat(
            status(
                    importerWithRoomFor(20_000)
                        .importImages(List.of(request), Keyring.EMPTY)
                        .getFirst())
                .message())
        .contains("import fewer tags at once");
  }

  @Test
  void whatImportsOfOthersHoldMayPass() throws InterruptedException {
    large("v1");
    ImportMemory shared = new ImportMemory(60_000);
    Importer one = new Importer(registries, shared);
    ImportBatch batch = new ImportBatch(List.of(legacy(spec("team/app:v1"))), Optional.empty());
    Patience patience = Patience.of(Caller.BACKGROUND, Duration.ofMinutes(1));

    try (ImportMemory.Part held = one.memory(User.named("ann"))) {
      assertThat(one.fetch(batch, Keyring.EMPTY, patience, held).of(batch.images().getFirst()))
          .isInstanceOf(ImportOutcome.Imported.class);
      assertThat(shared.held()).isPositive();
      ImportOutcome second = new Asking(one).importImages(batch.images(), Keyring.EMPTY).getFirst();
      assertThat(status(second).message()).contains("import it again when they have ended");
      assertThat(((ImportOutcome.Failed) second).why().mayPass()).isTrue();
    }
    assertThat(shared.held()).isZero();
    assertThat(new Asking(one).importImages(batch.images(), Keyring.EMPTY).getFirst())
        .isInstanceOf(ImportOutcome.Imported.class);
  }

  @Test
  void whatFailsToBeFetchedIsHeldNoLonger() throws InterruptedException {
    large("v1");
    repository.tag("v2", repository.manifest(MediaTypes.OCI_MANIFEST, new byte[5000]));
    ImportBatch batch =
        new ImportBatch(
            List.of(legacy(spec("team/app:v1")), legacy(spec("team/app:v2"))), Optional.empty());
    Importer small = new Importer(registries, memory);
    ImportMemory.Part held = small.memory(User.named("dev"));

    Fetched fetched =
        small.fetch(
            batch, Keyring.EMPTY, Patience.of(Caller.BACKGROUND, Duration.ofMinutes(1)), held);
    var outcomes = Told.of(batch, fetched).images();

    assertThat(outcomes.getLast()).isInstanceOf(ImportOutcome.Failed.class);
    long together = memory.held();
    held.close();
    try (ImportMemory.Part alone = small.memory(User.named("dev"))) {
      var _ =
          small.fetch(
              new ImportBatch(batch.images().subList(0, 1), Optional.empty()),
              Keyring.EMPTY,
              Patience.of(Caller.BACKGROUND, Duration.ofMinutes(1)),
              alone);
      assertThat(together).isEqualTo(memory.held());
    }
    assertThat(memory.held()).isZero();
  }
}
