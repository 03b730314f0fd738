package dev.weir.registry.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  @ParameterizedTest
  @CsvSource({
    "/v2/team/app/manifests/v1, MANIFEST, team/app, v1",
    "/v2/a/blobs/manifests/latest, MANIFEST, a/blobs, latest",
    "/v2/a/manifests/tags/list, TAGS, a/manifests, ''",
    "/v2/team/app/blobs/sha256:ab, BLOB, team/app, sha256:ab",
    "/v2/team/app/blobs/sha256%3Aab, BLOB, team/app, sha256:ab",
    "/v2/team/app/blobs/uploads/, UPLOADS, team/app, ''",
    "/v2/team/app/blobs/uploads, UPLOADS, team/app, ''",
    "/v2/team/app/blobs/uploads/17, UPLOAD, team/app, 17",
    "/v2/blobs/uploads/blobs/uploads/17, UPLOAD, blobs/uploads, 17",
    "/v2/team/app/_oci/tag/history, TAG_HISTORY, team/app, ''",
    "/v2/one/two/three/_oci/tag/history/, TAG_HISTORY, one/two/three, ''",
    "/v2/team/app/_oci/ext/discover, REPOSITORY_EXTENSIONS, team/app, ''",
    "/v2/_oci/ext/discover, EXTENSIONS, '', ''",
    "/v2/team/tags/manifests/history, MANIFEST, team/tags, history",
    "/v2/team/app/referrers/sha256:ab, REFERRERS, team/app, sha256:ab",
    "/v2/one/two/three/tags/list, TAGS, one/two/three, ''",
    "/v2/, PING, '', ''",
    "/v2, PING, '', ''",
    "/v2/_catalog, CATALOG, '', ''",
    "/openshift/token, TOKEN, '', ''",
    "/healthz, HEALTH, '', ''",
  })
  void readsPathsFromTheRight(String path, Route.Kind kind, String repository, String reference) {
    assertThat(Route.of(path)).contains(new Route(kind, repository, reference));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/",
        "/v2/team/app",
        "/v2/manifests/v1",
        "/v2/team/app/tags/other",
        "/v2/team/app/_oci/tag/other",
        "/v2/_oci/tag/history",
        "/x"
      })
  void findsNothingElse(String path) {
    assertThat(Route.of(path)).isEmpty();
  }

  @Test
  void leavesStrangeNamesToTheGrammar() {
    assertThat(Route.of("/v2/team/..%2f..%2fetc/manifests/v1").orElseThrow().repository())
        .isEqualTo("team/../../etc");
  }
}
