package dev.weir.importing.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduledTagTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  private static ImageStream stream(String spec, String status) {
    String json =
        "{'metadata':{'namespace':'demo','name':'app','annotations':{'weir.dev/check-interval':'1h'}},'spec':{'tags':["
            + spec
            + "]},'status':{'tags':["
            + status
            + "]}}";
    return StreamJson.read(
        Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static String tag(String name, String from, String more) {
    return "{'name':'%s','generation':2,'from':{'kind':'DockerImage','name':'%s'},'importPolicy':{'scheduled':true}%s}"
        .formatted(name, from, more);
  }

  private static String event(String tag, int generation) {
    return "{'tag':'%s','items':[{'created':'2026-03-01T12:00:00Z','dockerImageReference':'quay.io/a/b@%s','image':'%s','generation':%d}]}"
        .formatted(tag, DIGEST, DIGEST, generation);
  }

  private static List<String> names(String spec, String status) {
    return ScheduledTag.of(stream(spec, status)).stream().map(ScheduledTag::tag).toList();
  }

  @Test
  void isOneThatIsImportedAndAsksForIt() {
    String not = tag("no", "quay.io/a/b:no", "").replace("true", "false");
    String reference = tag("ref", "quay.io/a/b:ref", ",'reference':true");
    String follower = tag("other", "app:v1", "").replace("DockerImage", "ImageStreamTag");

    assertThat(
            names(String.join(",", tag("v1", "quay.io/a/b:v1", ""), not, reference, follower), ""))
        .containsExactly("v1");
  }

  @Test
  void isNoneWhoseNameCannotBeRead() {
    assertThat(names(tag("a", "quay.io/A/b:v1", "") + "," + tag("b", "quay.io:99/", ""), ""))
        .isEmpty();
  }

  @Test
  void aDigestIsOneUntilItWasImportedAsItIsWantedNow() {
    String spec = tag("v1", "quay.io/a/b@" + DIGEST, "");

    assertThat(names(spec, "")).containsExactly("v1");
    assertThat(names(spec, event("v1", 1))).containsExactly("v1");
    assertThat(names(spec, event("v1", 2))).isEmpty();
  }

  @Test
  void hasItsRepositoryWithClientDefaultsAndWhenItMoved() {
    ScheduledTag tag = ScheduledTag.of(stream(tag("v1", "busybox", ""), event("v1", 2))).getFirst();

    assertThat(tag.repository().repository()).isEqualTo("docker.io/library/busybox");
    assertThat(tag.reference()).isEqualTo("latest");
    assertThat(tag.moved()).contains(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(tag.insecure()).isFalse();
  }

  @Test
  void takesItsIntervalFromItsOwnAnnotationsOrItsStreams() {
    String own = ",'annotations':{'weir.dev/check-interval':'5m'}";
    List<ScheduledTag> tags =
        ScheduledTag.of(
            stream(tag("a", "quay.io/a/b:a", own) + "," + tag("b", "quay.io/a/b:b", ""), ""));

    assertThat(tags.get(0).interval()).contains(Duration.ofMinutes(5));
    assertThat(tags.get(1).interval()).contains(Duration.ofHours(1));
  }
}
