package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReferrersTest {
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final TestRegistries client = new TestRegistries();
  private final RemoteRegistry remote = client.insecure(upstream, "team/app");
  private final Digest image = TestImages.single(repository, "v1");
  private final String tag = image.toString().replace(':', '-');

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  private List<Digest> refer(int times) {
    for (int n = 1; n < times; n++) {
      TestImages.referrer(repository, image, "test/sbom-" + n);
    }
    TestImages.referrer(repository, image, "test/signature");
    TestImages.tagReferrers(repository, image);
    upstream.pageReferrers(100);
    List<Digest> all = remote.referrers(image).stream().map(Descriptor::digest).toList();
    assertThat(all).hasSize(times);
    return all;
  }

  private RemoteException refused() {
    return catchThrowableOfType(RemoteException.class, () -> remote.referrers(image));
  }

  @Test
  void areTakenFromAllPagesOfTheRegistrysOwnList() {
    List<Digest> all = refer(5);
    upstream.pageReferrers(2);

    List<Descriptor> found = remote.referrers(image);

    assertThat(found).extracting(Descriptor::digest).containsExactlyElementsOf(all);
    assertThat(found)
        .allSatisfy(
            one -> {
              assertThat(one.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
              assertThat(one.artifactType()).startsWith("test/");
              assertThat(one.size()).isPositive();
            });
    assertThat(upstream.count(Asked.REFERRERS)).isEqualTo(4);
    assertThat(upstream.count("/manifests/" + tag)).isZero();
  }

  @Test
  void areTakenFromTheTagWhereTheRegistryDoesNotKnowTheQuestion() {
    List<Digest> all = refer(3);
    for (Fault unknown :
        List.of(
            new Fault.NotARegistry(),
            new Fault.Status(404, "NAME_UNKNOWN"),
            new Fault.Status(405, "UNSUPPORTED"),
            new Fault.Status(400, "NAME_INVALID"),
            new Fault.Status(501, "UNSUPPORTED"))) {
      upstream.failNext("/referrers/", unknown, 1);
      assertThat(remote.referrers(image))
          .extracting(Descriptor::digest)
          .containsExactlyElementsOf(all);
    }
    assertThat(upstream.count("GET /v2/team/app/manifests/" + tag)).isEqualTo(5);
    assertThat(client.waits).isEmpty();
  }

  @Test
  void areNoneWhereNobodyKnowsOfAny() {
    assertThat(remote.referrers(image)).isEmpty();
    upstream.pageReferrers(10);
    assertThat(remote.referrers(image)).isEmpty();
    assertThat(client.insecure(upstream, "team/none").referrers(image)).isEmpty();
  }

  @Test
  void eachIsToldOnceHoweverOftenItIsListed() {
    Digest one = refer(1).getFirst();
    upstream.failNext("/referrers/", new Fault.Document(list(one, one)), 1);

    assertThat(remote.referrers(image)).extracting(Descriptor::digest).containsExactly(one);
  }

  @Test
  void areAskedForAgainFromTheFirstPageOnWhenOneBreaks() {
    List<Digest> all = refer(5);
    upstream.pageReferrers(2);
    upstream.failNext("?last=2", new Fault.Truncate(), 1);

    assertThat(remote.referrers(image)).extracting(Descriptor::digest).isEqualTo(all);
    assertThat(client.waits).hasSize(1);
  }

  @Test
  void aNextPageAtAnotherHostIsNotFollowed() {
    refer(3);
    upstream.failNext(
        "/referrers/", new Fault.Header("Link", "<https://elsewhere.example/x>; rel=\"next\""), 1);

    assertThat(refused())
        .hasMessage("the list of referrers goes on at another host, which is not followed");
  }

  @Test
  void aListThatIsNoneIsRefused() {
    upstream.pageReferrers(10);
    for (String other : List.of("[]", "{\"manifests\":5}", "{}", "<html>", "not json")) {
      upstream.failNext("/referrers/", new Fault.Document(other), 1);
      assertThat(refused())
          .as(other)
          .hasMessage("%s sent a list of referrers that is no index of usual size", upstream.host())
          .extracting(RemoteException::kind)
          .isEqualTo(RemoteException.Kind.REGISTRY_ERROR);
    }
  }

  @Test
  void aTagThatIsAnImageIsNoListAndAHugeListIsRefused() {
    repository.tag(tag, image);
    assertThat(refused()).hasMessageContaining("no index");

    upstream.pageReferrers(10);
    String huge = "{\"schemaVersion\":2,\"manifests\":[" + " ".repeat(5_000_000) + "]}";
    upstream.failNext("/referrers/", new Fault.Document(huge), 1);
    assertThat(refused()).hasMessageContaining("no index of usual size");
  }

  @Test
  void aRefusalIsNoReasonToLookAtTheTag() {
    refer(1);
    upstream.failNext("/referrers/", new Fault.Status(403, "DENIED"), 1);

    assertThat(refused().kind()).isEqualTo(RemoteException.Kind.DENIED);
    assertThat(upstream.count("/manifests/" + tag)).isZero();
  }

  private static String list(Digest... digests) {
    StringBuilder all = new StringBuilder();
    for (Digest digest : digests) {
      all.append(all.isEmpty() ? "" : ",")
          .append("{\"mediaType\":\"")
          .append(MediaTypes.OCI_MANIFEST)
          .append("\",\"size\":3,\"digest\":\"")
          .append(digest)
          .append("\"}");
    }
    return "{\"schemaVersion\":2,\"manifests\":[" + all + "]}";
  }
}
