package dev.weir.resource.protobuf;

import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;

/**
 * What {@code kubectl explain} says of Kubernetes' kinds, since messages carry no words: read from
 * {@code descriptions.yaml}.
 */
final class Descriptions {
  private static final String FILE = "descriptions.yaml";
  private static final String ITSELF = "_";

  private final JsonNode messages;

  private Descriptions(JsonNode messages) {
    this.messages = messages;
  }

  static Descriptions read() {
    try (InputStream file = Descriptions.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing from the program");
      }
      return new Descriptions(Yaml.parse(file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a message is; empty if nobody wrote it down. */
  String of(String message) {
    return of(message, ITSELF);
  }

  /** What a field of a message is; empty if nobody wrote it down. */
  String of(String message, String field) {
    return Json.string(messages.path(message), field);
  }
}
