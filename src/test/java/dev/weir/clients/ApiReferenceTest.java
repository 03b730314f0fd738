package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The page about the API is what a server publishes. {@code WEIR_PAGES=rewrite} writes it anew. */
@WeirServer
@Timeout(60)
final class ApiReferenceTest {
  private static final Path PAGE = Path.of("docs/api.md");

  /** Told field by field; the others are Kubernetes' and told there. */
  private static final List<String> IN_FULL = List.of("image.openshift.io/v1", "weir.dev/v1");

  private final HttpApi api;

  ApiReferenceTest(HttpApi api) {
    this.api = api;
  }

  @Test
  void itsPageIsCurrent() throws Exception {
    List<JsonNode> groups = new ArrayList<>();
    groups.add(read("/api/v1"));
    for (JsonNode group : read("/apis").path("groups")) {
      groups.add(read("/apis/" + group.at("/preferredVersion/groupVersion").asString()));
    }
    Map<String, JsonNode> documents = new LinkedHashMap<>();
    for (String version : IN_FULL) {
      documents.put(version, read("/openapi/v3/apis/" + version));
    }
    String page = ApiReference.of(groups, documents);
    if ("rewrite".equals(System.getenv("WEIR_PAGES"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("write it anew with: WEIR_PAGES=rewrite mvn test -Dtest=ApiReferenceTest")
        .isEqualTo(page);
    assertThat(page).contains("### ImageStream\n", "| `spec.tags[].from.kind` |", "### Scheduled");
  }

  private JsonNode read(String path) throws Exception {
    return Json.parse(api.get(path).body());
  }
}
