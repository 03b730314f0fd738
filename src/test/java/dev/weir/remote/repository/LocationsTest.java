package dev.weir.remote.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.reference.ImageReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationsTest {
  private static final Path HERE = Path.of("/home/me");
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  private static Location parse(String text) {
    return Locations.parse(text, HERE);
  }

  @Test
  void nothingIsImpliedOfAPullSpec() {
    assertThat(parse("busybox"))
        .isEqualTo(new Location.InRegistry(new ImageReference("", "", "busybox", "", ""), ""));
    assertThat(parse("docker.io/busybox:latest"))
        .isEqualTo(
            new Location.InRegistry(
                new ImageReference("docker.io", "", "busybox", "", ""), "latest"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "busybox",
        "host:5000/a/b/c:v1",
        "[::1]:5000/a:v1",
        "quay.io/team/mysql:mysql*",
        "quay.io/team/mysql:*",
        "file://team/app:v1",
        "file://app:*-slim",
        "oci:/var/layout:v1",
        "oci:/var/layout"
      })
  void whatIsReadIsWrittenTheSame(String text) {
    assertThat(parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "file://team/app:v1,           team/app, v1",
    "file:///team/app:v1,          team/app, v1",
    "file://app,                   app,      ''",
    "file://my.app:v1,             my.app,   v1",
    "file://quay.io/team/app:v1,   team/app, v1",
    "file://127.0.0.1:5000/a/b:v1, a/b,      v1",
  })
  void aDirectoryHoldsPathsOfRepositoriesWithoutHosts(String text, String path, String tag) {
    assertThat(parse(text)).isEqualTo(new Location.InDirectory(path, tag, ""));
  }

  @Test
  void digestsAreReadEverywhere() {
    assertThat(parse("host/a/b@" + DIGEST).digest()).isEqualTo(DIGEST);
    assertThat(parse("host/a/b:v1@" + DIGEST).tag()).isEqualTo("v1");
    assertThat(parse("file://a/b@" + DIGEST))
        .isEqualTo(new Location.InDirectory("a/b", "", DIGEST));
    assertThat(parse("oci:l@" + DIGEST))
        .isEqualTo(new Location.InLayout(Path.of("/home/me/l"), "", DIGEST));
  }

  @ParameterizedTest
  @CsvSource({
    "oci:l,               /home/me/l, ''",
    "oci:../l:v1,         /home/l,    v1",
    "oci:/l:quay.io/a:v1, /l,         quay.io/a:v1",
    "oci:./l:v*,          /home/me/l, v*",
  })
  void pathsOfLayoutsGoFromTheWorkingDirectory(String text, Path directory, String tag) {
    assertThat(parse(text)).isEqualTo(new Location.InLayout(directory, tag, ""));
  }

  @Test
  void wildcardsMatchWholeTags() {
    Location some = parse("host/a/b:mysql*");
    assertThat(some.hasWildcard()).isTrue();
    assertThat(some.matches("mysql-8.0")).isTrue();
    assertThat(some.matches("mysql")).isTrue();
    assertThat(some.matches("my-mysql")).isFalse();
    assertThat(parse("host/a/b:v1.*").matches("v1x0")).isFalse();
    assertThat(parse("host/a/b:v1").matches("v1")).isTrue();
    assertThat(parse("host/a/b:v1").hasWildcard()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host/X                | repository name must be lowercase",
        "host/a b              | invalid reference format",
        "host/a*/b:v1          | invalid reference format",
        "host/a:v1:v*          | invalid reference format",
        "''                    | repository name must have at least one component",
        "my.app:v1             | it names a registry and no repository; write HOST/NAME, or for an"
            + " image of Docker Hub docker.io/library/NAME",
        "file://               | invalid reference format",
        "file://../x:v1        | invalid reference format",
        "file:////x:v1         | invalid reference format",
        "file://a/./b          | invalid reference format",
        "oci:                  | it names no directory; write oci:DIRECTORY[:TAG]",
        "oci::v1               | it names no directory; write oci:DIRECTORY[:TAG]",
        "oci:l:v 1             | invalid reference format",
        "oci:l@sha256:12       | invalid checksum digest length",
        "docker://host/a:v1    | invalid reference format; write HOST/NAME without \"docker://\","
            + " or file://NAME, or oci:DIRECTORY",
        "s3://h/us/bucket/a:v1 | S3 is not supported; mirror to a directory (file://NAME --dir=DIR)"
            + " and copy that",
      })
  void whatCannotBeReadIsToldWithItsReason(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessage("\"" + text + "\" is not a valid image reference: " + reason);
  }

  @Test
  void aTargetHasNoWildcards() {
    assertThat(Locations.parseTarget("host/a:v1", HERE)).isEqualTo(parse("host/a:v1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Locations.parseTarget("host/a:v*", HERE))
        .withMessage(
            "\"host/a:v*\" is not a valid image reference: only the tag of a source may hold *");
  }
}
