package dev.weir.streams.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.resource.FieldProblem;
import dev.weir.streams.bounds.AllowedRegistries.Transport;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedRegistriesTest {
  private static final ImageStream EMPTY = ImageStream.empty(new StreamName("demo", "app"));

  private static AllowedRegistries only(String... entries) {
    return new AllowedRegistries(
        Arrays.stream(entries).map(AllowedRegistries.Entry::parse).toList(), "127.0.0.1:5000");
  }

  @ParameterizedTest
  @CsvSource({
    "quay.io, quay.io/a/b, SECURE, true",
    "quay.io, quay.io:443/a/b, SECURE, true",
    "quay.io, quay.io:5000/a/b, SECURE, false",
    "quay.io, quay.io/a/b, INSECURE, false",
    "http://quay.io, quay.io/a/b, INSECURE, true",
    "http://quay.io, quay.io/a/b, SECURE, false",
    "http://quay.io, quay.io/a/b, ANY, true",
    "quay.io:5000, quay.io/a/b, ANY, false",
    "quay.io:*, quay.io/a/b, ANY, true",
    "*.example.org, eu.example.org/a/b, SECURE, true",
    "*.example.org, example.org/a/b, SECURE, false",
    "*.example.org:5000, eu.example.org:5000/a/b, SECURE, true",
    "*.example.org:5000, eu.example.org:5001/a/b, SECURE, false",
    "r?.example.org, r1.example.org/a, SECURE, true",
    "docker.io, a/b, SECURE, true",
    "docker.io, registry-1.docker.io/a/b, SECURE, true",
    "docker.io, foo, SECURE, true",
    "index.docker.io, docker.io/a/b, SECURE, false",
    "QUAY.io, quay.IO/a/b, SECURE, true",
    "quay.io, 127.0.0.1:5000/demo/app, SECURE, true",
    "quay.io, registry.weir.invalid/demo/app@x, SECURE, true",
    "quay.io, not a pull spec, SECURE, true",
    "*, anything.example/a, SECURE, true",
    "[::1]:5000, [::1]:5000/a, SECURE, true",
    "[::1]:*, [::2]:5000/a, SECURE, false",
    "[fd00:*], [fd00::7]/a, SECURE, true"
  })
  void matchesHostPortAndTransport(
      String entry, String pullSpec, Transport transport, boolean allowed) {
    assertThat(only(entry).refusal(pullSpec, transport).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void withoutAnEntryEverythingIsAllowed() {
    assertThat(AllowedRegistries.ALL.refusal("quay.io/a/b", Transport.SECURE)).isEmpty();
  }

  @Test
  void namesAFewOfTheAllowedOnes() {
    assertThat(only("a.io", "http://b.io").refusal("quay.io/a", Transport.SECURE))
        .contains("registry \"quay.io\" not allowed by whitelist: \"a.io:443\", \"b.io:80\"");
    assertThat(
            only("a.io", "b.io", "c.io", "d.io", "e.io", "f.io")
                .refusal("quay.io/a", Transport.SECURE)
                .orElseThrow())
        .endsWith("\"d.io:443\", and 2 more ...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:1:2",
        "",
        ":5000",
        "a/b",
        "a:",
        "a:x",
        "[",
        "[]",
        "]:5000",
        "a b c",
        "a@b",
        "a_b",
        "-a",
        "a\tb",
        "a:0",
        "a:65536",
        "https://a",
        "http://",
        "[::1",
        "a(b)",
        "\\Ea"
      })
  void refusesEntriesThatNameNoRegistry(String entry) {
    assertThatIllegalArgumentException().isThrownBy(() -> AllowedRegistries.Entry.parse(entry));
  }

  private static SpecTag tag(String name, String from, boolean insecure) {
    return SpecTag.named(name)
        .withFrom(new TagSource("DockerImage", "", from, Map.of()))
        .withImportPolicy(new ImportPolicy(insecure, false, ImportPolicy.LEGACY));
  }

  private static List<String> fields(ImageStream before, ImageStream after, String... allowed) {
    return only(allowed).check(before, after).stream().map(FieldProblem::field).toList();
  }

  private static TagHistory event(String reference) {
    return new TagHistory(List.of(new TagEvent(Instant.EPOCH, reference, "", 1)), List.of());
  }

  @Test
  void judgesSpecAndStatus() {
    ImageStream stream =
        EMPTY
            .withSpecTag(tag("bad", "quay.io/a/b:1", false))
            .withSpecTag(tag("good", "ok.io/a/b", false))
            .withSpecTag(tag("ref", "quay.io/c/d", false).withReference(true))
            .withTag("st", event("quay.io/e/f"));
    assertThat(fields(EMPTY, stream, "ok.io"))
        .containsExactly(
            "spec.tags[bad].from.name",
            "spec.tags[ref].from.name",
            "status.tags[st].items[0].dockerImageReference");
  }

  @Test
  void anInsecureTagOrStreamMayUseEitherPort() {
    ImageStream tagged = EMPTY.withSpecTag(tag("a", "plain.io/a", true));
    ImageStream secure = EMPTY.withSpecTag(tag("a", "plain.io/a", false));
    assertThat(fields(EMPTY, tagged, "http://plain.io")).isEmpty();
    assertThat(fields(EMPTY, secure, "http://plain.io")).hasSize(1);
    assertThat(
            fields(
                EMPTY,
                secure.withAnnotation("openshift.io/image.insecureRepository", "true"),
                "http://plain.io"))
        .isEmpty();
  }

  @Test
  void aRepositoryThatWasThereMayStayUnderAnyTagButNoOtherOfItsHost() {
    ImageStream inSpec = EMPTY.withSpecTag(tag("a", "quay.io/a/b:1", false));
    ImageStream inStatus = EMPTY.withTag("a", event("quay.io/a/b@sha256:" + "0".repeat(64)));
    ImageStream same = EMPTY.withSpecTag(tag("c", "quay.io/a/b:2", false));
    ImageStream other = EMPTY.withSpecTag(tag("c", "quay.io/a/other", false));
    assertThat(fields(inSpec, same, "ok.io")).isEmpty();
    assertThat(fields(inStatus, same, "ok.io")).isEmpty();
    assertThat(fields(inSpec, other, "ok.io")).hasSize(1);
  }
}
