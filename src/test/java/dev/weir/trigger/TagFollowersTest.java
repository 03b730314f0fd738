package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.trigger.TagFollowers.Listening;
import dev.weir.trigger.TagFollowers.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** The loop that moves what follows tags tells who that is, and how each of them stands. */
@Timeout(60)
class TagFollowersTest {
  private static final StreamName APP = new StreamName("demo", "app");
  private static final TagKey LIVE = new TagKey("demo", "app", "live");
  private static final String POD =
      "{selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec:"
          + " {containers: [{name: web, image: none}]}}}";
  private static final String WEB = "spec.template.spec.containers[?(@.name==\"web\")].image";

  @AutoClose private final LoopFixture loop = new LoopFixture(new TakesNoImageOfTwos());

  private static final class TakesNoImageOfTwos implements WriteHook {
    @Override
    public void creating(Scope scope, ResourceKind kind, ObjectNode object) {}

    @Override
    public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
      if (Meta.name(after).equals("picky") && after.toString().contains(LoopFixture.image("2"))) {
        throw ApiStatus.forbidden(kind, "picky", "it takes no image of twos").exception();
      }
    }
  }

  private void deployment(String name, String... entries) {
    var _ = loop.create("deployments", "{name: %s, namespace: demo}".formatted(name), POD, entries);
  }

  private static String paused(String entry) {
    return entry.replaceFirst("}$", ",\"paused\":\"true\"}");
  }

  private Map<String, State> standing() {
    Map<String, State> found = new TreeMap<>();
    for (TagFollowers.Follower follower : loop.followers().of(LIVE)) {
      found.put(follower.name(), loop.followers().standing(LIVE, follower).state());
    }
    return found;
  }

  private void awaitStanding(Map<String, State> expected) {
    await().untilAsserted(() -> assertThat(standing()).isEqualTo(expected));
  }

  @Test
  void eachFollowerIsToldWithHowItStandsToTheTag() {
    deployment("web", LoopFixture.entry("live", WEB));
    deployment("picky", LoopFixture.entry("live", WEB));
    deployment("still", paused(LoopFixture.entry("live", WEB)));
    deployment("lost", LoopFixture.entry("live", WEB.replace("web", "nobody")));
    deployment("other", LoopFixture.entry("main", WEB));
    loop.start();
    awaitStanding(
        Map.of(
            "web", State.EMPTY, "picky", State.EMPTY, "still", State.PAUSED, "lost", State.FIXED));

    loop.move("live", "1");
    awaitStanding(
        Map.of(
            "web",
            State.CURRENT,
            "picky",
            State.CURRENT,
            "still",
            State.PAUSED,
            "lost",
            State.FIXED));

    loop.move("live", "2");
    awaitStanding(
        Map.of(
            "web",
            State.CURRENT,
            "picky",
            State.REFUSED,
            "still",
            State.PAUSED,
            "lost",
            State.FIXED));
    TagFollowers.Follower picky = loop.followers().of(LIVE).get(1);
    assertThat(loop.followers().standing(LIVE, picky).message()).contains("no image of twos");

    loop.move("live", "3");
    awaitStanding(
        Map.of(
            "web",
            State.CURRENT,
            "picky",
            State.CURRENT,
            "still",
            State.PAUSED,
            "lost",
            State.FIXED));
  }

  @Test
  void ofSeveralTriggersTheWorstIsToldAndWhoEndsToFollowIsNoFollower() {
    loop.move("live", "1");
    deployment("web", LoopFixture.entry("live", WEB), paused(LoopFixture.entry("live", "x")));
    loop.start();
    await().until(loop.followers()::isComplete);
    assertThat(loop.followers().of(LIVE)).hasSize(1);
    awaitStanding(Map.of("web", State.PAUSED));

    var _ =
        loop.kinds
            .rest("deployments")
            .update(
                KindsFixture.DEMO,
                "web",
                old -> {
                  Meta.setAnnotation(old, LoopFixture.ANNOTATION, "[]");
                  return old;
                },
                WriteOptions.STORE);

    awaitStanding(Map.of());
    assertThat(loop.followers().version(APP)).isZero();
  }

  @Test
  void whoListensIsToldOfEachChangeAndTheVersionIsAnotherOne() {
    deployment("web", LoopFixture.entry("live", WEB));
    loop.start();
    awaitStanding(Map.of("web", State.EMPTY));
    long before = loop.followers().version(APP);
    List<String> told = new CopyOnWriteArrayList<>();
    Listening listening = loop.followers().listen(APP, follower -> told.add(follower.name()));
    Listening _ =
        loop.followers().listen(new StreamName("demo", "else"), _ -> told.add("another stream"));

    loop.move("live", "1");
    awaitStanding(Map.of("web", State.CURRENT));
    await().untilAsserted(() -> assertThat(told).isNotEmpty().containsOnly("web"));
    assertThat(loop.followers().version(APP)).isGreaterThan(before);

    listening.close();
    told.clear();
    loop.move("live", "2");
    loop.awaitAt(
        "deployments", "web", "/spec/template/spec/containers/0/image", LoopFixture.image("2"));
    awaitStanding(Map.of("web", State.CURRENT));
    assertThat(told).isEmpty();
  }
}
