package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The examples of {@code docs/tag-history.md}, typed as they stand. */
@WeirServer
@Timeout(120)
class TagHistoryDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/tag-history.md");

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private final ApiCaller caller;

  TagHistoryDocumentTest(Path work, ServerProcess server, WeirCalls weir, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.weir = weir;
    this.caller = caller;
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    TestPushes pushes = new TestPushes(caller);
    String one = pushes.image(caller.administrator(), "shop/app", "prod", "1").digest().toString();
    var _ = pushes.image(caller.administrator(), "shop/app", "prod", "2");
    weir.says("tag", "shop/app@" + one, "shop/app:prod");
    try (ShellTerminal terminal =
        DocumentUser.terminal(work, server, "-n shop " + DocumentUser.TYPED, Map.of())) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(2);
      for (ReadmeExample example : examples) {
        DocumentUser.types(terminal, example);
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }

  @Test
  void theFieldsAreThoseOfTheApi() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'fields'}}");
    TestPushes pushes = new TestPushes(caller);
    var _ = pushes.image(caller.administrator(), "fields/app", "v1", "1");
    JsonNode history =
        caller
            .api(
                caller.administrator(),
                "GET",
                "/apis/image.openshift.io/v1/namespaces/fields/imagestreamtags/app:v1/history",
                "")
            .json();

    String text = Files.readString(DOCUMENT);
    for (String field : history.path("items").get(0).propertyNames()) {
      assertThat(text).contains("`" + field + "`");
    }
    assertThat(text).contains(Json.string(history, "kind"));
  }
}
