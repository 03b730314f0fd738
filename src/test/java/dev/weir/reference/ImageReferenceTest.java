package dev.weir.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pull specs in their parts (image-api.md 7.1 to 7.3, 10). */
class ImageReferenceTest {
  private static final String HEX =
      "3c87c572822935df60f0f5d3665bd376841a7fcfeb806b5f212de6a00e9a7b25";
  private static final String ID = "sha256:" + HEX;

  private static String text(String withId) {
    return withId.replace("HEX", HEX).replace("ID", ID);
  }

  @ParameterizedTest
  @CsvSource({
    "foo,                         '',             '',      foo,         '',   ''",
    "foo:tag,                     '',             '',      foo,         tag,  ''",
    "sha256:HEX,                  '',             '',      sha256,      HEX,  ''",
    "bar/foo,                     '',             bar,     foo,         '',   ''",
    "bar/foo/baz,                 '',             bar,     foo/baz,     '',   ''",
    "bar/library/baz,             '',             bar,     library/baz, '',   ''",
    "library/baz:1,               '',             library, baz,         1,    ''",
    "bar:5000/baz,                bar:5000,       '',      baz,         '',   ''",
    "bar:5000/library/baz,        bar:5000,       library, baz,         '',   ''",
    "bar:5000/foo/baz/bar/qux:1,  bar:5000,       foo,     baz/bar/qux, 1,    ''",
    "docker.io/myapp,             docker.io,      '',      myapp,       '',   ''",
    "docker.io/library/myapp,     docker.io,      library, myapp,       '',   ''",
    "docker.io/user/project/myapp,docker.io,      user,    project/myapp, '', ''",
    "localhost/app,               localhost,      '',      app,         '',   ''",
    "quay.io,                     quay.io,        '',      '',          '',   ''",
    "localhost:5000,              localhost:5000, '',      '',          '',   ''",
    "my.image:1.0,                my.image:1.0,   '',      '',          '',   ''",
    "wildfly:15.0,                '',             '',      wildfly,     15.0, ''",
    "x:t@ID,                      '',             '',      x,           t,    ID",
    "bar:5000/foo/baz@ID,         bar:5000,       foo,     baz,         '',   ID",
  })
  void isSplitIntoItsParts(
      String spec, String registry, String namespace, String name, String tag, String id) {
    assertThat(ImageReference.parse(text(spec)))
        .isEqualTo(new ImageReference(registry, namespace, name, text(tag), text(id)));
  }

  @ParameterizedTest
  @CsvSource({
    "'',                        repository name must have at least one component",
    "bar/foo/:tag,              invalid reference format",
    "bar:5000/foo//baz,         invalid reference format",
    "http://bar/foo,            invalid reference format",
    "ftp://baz/baz/biz,         invalid reference format",
    ":tag,                      invalid reference format",
    "@ID,                       invalid reference format",
    "host:99999/foo,            'invalid reference format: \"99999\" is no port; use 1 to 65535'",
    "host:0/foo,                'invalid reference format: \"0\" is no port; use 1 to 65535'",
    "host:abc/foo,              'invalid reference format: \"abc\" is no port; use 1 to 65535'",
    "127.0.0.1:70000/foo/bar:v1, 'invalid reference format: \"70000\" is no port; use 1 to 65535'",
    "[::1]:70000/foo,           'invalid reference format: \"70000\" is no port; use 1 to 65535'",
    "Foo:tag,                   repository name must be lowercase",
    "bar:5000/FOO,              repository name must be lowercase",
    "foo@sha256:3c87c572,       invalid reference format",
    "foo@sha256:3c87c572822935df60f0f5d3665bd376, invalid checksum digest length",
    "foo@md5:3c87c572822935df60f0f5d3665bd376,    unsupported digest algorithm",
  })
  void whatIsNoPullSpecIsSaidToBeNone(String spec, String why) {
    assertThatThrownBy(() -> ImageReference.parse(text(spec)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bar:5000/", "quay.io/team/"})
  void theNameWithItsHostHasALimit(String prefix) {
    String longest = prefix + "a".repeat(255 - prefix.length());
    assertThat(ImageReference.parse(longest + ":tag").tag()).isEqualTo("tag");
    assertThatThrownBy(() -> ImageReference.parse(longest + "a:tag"))
        .hasMessage("repository name must not be more than 255 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "foo,                  docker.io/library/foo:latest",
    "bar/foo:1,            docker.io/bar/foo:1",
    "docker.io/foo,        docker.io/library/foo:latest",
    "index.docker.io/foo,  index.docker.io/library/foo:latest",
    "quay.io/foo,          quay.io/foo:latest",
  })
  void clientsImplyRegistryNamespaceAndTag(String spec, String full) {
    assertThat(ImageReference.parse(spec).withClientDefaults().exact()).isEqualTo(full);
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io/library/foo:latest,      docker.io/foo",
    "index.docker.io/bar/foo:1,         docker.io/bar/foo:1",
    "quay.io/library/foo:latest,        quay.io/library/foo",
  })
  void theDaemonLeavesOutWhatIsImplied(String spec, String minimal) {
    assertThat(ImageReference.parse(spec).daemonMinimal().exact()).isEqualTo(minimal);
  }

  @Test
  void theHubsLibraryIsSpelledOutOnRequest() {
    ImageReference hub = ImageReference.parse("docker.io/foo:1");
    assertThat(hub.exact()).isEqualTo("docker.io/foo:1");
    assertThat(hub).hasToString("docker.io/library/foo:1");
    assertThat(ImageReference.parse("quay.io/foo:1")).hasToString("quay.io/foo:1");
  }

  @Test
  void theMostSpecificPartCounts() {
    assertThat(ImageReference.parse(text("x:t@ID")).mostSpecific().exact()).isEqualTo(text("x@ID"));
    ImageReference odd = new ImageReference("", "", "x", "", "abc");
    assertThat(odd.exact()).isEqualTo("x:abc");
    assertThat(odd.mostSpecific()).isEqualTo(new ImageReference("", "", "x", "abc", ""));
    assertThat(new ImageReference("r.io", "n", "", "t", "").exact()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "foo,            registry-1.docker.io",
    "docker.io/a/b,  registry-1.docker.io",
    "bar:5000/a,     bar:5000"
  })
  void theHubAnswersUnderAnotherName(String spec, String host) {
    assertThat(ImageReference.parse(spec).v2Host()).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "foo, docker.io/library/foo:latest, true",
    "quay.io/a/b, quay.io/a/b:latest, true",
    "quay.io/a/b:1, quay.io/a/b:2, false"
  })
  void differentSpellingsMeanTheSameImage(String one, String other, boolean same) {
    assertThat(
            ImageReference.parse(one)
                .withClientDefaults()
                .equals(ImageReference.parse(other).withClientDefaults()))
        .isEqualTo(same);
  }
}
