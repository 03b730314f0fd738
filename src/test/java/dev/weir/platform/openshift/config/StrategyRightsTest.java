package dev.weir.platform.openshift.config;

import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Attributes;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Who may have something built, and how. */
class StrategyRightsTest {
  private static final String FROM = "{from: {kind: DockerImage, name: 'quay.io/x/y:1'}}";
  private static final Scope LOOPS = new Scope(User.system("loops"), "demo");

  private final Set<String> rights = new HashSet<>();

  @AutoClose private final KindsFixture kinds = new KindsFixture(new StrategyRights(this::decide));

  private Decision decide(User user, Attributes wanted) {
    boolean allowed =
        wanted.verb().equals("create")
            && wanted.group().equals("build.openshift.io")
            && wanted.namespace().equals("demo")
            && user.name().equals("dev")
            && rights.contains(wanted.fullResource());
    return allowed ? new Decision.Allowed("bound") : new Decision.Denied("not bound");
  }

  private static String object(String strategy) {
    return "metadata: {name: app}\nspec: {source: {dockerfile: FROM x}, strategy: {%s: %s}}"
        .formatted(strategy, FROM);
  }

  private ObjectNode start(Scope scope, String plural, String name, String subresource) {
    ObjectNode request = Json.object();
    Meta.of(request).put("name", name);
    return kinds
        .rest(plural)
        .subresource(subresource)
        .create(scope, request, WriteOptions.STORE)
        .copy();
  }

  @ParameterizedTest
  @CsvSource({
    "dockerStrategy, docker",
    "sourceStrategy, source",
    "customStrategy, custom",
    "jenkinsPipelineStrategy, jenkinspipeline"
  })
  void eachStrategyTakesARightOfItsOwn(String strategy, String right) {
    for (String plural : new String[] {"buildconfigs", "builds"}) {
      rights.clear();
      var refused = refusal(() -> kinds.create(plural, object(strategy)));
      assertThat(refused.code()).isEqualTo(403);
      assertThat(refused.message())
          .contains("\"app\"", "create on builds/" + right, "system:build-strategy-" + right);

      rights.add("builds/" + right);
      assertThat(Meta.name(kinds.create(plural, object(strategy)))).isEqualTo("app");
    }
  }

  @Test
  void whoStartsABuildNeedsTheRightTooAndTheLoopDoesNot() {
    rights.add("builds/custom");
    kinds.create("buildconfigs", object("customStrategy"));
    rights.clear();

    assertThat(refusal(() -> start(KindsFixture.DEMO, "buildconfigs", "app", "instantiate")).code())
        .isEqualTo(403);
    assertThat(Meta.name(start(LOOPS, "buildconfigs", "app", "instantiate"))).isEqualTo("app-1");
    assertThat(refusal(() -> start(KindsFixture.DEMO, "builds", "app-1", "clone")).code())
        .isEqualTo(403);
  }

  @Test
  void whoChangesWhatIsBuiltNeedsTheRightAndWhoAnnotatesItDoesNot() {
    rights.add("builds/custom");
    kinds.create("buildconfigs", object("customStrategy"));
    rights.clear();
    kinds.edit("buildconfigs", "app", app -> Meta.setAnnotation(app, "note", "x"));

    var refused =
        refusal(
            () ->
                kinds.edit(
                    "buildconfigs",
                    "app",
                    app -> Json.ensureObject(app, "spec").put("serviceAccount", "root")));

    assertThat(refused.code()).isEqualTo(403);
  }
}
