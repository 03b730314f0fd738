package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.FirstSchema;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.repository.RegistryRepository;
import dev.weir.resource.Json;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which images sources have, what they are made of, and what is told where one is missing. */
final class MirrorSourcesTest extends MirrorFixture {
  private List<MirrorFailure> refused(MirrorRequest request) {
    MirrorPlanException refused =
        catchThrowableOfType(MirrorPlanException.class, () -> mirror.plan(request));
    assertThat(refused).hasMessage("an error occurred during planning");
    return refused.failures();
  }

  private MirrorRequest usual(String... pairs) {
    return request(UnaryOperator.identity(), pairs);
  }

  @Test
  void resolvesTagsWithoutFetchingWhatTheyPointAtTwice() {
    source.tag("v2", TestImages.single(source, "v1"));

    assertThat(copy("team/app:v*", "mirror/app")).isEmpty();

    assertThat(target.tags()).isEqualTo(source.tags());
    assertThat(from.count(Asked.MANIFEST_HEAD)).isEqualTo(2);
    assertThat(from.count(Asked.MANIFEST)).isEqualTo(1);
  }

  @Test
  void whereOnlyAGetIsAnsweredThatIsAsked() {
    TestImages.single(source, "v1");
    from.failAlways("HEAD /v2/team/app/manifests/", new Fault.Status(405, "UNSUPPORTED"));

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(target.tags()).isEqualTo(source.tags());
  }

  @Test
  void anImageByDigestWithoutTagStaysWithoutOne() {
    Digest digest = TestImages.single(source, "v1");

    assertThat(copy("team/app@" + digest, "mirror/app")).isEmpty();

    assertThat(target.tags()).isEmpty();
    assertThat(target.findManifest(digest.toString())).isPresent();
    assertThat(progress.pushed).containsExactly(digest + " mirror/app");
  }

  @Test
  void aListForOthersIsPassedOver() {
    TestImages.index(source, "v1", "linux/s390x", "windows/amd64");

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(progress.infos)
        .containsExactly("Filtered all images from " + from.host() + "/team/app:v1, skipping");
    assertThat(to.requests()).isEmpty();
  }

  @Test
  void missingImagesAreNamed() {
    TestImages.single(source, "v1");
    String digest = "sha256:" + "0".repeat(64);

    List<MirrorFailure> failures =
        refused(
            usual(
                "team/app:v7",
                "mirror/app",
                "team/app@" + digest,
                "mirror/app",
                "team/app:w*",
                "mirror/app",
                "team/empty",
                "mirror/app"));

    String app = "unable to retrieve source image " + from.host() + "/team/app ";
    assertThat(failures)
        .extracting(MirrorFailure::what)
        .containsExactlyInAnyOrder(
            app + "by tag v7",
            app + "manifest " + digest,
            app + "by tag w*",
            "unable to retrieve source image " + from.host() + "/team/empty by its tags");
    assertThat(failures).allSatisfy(failure -> assertThat(failure.reason()).isNotEmpty());
  }

  @Test
  void missingImagesMayBeSkipped() {
    TestImages.single(source, "v1");

    assertThat(
            copy(
                request(
                    Options::skippingMissing,
                    "team/app:v7",
                    "mirror/app",
                    "team/app:v1",
                    "mirror/app")))
        .isEmpty();

    assertThat(progress.warnings)
        .containsExactly(
            "Image " + from.host() + "/team/app:v7 does not exist and will not be mirrored");
    assertThat(target.tags()).isEqualTo(source.tags());
  }

  @Test
  void aListThatLacksAnImageIsDamagedAlsoWhereMissingImagesAreSkipped() {
    TestImages.Index list = TestImages.index(source, "v1", "linux/amd64", "linux/arm64");
    Digest whole = TestImages.single(source, "v2");
    Digest lost = list.children().getLast();
    source.remove(lost);
    String[] pairs = {"team/app:v1", "mirror/app", "team/app:v2", "mirror/app"};
    String what = "unable to retrieve source image " + from.host() + "/team/app manifest " + lost;

    assertThat(
            refused(request(o -> o.keepingLists().platforms(_ -> true).skippingMissing(), pairs)))
        .extracting(MirrorFailure::what)
        .containsExactly(what);
    assertThat(to.count("PUT ")).isZero();

    assertThat(
            copy(
                request(
                    o -> o.keepingLists().platforms(_ -> true).skippingMissing().goingOn(), pairs)))
        .extracting(MirrorFailure::what)
        .containsExactly(what);
    assertThat(target.tags()).containsOnlyKeys("v2").containsValue(whole);
    assertThat(target.findManifest(list.digest().toString())).isEmpty();
  }

  @Test
  void anImageThatIsNotWantedMayBeMissingFromAList() {
    TestImages.Index list = TestImages.index(source, "v1", "linux/amd64", "linux/arm64");
    source.remove(list.children().getLast());

    assertThat(copy(request(Options::keepingLists, "team/app:v1", "mirror/app"))).isEmpty();

    assertThat(target.tags()).containsEntry("v1", list.digest());
  }

  @Test
  void whatRefersToAnImageIsLeftOutWholeWhereAPartOfItMayBeMissing() {
    from.pageReferrers(10);
    Digest image = TestImages.single(source, "v1");
    TestImages.Index parts = TestImages.index(source, "parts", "linux/amd64", "linux/arm64");
    ObjectNode document =
        Json.parseObject(source.findManifest(parts.digest().toString()).orElseThrow());
    document.set("subject", entry(MediaTypes.OCI_MANIFEST, image));
    Digest about = source.manifest(MediaTypes.OCI_INDEX, Json.bytes(document));
    Digest lost = parts.children().getLast();
    source.remove(lost);

    assertThat(refused(request(Options::withReferrers, "team/app:v1", "mirror/app"))).hasSize(1);
    assertThat(copy(request(o -> o.withReferrers().skippingMissing(), "team/app:v1", "mirror/app")))
        .isEmpty();

    assertThat(progress.warnings)
        .containsExactly(
            "Image %s/team/app@%s lists %s, which does not exist, and will not be mirrored"
                .formatted(from.host(), about, lost));
    assertThat(target.tags()).containsEntry("v1", image);
    assertThat(target.findManifest(about.toString())).isEmpty();
    assertThat(target.findManifest(parts.children().getFirst().toString())).isEmpty();
  }

  @Test
  void theRestIsDoneOfWhatCannotAllBe() {
    TestImages.single(source, "v1");

    List<MirrorFailure> failures =
        copy(request(Options::goingOn, "team/app:v7", "mirror/app", "team/app:v1", "mirror/app"));

    assertThat(failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure.what()).endsWith("by tag v7"));
    assertThat(target.tags()).isEqualTo(source.tags());
  }

  @Test
  void aRegistryThatDoesNotAnswerIsToldOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String host = "127.0.0.1:" + port;
    List<Mapping> mappings =
        List.of(
            new Mapping(
                TestRepositories.location(host + "/team/app:v1"),
                TestRepositories.location(to.host() + "/mirror/app")),
            new Mapping(
                TestRepositories.location(host + "/team/app:v2"),
                TestRepositories.location(to.host() + "/mirror/app")));

    assertThat(refused(request(Options.USUAL, mappings)))
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.what()).isEqualTo("unable to connect to " + host + "/team/app");
              assertThat(failure.reason()).contains("connection refused");
            });
  }

  @Test
  void aTargetThatRefusesANameSaysSoInItsOwnWords() {
    TestImages.single(source, "v1");
    to.failAlways("/v2/mirror/app/", new Fault.Status(400, "NAME_INVALID"));

    assertThat(refused(usual("team/app:v1", "mirror/app")))
        .containsExactly(
            new MirrorFailure(
                "unable to connect to " + to.host() + "/mirror/app",
                to.host() + " answered 400: NAME_INVALID told to"));
  }

  @Test
  void severalTagsDoNotFitIntoOne() {
    TestImages.single(source, "v1");
    TestImages.single(source, "v2");

    for (String several : List.of("team/app", "team/app:v*")) {
      assertThatThrownBy(() -> mirror.plan(usual(several, "mirror/app:one")))
          .hasMessage("when source contains wildcards, the destination must be a repository");
    }
  }

  @Test
  void aWildcardThatIsOneImageFitsIntoATag() {
    Digest digest = TestImages.single(source, "v1");

    assertThat(copy("team/app:v*", "mirror/app:one", "team/app", "mirror/app:other")).isEmpty();

    assertThat(target.tags()).containsOnlyKeys("one", "other").containsEntry("one", digest);
  }

  @Test
  void imagesOfTheFirstSchemaAreRefusedInTheUsualWords() {
    Digest old =
        source.manifest(
            MediaTypes.DOCKER_SCHEMA1_SIGNED,
            "{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8));
    source.tag("old", old);

    assertThat(refused(usual("team/app:old", "mirror/app")))
        .extracting(MirrorFailure::reason)
        .containsExactly(FirstSchema.REFUSAL);
  }

  @Test
  void listsInListsComeWithAllThatTheyHave() {
    TestImages.Index inner = TestImages.index(source, "inner", "linux/amd64", "linux/arm64");
    Digest outer = list(entry(MediaTypes.OCI_INDEX, inner.digest()));
    source.tag("outer", outer);

    assertThat(copy("team/app:outer", "mirror/app")).isEmpty();

    assertThat(target.tags()).containsOnlyKeys("outer").containsValue(outer);
    assertThat(inner.children())
        .allSatisfy(child -> assertThat(target.findManifest(child.toString())).isPresent());
    List<String> puts = to.requests().stream().filter(r -> r.startsWith("PUT ")).toList();
    assertThat(puts.indexOf("PUT /v2/mirror/app/manifests/" + inner.digest()))
        .isBetween(puts.size() - 2, puts.size() - 2);
  }

  @Test
  void layersInAListAreCopiedAsBlobs() {
    Digest layer = source.blob("a layer of a cache".getBytes(StandardCharsets.UTF_8));
    Digest config = source.blob("{}".getBytes(StandardCharsets.UTF_8));
    Digest cache =
        list(
            entry(MediaTypes.OCI_LAYER_GZIP, layer),
            entry("application/vnd.buildkit.cacheconfig.v0", config));
    source.tag("cache", cache);

    assertThat(copy("team/app:cache", "mirror/app")).isEmpty();

    assertThat(target.tags()).containsEntry("cache", cache);
    assertThat(target.findBlob(layer)).isPresent();
    assertThat(target.findBlob(config)).isPresent();
  }

  @Test
  void layersThatLiveElsewhereAreNotCopied() {
    Digest config = source.blob("{}".getBytes(StandardCharsets.UTF_8));
    ObjectNode image =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    image.set("config", entry(MediaTypes.OCI_CONFIG, config));
    ObjectNode foreign =
        entry(
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            Digest.of(new byte[] {1}));
    foreign.putArray("urls").add("https://elsewhere.example/layer");
    image.putArray("layers").add(foreign);
    source.tag("windows", source.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(image)));

    assertThat(copy("team/app:windows", "mirror/app")).isEmpty();

    assertThat(target.tags()).isEqualTo(source.tags());
    assertThat(progress.uploaded).containsExactly(config + " mirror/app");
  }

  @Test
  void whatRefersToAnImageComesAlongIfAskedFor() {
    from.pageReferrers(10);
    Digest image = TestImages.single(source, "v1");
    Digest signature = TestImages.referrer(source, image, "application/vnd.acme.signature");
    Digest ofSignature = TestImages.referrer(source, signature, "application/vnd.acme.time");

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();
    assertThat(target.findManifest(signature.toString())).isEmpty();

    assertThat(copy(request(Options::withReferrers, "team/app:v1", "mirror/app"))).isEmpty();
    assertThat(target.findManifest(signature.toString())).isPresent();
    assertThat(target.findManifest(ofSignature.toString())).isPresent();
  }

  @Test
  void whereTheTargetListsNothingWhatRefersToAnImageIsListedUnderATag() {
    from.pageReferrers(10);
    Digest image = TestImages.single(source, "v1");
    List<Digest> signatures =
        List.of(
            TestImages.referrer(source, image, "application/vnd.acme.one"),
            TestImages.referrer(source, image, "application/vnd.acme.two"));

    for (int time = 0; time < 2; time++) {
      assertThat(copy(request(Options::withReferrers, "team/app:v1", "mirror/app"))).isEmpty();
    }

    RegistryRepository there =
        repositories.source(TestRepositories.location(to.host() + "/mirror/app"));
    assertThat(there.referrers(image))
        .extracting(Descriptor::digest)
        .containsExactlyInAnyOrderElementsOf(signatures);
    assertThat(there.referrers(image))
        .extracting(Descriptor::artifactType)
        .containsExactlyInAnyOrder("application/vnd.acme.one", "application/vnd.acme.two");
  }

  @Test
  void signaturesThatAreKnownByTheirTagsComeAlongWithThem() {
    Digest image = TestImages.single(source, "v1");
    TestImages.single(source, "v2");
    String signature = image.toString().replace(':', '-') + ".sig";
    Digest digest = TestImages.single(source, signature);

    assertThat(copy(request(Options::withReferrers, "team/app:v1", "mirror/app"))).isEmpty();

    assertThat(target.tags()).containsOnlyKeys("v1", signature).containsEntry(signature, digest);
  }

  @Test
  void whatIsSentWithoutATypeHasThatOfItsDocument() {
    TestImages.single(source, "v1");
    from.failAlways(
        "GET /v2/team/app/manifests/", new Fault.Header("Content-Type", "application/json"));

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(target.tags()).isEqualTo(source.tags());
    assertThat(to.headers("PUT /v2/mirror/app/manifests/", "Content-Type"))
        .containsExactly(MediaTypes.OCI_MANIFEST);
  }

  @Test
  void whatRefersInCirclesComesToAnEnd() {
    Digest one = TestImages.single(source, "v1");
    String listing =
        Json.object()
            .put("schemaVersion", 2)
            .put("mediaType", MediaTypes.OCI_INDEX)
            .set("manifests", Json.array().add(entry(MediaTypes.OCI_MANIFEST, one)))
            .toString();
    from.failAlways("/referrers/", new Fault.Document(listing));

    assertThat(copy(request(Options::withReferrers, "team/app:v1", "mirror/app"))).isEmpty();

    assertThat(target.tags()).isEqualTo(source.tags());
    assertThat(from.count(Asked.REFERRERS)).isEqualTo(1);
  }

  private ObjectNode entry(String mediaType, Digest digest) {
    long size =
        source
            .findBlob(digest)
            .or(() -> source.findManifest(digest.toString()))
            .map(bytes -> bytes.length)
            .orElse(1);
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", digest.toString())
        .put("size", size);
  }

  private Digest list(ObjectNode... entries) {
    ObjectNode list = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = list.putArray("manifests");
    List.of(entries).forEach(manifests::add);
    return source.manifest(MediaTypes.OCI_INDEX, Json.bytes(list));
  }
}
