package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The jar says what is in it, and holds a licence text for each part. */
class LicencesTest {
  private static final String PARTS = "/META-INF/sbom/weir.cdx.json";

  @Test
  void everyPartOfTheJarHasALicenceWhoseTextIsInTheJar() throws IOException {
    JsonNode parts;
    try (InputStream in = LicencesTest.class.getResourceAsStream(PARTS)) {
      assumeThat(in).as("the list of parts, which -Pquick does not make").isNotNull();
      parts = Json.parse(in.readAllBytes()).get("components");
    }
    assertThat(parts.valueStream().map(part -> part.get("name").asString()))
        .contains("jetty-server", "sqlite-jdbc", "logback-classic", "bcprov-jdk18on");
    assertThat(parts.valueStream())
        .allSatisfy(
            part ->
                assertThat(licences(part))
                    .as("texts of %s's licences", part.get("name"))
                    .anyMatch(LicencesTest::isInTheJar));
  }

  private static List<String> licences(JsonNode part) {
    return part.path("licenses")
        .valueStream()
        .map(choice -> choice.path("license"))
        .flatMap(licence -> Stream.of(licence.path("id"), licence.path("name")))
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .toList();
  }

  private static boolean isInTheJar(String licence) {
    return LicencesTest.class.getResource("/META-INF/licenses/" + licence + ".txt") != null;
  }
}
