package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Clients read it with their own programs in {@code clients.SchemaClientsTest}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiVersionTwoTest {
  private static final String PATH = "/openapi/v2";
  private static final String ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
  private TestApi api;

  @BeforeAll
  void start() throws Exception {
    api = TestApi.start();
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void everyReferenceLeadsToADefinition() throws Exception {
    JsonNode document = TestApi.tree(api.get(PATH));
    List<String> references = document.findValuesAsString("$ref");
    assertThat(references).hasSizeGreaterThan(100);
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
    }
    assertThat(document.findValues("oneOf")).isEmpty();
    assertThat(document.findValues("requestBody")).isEmpty();
  }

  @Test
  void aSchemaInTwoDocumentsIsOfTheKindsOfBoth() throws Exception {
    JsonNode stream =
        TestApi.tree(api.get(PATH))
            .at("/definitions/com.github.openshift.api.image.v1.ImageStream");
    assertThat(stream.get("x-kubernetes-group-version-kind").findValuesAsString("group"))
        .containsExactlyInAnyOrder("", "image.openshift.io");
  }

  @Test
  void patchesNameTheirKindAndTheirOptions() throws Exception {
    JsonNode patch =
        TestApi.tree(api.get(PATH))
            .at("/paths/~1api~1v1~1namespaces~1{namespace}~1secrets~1{name}/patch");
    assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asString()).isEqualTo("Secret");
    assertThat(patch.get("parameters").findValuesAsString("name"))
        .contains("dryRun", "fieldValidation", "body");
  }

  @Test
  void theBinaryFormHasTheSameDefinitionsAndPaths() throws Exception {
    JsonNode document = TestApi.tree(api.get(PATH));
    var answer =
        java.net.http.HttpClient.newHttpClient()
            .send(api.request(PATH).header("Accept", ASKED).build(), BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    assertThat(names(answer.body(), 9, 1))
        .containsExactlyElementsOf(document.get("definitions").propertyNames());
    assertThat(names(answer.body(), 8, 2))
        .containsExactlyElementsOf(document.get("paths").propertyNames());
  }

  /** Names of the pairs in a field of a field of the document. */
  private static List<String> names(byte[] document, int field, int pairs) throws Exception {
    List<String> names = new ArrayList<>();
    for (byte[] holder : fields(document, field)) {
      for (byte[] pair : fields(holder, pairs)) {
        names.add(new String(fields(pair, 1).getFirst(), java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return names;
  }

  private static List<byte[]> fields(byte[] message, int wanted) throws Exception {
    List<byte[]> found = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == wanted) {
        found.add(in.readByteArray());
      } else {
        assertThat(in.skipField(tag)).isTrue();
      }
    }
    return found;
  }

  @Test
  void aClientThatHasItIsToldSo() throws Exception {
    String tag = api.get(PATH).headers().firstValue("ETag").orElseThrow();
    assertThat(api.send(api.request(PATH).header("If-None-Match", tag)).statusCode())
        .isEqualTo(304);
    var binary = api.send(api.request(PATH).header("If-None-Match", tag).header("Accept", ASKED));
    assertThat(binary.statusCode()).isEqualTo(200);
  }

  @Test
  void anotherFormIsNotOffered() throws Exception {
    var answer = api.send(api.request(PATH).header("Accept", "text/html"));
    assertThat(answer.statusCode()).isEqualTo(406);
  }
}
