package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code weir rollback} and {@code weir release}. */
@WeirServer
@Timeout(120)
class RollbackTest {
  private final ServerProcess server;
  private final ApiCaller caller;
  private final WeirCalls weir;
  private String project = "";
  private int projects;

  RollbackTest(ServerProcess server, ApiCaller caller, WeirCalls weir) {
    this.server = server;
    this.caller = caller;
    this.weir = weir;
  }

  @BeforeEach
  void aProjectOfItsOwn() {
    project = "back" + ++projects;
    weir.says("new-project", project);
  }

  private String push(String tag, String text) throws Exception {
    return new TestPushes(caller)
        .image(caller.administrator(), project + "/app", tag, text)
        .digest();
  }

  private String image(String tag) {
    return weir.says("get", "istag", "app:" + tag, "-o", "jsonpath={.image.metadata.name}");
  }

  private String spec(String tag, String path) {
    return weir.says(
        "get", "is", "app", "-o", "jsonpath={.spec.tags[?(@.name==\"" + tag + "\")]" + path + "}");
  }

  private String fails(int exit, String... arguments) {
    Output output = weir.attempt("", arguments);
    assertThat(output.exit()).as(List.of(arguments) + output.out()).isEqualTo(exit);
    assertThat(output.out()).isEmpty();
    return output.err();
  }

  @Test
  void aTagIsPutBackAndHeldAndLetGo() throws Exception {
    String one = push("live", "1");
    String two = push("live", "2");

    assertThat(weir.says("rollback", "app:live"))
        .matches(
            "app:live is "
                + one
                + " again, as it was at 20\\S+Z; held: only a push or \"weir release app:live\""
                + " moves it\n");
    assertThat(image("live")).isEqualTo(one);
    assertThat(spec("live", ".annotations.weir\\.dev/hold"))
        .isEqualTo("system:admin: rolled back from " + two.substring(0, 19));
    assertThat(fails(1, "tag", "app@" + two, "app:live"))
        .contains("tag app:live is held (system:admin: rolled back from", "weir release app:live");
    assertThat(weir.says("describe", "is", "app"))
        .contains("held (system:admin: rolled back from " + two.substring(0, 19) + ")");
    assertThat(weir.says("describe", "istag", "app:live"))
        .containsPattern("Held:\\s+system:admin: rolled");

    assertThat(weir.says("release", "app:live"))
        .isEqualTo("app:live is released, and stays " + one + " until somebody moves it\n");
    assertThat(spec("live", ".annotations")).isEmpty();
    assertThat(weir.says("tag", "app@" + two, "app:live")).contains("set to app@" + two);
  }

  @Test
  void aTagIsKeptWhereItIs() throws Exception {
    String one = push("live", "1");
    String _ = push("next", "2");
    String moves = "; only a push or \"weir release app:live\" moves it";

    assertThat(weir.says("hold", "app:live", "--dry-run=client"))
        .isEqualTo("app:live is held at " + one + moves + " (dry run)\n");
    assertThat(spec("live", ".annotations")).isEmpty();
    assertThat(weir.says("hold", "app:live"))
        .isEqualTo("app:live is held at " + one + moves + "\n");
    assertThat(spec("live", ".annotations.weir\\.dev/hold"))
        .isEqualTo("system:admin: kept at " + one.substring(0, 19));
    assertThat(fails(1, "tag", "app:next", "app:live")).contains("weir release app:live");
    assertThat(weir.says("hold", "app:live"))
        .isEqualTo(
            "app:live is held at %s already, by system:admin: kept at %s%s\n"
                .formatted(one, one.substring(0, 19), moves));
    assertThat(weir.says("hold", "app:live", "--reason=until Monday", "-o", "name"))
        .contains("app:live");
    assertThat(spec("live", ".annotations.weir\\.dev/hold"))
        .isEqualTo("system:admin: until Monday");
    assertThat(weir.says("release", "app:live")).contains("released, and stays " + one);
    assertThat(fails(1, "hold", "app:none")).contains("NotFound", "app:none");
    assertThat(fails(1, "hold", "app")).contains("[NAMESPACE/]NAME:TAG, such as app:latest");
    assertThat(fails(1, "hold")).contains("which tag to hold");
  }

  @Test
  void aTagMayBeNamedWithItsTypeAsElsewhere() throws Exception {
    String one = push("live", "1");
    String _ = push("live", "2");

    assertThat(weir.says("rollback", "istag/app:live")).contains("app:live is " + one + " again");
    assertThat(weir.says("hold", "imagestreamtag/app:live")).contains(one + " already");
    assertThat(weir.says("release", "istag/app:live")).contains("stays " + one);
    assertThat(weir.says("tag", "history", "istag/app:live", "--limit=1")).contains("rollback");
  }

  @Test
  void aTagGoesAsFarBackAsItIsTold() throws Exception {
    String one = push("live", "1");
    String two = push("live", "2");
    String three = push("live", "3");

    assertThat(weir.says("rollback", "app:live", "--to=2", "--reason=it  smells"))
        .contains(one, "as it was at");
    assertThat(spec("live", ".annotations.weir\\.dev/hold")).isEqualTo("system:admin: it  smells");
    assertThat(weir.says("rollback", "app:live", "--to=" + two)).contains("is " + two + " again");
    assertThat(weir.says("rollback", "app:live", "--to=" + three.substring(7, 15)))
        .contains("is " + three + " again");
    assertThat(weir.says("rollback", "app:live", "--to=" + three.substring(0, 20)))
        .contains("is " + three + " already; held");
    assertThat(weir.says("rollback", project + "/app:live", "--to=1", "-n", "default"))
        .contains(
            project + "/app:live is " + two + " again", "weir release " + project + "/app:live");
  }

  @Test
  void whoLeavesAHeldTagOutIsWarnedThatItStays() throws Exception {
    String _ = push("live", "1");
    String _ = push("live", "2");
    String _ = weir.says("rollback", "app:live", "--reason=slow");
    String patch = "[{\"op\":\"remove\",\"path\":\"/spec/tags/0\"}]";

    Output output = weir.attempt("", "patch", "is", "app", "--type=json", "-p", patch);

    assertThat(output.exit()).isZero();
    assertThat(output.err())
        .isEqualTo(
            "Warning: tag app:live is held (system:admin: slow) and stays, though it was left out:"
                + " \"weir release app:live\" releases it, and deleting the tag takes it away\n");
    assertThat(spec("live", ".annotations")).contains("weir.dev/hold");
  }

  @Test
  void aDryRunSaysTheSameAndMovesNothing() throws Exception {
    String one = push("live", "1");
    String two = push("live", "2");
    for (String how : List.of("client", "server")) {
      assertThat(weir.says("rollback", "app:live", "--dry-run=" + how))
          .contains("app:live is " + one + " again")
          .endsWith(how.equals("client") ? " (dry run)\n" : " (server dry run)\n");
    }
    assertThat(image("live")).isEqualTo(two);
    String _ = weir.says("rollback", "app:live");
    for (String how : List.of("client", "server")) {
      assertThat(weir.says("release", "app:live", "--dry-run=" + how)).contains("is released");
    }
    assertThat(spec("live", ".annotations")).contains("weir.dev/hold");
    assertThat(weir.says("rollback", "app:live", "--to=1", "-o", "name")).contains("app:live");
  }

  @Test
  void whatCannotBeIsToldWithTheNextStep() throws Exception {
    String one = push("live", "1");
    assertThat(fails(1, "rollback", "app:live"))
        .contains("app:live never was another image, so there is nothing to roll back to");
    String two = push("live", "2");
    String other = push("other", "3");
    assertThat(fails(1, "rollback", "app:live", "--to=4"))
        .contains("app:live was one image before, and not 4", "weir tag history app:live");
    assertThat(fails(1, "rollback", "app:live", "--to=" + other))
        .contains("app:live never was an image whose digest begins with \"" + other + "\"");
    assertThat(fails(1, "rollback", "app:live", "--to=sha256:" + "0".repeat(9)))
        .contains("never was an image");
    for (String nothing :
        List.of(
            "0", "-1", "1.5", "latest", "", "sha256:", "sha256:xyz", "abc", "md5:abcd", "1 2")) {
      assertThat(fails(1, "rollback", "app:live", "--to=" + nothing)).contains("--to");
    }
    assertThat(fails(1, "rollback", "app:live", "--reason= ")).contains("--reason must say");
    assertThat(fails(1, "rollback", "app:live", "--dry-run=perhaps")).contains("dry-run");
    assertThat(fails(1, "rollback")).contains("which tag");
    assertThat(fails(1, "rollback", "app:live", "app:other")).contains("which tag");
    for (String name : List.of("app", "app@" + one, ":live", "app:", "a/b/app:live", "/app:live")) {
      assertThat(fails(1, "rollback", name)).contains("[NAMESPACE/]NAME:TAG");
      assertThat(fails(1, "release", name)).contains("[NAMESPACE/]NAME:TAG");
    }
    assertThat(fails(1, "rollback", "app:none")).contains("NotFound", "app:none");
    assertThat(fails(1, "rollback", "none:live")).contains("NotFound");
    assertThat(fails(1, "release", "app:none")).contains("NotFound", "app:none");
    assertThat(fails(1, "release", "app:live")).contains("app:live is not held");
    assertThat(fails(1, "release", "app:live", "--to=1")).contains("--to");
    assertThat(image("live")).isEqualTo(two);
  }

  @Test
  void whoMayOnlyLookMayNeitherRollBackNorRelease() throws Exception {
    String _ = push("live", "1");
    String two = push("live", "2");
    weir.says("create", "sa", "viewer");
    weir.says("policy", "add-role-to-user", "view", "-z", "viewer");
    String token = weir.says("create", "token", "viewer").strip();

    assertThat(fails(1, "rollback", "app:live", "--token=" + token))
        .contains("Forbidden", "cannot patch", "imagestreamtags");
    String _ = weir.says("rollback", "app:live");
    assertThat(fails(1, "release", "app:live", "--token=" + token)).contains("Forbidden");
    assertThat(image("live")).isNotEqualTo(two);
  }

  @Test
  void whoSaysItAgainPutsNothingForwardAgain() throws Exception {
    String one = push("live", "1");
    String two = push("live", "2");
    String _ = weir.says("rollback", "app:live");

    for (String more : List.of("--reason=again", "--dry-run=client", "--dry-run=server")) {
      assertThat(fails(1, "rollback", "app:live", more))
          .containsPattern(
              "app:live was rolled back already: it is "
                  + one
                  + " since 20\\S+Z, by system:admin, and held; .*--to=N.*"
                  + "weir tag history app:live");
    }
    assertThat(image("live")).isEqualTo(one);
    assertThat(spec("live", ".annotations.weir\\.dev/hold")).contains("rolled back from");

    assertThat(weir.says("rollback", "app:live", "--to=1")).contains("is " + two + " again");
    String three = push("live", "3");
    assertThat(weir.says("rollback", "app:live")).contains("is " + two + " again");
    weir.says("release", "app:live");
    assertThat(weir.says("rollback", "app:live")).contains("is " + three + " again");
  }

  @Test
  void ofSeveralAtOnceOneRollsBackAndTheOthersAreToldSo() throws Exception {
    String one = push("live", "1");
    String _ = push("live", "2");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Output> back = () -> weir.attempt("", "rollback", "app:live");
      List<Output> all = new ArrayList<>();
      for (Future<Output> end : threads.invokeAll(List.of(back, back, back))) {
        all.add(end.get());
      }
      assertThat(all).filteredOn(end -> end.exit() == 0).hasSize(1);
      assertThat(all)
          .filteredOn(end -> end.exit() == 1)
          .hasSize(2)
          .allSatisfy(end -> assertThat(end.err()).contains("was rolled back already"));
    }
    assertThat(image("live")).isEqualTo(one);
  }

  @Test
  void twoAtOnceBothEndWell() throws Exception {
    String one = push("live", "1");
    String _ = push("live", "2");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Output> back = () -> weir.attempt("", "rollback", "app:live", "--to=" + one);
      List<Future<Output>> all = threads.invokeAll(List.of(back, back, back));
      for (Future<Output> end : all) {
        assertThat(end.get().exit()).as(end.get().err()).isZero();
      }
    }
    assertThat(image("live")).isEqualTo(one);
    assertThat(
            weir.says(
                "get",
                "is",
                "app",
                "-o",
                "jsonpath={.status.tags[?(@.tag==\"live\")].items[*].image}"))
        .hasSize(3 * 71 + 2);
  }

  @Test
  void whatFollowsCatchesUpWhenItIsReleasedAndIsSaidSo() throws Exception {
    String one = push("main", "1");
    weir.says("tag", "--alias", "app:main", "app:live");
    String _ = push("main", "2");
    String _ = weir.says("rollback", "app:live");
    String three = push("main", "3");
    assertThat(image("live")).isEqualTo(one);

    assertThat(weir.says("release", "app:live"))
        .isEqualTo("app:live is released, and follows app:main again: it is " + three + "\n");
    assertThat(image("live")).isEqualTo(three);
  }

  @Test
  void anImportedTagIsLookedAtAgainWhenItIsReleased() throws Exception {
    String _ = push("source", "1");
    String from = server.registry() + "/" + project + "/app:source";
    weir.says("import-image", "copy:v1", "--from=" + from, "--confirm");
    String two = push("source", "2");
    weir.says("import-image", "copy:v1");
    String _ = weir.says("rollback", "copy:v1");
    Output imported = weir.attempt("", "import-image", "copy:v1");
    assertThat(imported.err())
        .contains("Warning: tag copy:v1 is held (system:admin: rolled back from");

    assertThat(weir.says("release", "copy:v1"))
        .isEqualTo("copy:v1 is released, and imported from " + from + " again\n");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        weir.says(
                            "get", "istag", "copy:v1", "-o", "jsonpath={.image.metadata.name}"))
                    .isEqualTo(two));
  }

  private List<String> warnings(String path, TestPushes.Pushed pushed) throws Exception {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create("http://" + server.registry() + path))
            .header("Authorization", "Bearer " + caller.administrator())
            .header("Content-Type", pushed.mediaType())
            .PUT(BodyPublishers.ofByteArray(pushed.bytes()))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(put, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return answer.headers().allValues("Warning");
    }
  }

  @Test
  void whoPushesOntoAHeldTagIsToldByTheRegistry() throws Exception {
    String _ = push("live", "1");
    String _ = push("live", "2");
    String _ = weir.says("rollback", "app:live", "--reason=say \"no\" \u00e4");
    var pushed = new TestPushes(caller).image(caller.administrator(), project + "/app", "v3", "3");
    String path = "/v2/" + project + "/app/manifests/";

    List<String> said = warnings(path + pushed.digest() + "?tag=live&tag=other", pushed);
    List<String> again = warnings(path + "live", pushed);

    assertThat(said)
        .containsExactly(
            "299 - \"tag app:live is held (system:admin: say \\\"no\\\" ?); this push moved it all"
                + " the same, and it stays held: only a push or \\\"weir release app:live\\\" moves"
                + " it\"");
    assertThat(again).isEmpty();
    assertThat(image("live")).isEqualTo(pushed.digest());
    assertThat(spec("live", ".annotations.weir\\.dev/held-image")).isEqualTo(pushed.digest());
  }
}
