package dev.weir.trigger;

import dev.weir.imagestream.PullSpecs;
import dev.weir.resource.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What triggers need of an image stream. Read from the JSON as it goes by: a stream with a thousand
 * tags, of which one has moved, is half a megabyte of text and many times that as a tree.
 *
 * @param pullSpecs of each tag that has an event: the newest event's own, or for policy {@code
 *     Local} the integrated registry's (controllers-and-access.md 2.4)
 */
record StreamTags(String namespace, String name, Map<String, String> pullSpecs) {
  /** Reads an ImageStream; members that are not as they should be count as absent. */
  static StreamTags read(byte[] stream) {
    try (JsonParser parser = Json.mapper().createParser(stream)) {
      return new Reader(parser).read();
    }
  }

  /** {@code namespace/name}. */
  String key() {
    return namespace + "/" + name;
  }

  private static final class Reader {
    private final JsonParser parser;
    private String namespace = "";
    private String name = "";
    private String repository = "";
    private final Map<String, String> policies = new HashMap<>();
    private final Map<String, Event> events = new LinkedHashMap<>();

    // of the tag that is being read
    private String tag = "";
    private String policy = "";
    private String reference = "";
    private String image = "";

    private final Map<String, Runnable> event =
        Map.of("dockerImageReference", () -> reference = text(), "image", () -> image = text());
    private final Map<String, Runnable> statusTag =
        Map.of("tag", () -> tag = text(), "items", this::newest);
    private final Map<String, Runnable> referencePolicy = Map.of("type", () -> policy = text());
    private final Map<String, Runnable> specTag =
        Map.of("name", () -> tag = text(), "referencePolicy", () -> members(referencePolicy));
    private final Map<String, Runnable> metadata =
        Map.of("namespace", () -> namespace = text(), "name", () -> name = text());
    private final Map<String, Runnable> spec = Map.of("tags", () -> elements(this::specTag));
    private final Map<String, Runnable> status =
        Map.of(
            "dockerImageRepository",
            () -> repository = text(),
            "tags",
            () -> elements(this::statusTag));

    private record Event(String reference, String image) {}

    Reader(JsonParser parser) {
      this.parser = parser;
    }

    StreamTags read() {
      parser.nextToken();
      members(
          Map.of(
              "metadata", () -> members(metadata),
              "spec", () -> members(spec),
              "status", () -> members(status)));
      Map<String, String> pullSpecs = LinkedHashMap.newLinkedHashMap(events.size());
      events.forEach(
          (moved, newest) -> {
            String pullSpec =
                PullSpecs.of(
                    policies.getOrDefault(moved, ""),
                    newest.reference(),
                    newest.image(),
                    repository);
            if (!pullSpec.isEmpty()) {
              pullSpecs.put(moved, pullSpec);
            }
          });
      return new StreamTags(namespace, name, pullSpecs);
    }

    private void specTag() {
      tag = "";
      policy = "";
      members(specTag);
      if (!policy.isEmpty()) {
        policies.put(tag, policy);
      }
    }

    private void statusTag() {
      tag = "";
      reference = "";
      image = "";
      members(statusTag);
      events.put(tag, new Event(reference, image));
    }

    /** Items begin with the newest. */
    private void newest() {
      boolean[] first = {true};
      elements(
          () -> {
            if (first[0]) {
              members(event);
            } else {
              parser.skipChildren();
            }
            first[0] = false;
          });
    }

    /** Reads an object to its end: what is named here, and nothing of all else. */
    private void members(Map<String, Runnable> wanted) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      for (String member = parser.nextName(); member != null; member = parser.nextName()) {
        parser.nextToken();
        wanted.getOrDefault(member, parser::skipChildren).run();
      }
    }

    private void elements(Runnable read) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        read.run();
      }
    }

    private String text() {
      String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
      parser.skipChildren();
      return text;
    }
  }
}
