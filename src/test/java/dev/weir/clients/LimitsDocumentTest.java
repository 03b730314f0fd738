package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.age.Candidates;
import dev.weir.manifest.ManifestReader;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.JsonPatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What docs/limits.md says an object may be, beside what the code holds it to. */
class LimitsDocumentTest {
  private static String grouped(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  @Test
  void theLimitsOfThePageAreThoseOfTheCode() throws Exception {
    assertThat(Files.readString(Path.of("docs/limits.md")))
        .contains(
            "| an object, a body of the API | %d MiB, nested %d deep, "
                .formatted(Json.MAX_BYTES >> 20, Json.MAX_DEPTH),
            "| annotations of an object | %d KiB |".formatted(Meta.MOST_ANNOTATION_BYTES >> 10),
            "| a JSON patch | %s operations |".formatted(grouped(JsonPatch.MAX_OPERATIONS)),
            "| a manifest | %d MiB, %s descriptors;"
                .formatted(ManifestReader.MAX_BYTES >> 20, grouped(ManifestReader.MAX_DESCRIPTORS)),
            "| %d for a tag |".formatted(Candidates.MOST));
  }
}
