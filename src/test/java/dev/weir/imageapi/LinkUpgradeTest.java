package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobReader;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.streams.LinkUpgrade;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links say since when, and are found by what they refer to, also those of earlier builds. */
class LinkUpgradeTest {
  private static final String OCI = "application/vnd.oci.image.manifest.v1+json";

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  /** A manifest that says something about another one. */
  private static PushedManifest about(Digest subject, String text) {
    byte[] config = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        """
        {"schemaVersion":2,"mediaType":"%s",
         "config":{"mediaType":"application/vnd.example","digest":"%s","size":%d},"layers":[],
         "subject":{"mediaType":"%s","digest":"%s","size":3}}\
        """
            .formatted(OCI, Digest.of(config), config.length, OCI, subject)
            .getBytes(StandardCharsets.UTF_8);
    Manifest manifest = ManifestReader.read("", bytes);
    return new PushedManifest(Digest.of(bytes), manifest, bytes, new byte[0]);
  }

  /** Writes a link as builds before this one did. */
  private void oldLink(Digest digest, String mediaType, long size) {
    byte[] value = Json.bytes(Json.object().put("mediaType", mediaType).put("size", size));
    api.store.commit(Transaction.builder().put("/links/" + APP + "/" + digest, value).build());
  }

  private RepositoryLinks openedAt(String time) {
    Instant now = Instant.parse(time);
    return new RepositoryLinks(new StoreContext(api.store, api.context.host(), () -> now));
  }

  private List<Digest> referrers(Digest subject) {
    return api.links.referrers(APP, subject).stream()
        .map(RepositoryLinks.Referrer::digest)
        .toList();
  }

  private PushedManifest keptByAnEarlierBuild() throws IOException {
    PushedManifest old = about(Digest.parse(api.pushed(APP, "one", "v1")), "signature");
    api.blobs.put(old.digest(), new ByteArrayInputStream(old.bytes()));
    oldLink(old.digest(), OCI, old.bytes().length);
    return old;
  }

  @Test
  void aLinkOfAnEarlierBuildIsAsYoungAsItsFirstOpeningByThisOne() throws IOException {
    PushedManifest old = keptByAnEarlierBuild();
    var opened = openedAt("2026-05-01T00:00:00Z");
    assertThat(opened.find(APP, old.digest()).orElseThrow().since())
        .isEqualTo("2026-05-01T00:00:00Z");

    LinkUpgrade.ensure(api.store, opened, api.content);

    var later = openedAt("2026-09-01T00:00:00Z");
    assertThat(later.find(APP, old.digest()).orElseThrow().since())
        .isEqualTo("2026-05-01T00:00:00Z");
  }

  @Test
  void aManifestOfAnEarlierBuildIsFoundByItsSubjectAndLinkedToItsParts() throws IOException {
    PushedManifest old = keptByAnEarlierBuild();
    Digest subject = old.manifest().subject().orElseThrow().digest();
    Digest config = Digest.of("signature".getBytes(StandardCharsets.UTF_8));
    assertThat(referrers(subject)).isEmpty();
    assertThat(api.links.find(APP, config)).isEmpty();

    LinkUpgrade.ensure(api.store, api.links, api.content);

    assertThat(referrers(subject)).containsExactly(old.digest());
    assertThat(api.links.find(APP, config).map(RepositoryLinks.Link::size)).contains(9L);
  }

  /** Blobs whose disk fails. */
  private final class FailingBlobs implements BlobReader {
    @Override
    public Optional<Long> size(Digest digest) {
      return api.blobs.size(digest);
    }

    @Override
    public Optional<Blob> open(Digest digest) {
      throw new UncheckedIOException(
          "cannot read " + digest, new IOException("Input/output error"));
    }
  }

  @Test
  void whatCannotBeReadIsTriedAgainAtTheNextStart() throws IOException {
    PushedManifest old = keptByAnEarlierBuild();
    Digest subject = old.manifest().subject().orElseThrow().digest();
    LinkUpgrade.ensure(
        api.store, api.links, new StreamContent(api.streams, new FailingBlobs(), api.links));
    assertThat(referrers(subject)).isEmpty();

    LinkUpgrade.ensure(api.store, api.links, api.content);

    assertThat(referrers(subject)).containsExactly(old.digest());
  }

  /** As where a disk with the blobs is not there yet. */
  @Test
  void bytesThatAreNotThereAreLookedForAgainAtTheNextStart() throws IOException {
    PushedManifest old = about(Digest.parse(api.pushed(APP, "one", "v1")), "signature");
    oldLink(old.digest(), OCI, old.bytes().length);
    Digest subject = old.manifest().subject().orElseThrow().digest();
    LinkUpgrade.ensure(api.store, api.links, api.content);
    assertThat(referrers(subject)).isEmpty();
    long written = api.store.revision();
    LinkUpgrade.ensure(api.store, api.links, api.content);
    assertThat(api.store.revision()).isEqualTo(written);

    api.blobs.put(old.digest(), new ByteArrayInputStream(old.bytes()));
    LinkUpgrade.ensure(api.store, api.links, api.content);

    assertThat(referrers(subject)).containsExactly(old.digest());
  }

  @Test
  void itIsDoneOnce() throws IOException {
    PushedManifest _ = keptByAnEarlierBuild();
    LinkUpgrade.ensure(api.store, api.links, api.content);
    long after = api.store.revision();

    LinkUpgrade.ensure(api.store, api.links, api.content);

    assertThat(api.store.revision()).isEqualTo(after);
  }

  @Test
  void aPushedLinkSaysSinceWhenAndKeepsItWhenItIsPushedAgain() {
    Digest digest = Digest.parse(api.pushed(APP, "one", "v1"));
    Instant first = api.links.find(APP, digest).orElseThrow().since();
    assertThat(first).isEqualTo("2026-03-01T10:00:00Z");
    long revision = api.store.revision();

    api.tick();
    String _ = api.pushed(APP, "one", "v1");

    assertThat(api.links.find(APP, digest).orElseThrow().since()).isEqualTo(first);
    assertThat(api.store.revision()).isEqualTo(revision);
  }

  @Test
  void aReferrerIsFoundAsLongAsItIsLinked() {
    Digest subject = ImageApiFixture.manifest("not pushed yet").digest();
    PushedManifest one = about(subject, "one");
    PushedManifest two = about(subject, "two");
    api.push(APP, List.of(), one);
    api.push(APP, List.of("two"), two);
    assertThat(referrers(subject)).containsExactlyInAnyOrder(one.digest(), two.digest());

    assertThat(
            api.content.unlink(
                APP, one.digest(), shown -> shown.manifests().contains(one.digest())))
        .isTrue();
    assertThat(
            api.content.unlink(
                APP, two.digest(), shown -> shown.manifests().contains(two.digest())))
        .isFalse();

    assertThat(referrers(subject)).containsExactly(two.digest());
    Transaction.Builder transaction = Transaction.builder();
    api.changes.delete(transaction, api.streams.newest(APP));
    var _ = api.store.commit(transaction.build());
    assertThat(api.store.range(RangeQuery.all("/referrers/")).entries()).isEmpty();
    assertThat(api.links.find(APP, two.digest())).isEqualTo(Optional.empty());
  }
}
