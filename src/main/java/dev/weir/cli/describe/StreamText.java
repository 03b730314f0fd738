package dev.weir.cli.describe;

import dev.weir.cli.output.Ages;
import dev.weir.cli.output.TabbedText;
import dev.weir.imagestream.HoldWords;
import dev.weir.imagestream.RemoteTagOrder;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** An image stream as text (cli.md 7, "describe imagestream"). */
public final class StreamText {
  /** What a condition of a tag tells of, by its type. */
  private static final Map<String, String> FAILURES =
      Map.of("ImportSuccess", "Import", "PullThrough", "Pull through the integrated registry");

  private final JsonNode stream;
  private final Map<String, ? extends JsonNode> schedule;
  private final Instant now;
  private final Map<String, JsonNode> specTags = new LinkedHashMap<>();
  private final Map<String, JsonNode> statusTags = new LinkedHashMap<>();

  private StreamText(JsonNode stream, Map<String, ? extends JsonNode> schedule, Instant now) {
    this.stream = stream;
    this.schedule = schedule;
    this.now = now;
    Json.arrayAt(Json.objectAt(stream, "spec"), "tags")
        .forEach(tag -> specTags.put(Json.string(tag, "name"), tag));
    Json.arrayAt(Json.objectAt(stream, "status"), "tags")
        .forEach(tag -> statusTags.put(Json.string(tag, "tag"), tag));
  }

  /**
   * A stream as text.
   *
   * @param schedule what is known of the looks at its tags, a ScheduledTag by tag
   */
  public static String of(JsonNode stream, Map<String, ? extends JsonNode> schedule, Instant now) {
    StreamText text = new StreamText(stream, schedule, now);
    return TabbedText.DESCRIBE.align(text.head() + text.tags());
  }

  private String head() {
    JsonNode status = Json.objectAt(stream, "status");
    String publicRepository = Json.string(status, "publicDockerImageRepository");
    JsonNode lookup = Json.objectAt(Json.objectAt(stream, "spec"), "lookupPolicy");
    return "Name:\t"
        + Meta.name(stream)
        + "\nNamespace:\t"
        + Meta.namespace(stream)
        + "\nCreated:\t"
        + Ages.ago(MetadataText.created(stream), now)
        + "\n"
        + MetadataText.map("Labels", Meta.labels(stream))
        + MetadataText.annotations(stream)
        + "Image Repository:\t"
        + (publicRepository.isEmpty()
            ? Json.string(status, "dockerImageRepository")
            : publicRepository)
        + "\nImage Lookup:\tlocal="
        + lookup.path("local").asBoolean(false)
        + "\n";
  }

  private String tags() {
    Set<String> names = new HashSet<>(specTags.keySet());
    names.addAll(statusTags.keySet());
    if (names.isEmpty()) {
      return "Tags:\t<none>\n";
    }
    Set<String> images = new HashSet<>();
    statusTags
        .values()
        .forEach(
            tag ->
                Json.arrayAt(tag, "items").forEach(item -> images.add(Json.string(item, "image"))));
    StringBuilder text = new StringBuilder();
    text.append("Unique Images:\t").append(images.size());
    text.append("\nTags:\t").append(names.size()).append("\n");
    Map<String, List<String>> aliases = aliases();
    for (String name : RemoteTagOrder.sort(List.copyOf(names))) {
      if (aliases.values().stream().noneMatch(list -> list.contains(name))) {
        text.append('\n').append(tag(name, aliases.getOrDefault(name, List.of())));
      }
    }
    return text.toString();
  }

  /**
   * Tags that follow another spec tag of this stream, by the tag at the end of the chain. One that
   * follows a tag that was only pushed is shown by itself.
   */
  private Map<String, List<String>> aliases() {
    Map<String, List<String>> found = new TreeMap<>();
    for (String name : RemoteTagOrder.sort(List.copyOf(specTags.keySet()))) {
      String target = name;
      Set<String> seen = new HashSet<>();
      for (String next = followed(target); !next.isEmpty() && seen.add(next); ) {
        target = next;
        next = followed(target);
      }
      if (!target.equals(name) && specTags.containsKey(target)) {
        found.computeIfAbsent(target, _ -> new ArrayList<>()).add(name);
      }
    }
    return found;
  }

  /** The tag of this stream that a spec tag points at, empty if it points elsewhere. */
  private String followed(String name) {
    JsonNode tag = specTags.get(name);
    if (tag == null) {
      return "";
    }
    JsonNode from = Json.objectAt(tag, "from");
    String namespace = Json.string(from, "namespace");
    if (!Json.string(from, "kind").equals("ImageStreamTag")
        || (!namespace.isEmpty() && !namespace.equals(Meta.namespace(stream)))) {
      return "";
    }
    String target = Json.string(from, "name");
    int colon = target.indexOf(':');
    if (colon < 0) {
      return target;
    }
    return target.substring(0, colon).equals(Meta.name(stream)) ? target.substring(colon + 1) : "";
  }

  private String tag(String name, List<String> aliases) {
    JsonNode spec = specTags.get(name);
    JsonNode status = statusTags.get(name);
    StringBuilder text = new StringBuilder(name);
    if (!aliases.isEmpty()) {
      text.append(" (").append(String.join(", ", aliases)).append(')');
    }
    text.append('\n').append(TagSourceText.of(spec, Meta.namespace(stream))).append('\n');
    text.append(held(spec, Meta.name(stream)));
    text.append(annotations(spec));
    text.append(ScheduleText.of(schedule.get(name), now));
    text.append(HistoryText.of(stream, spec, name));
    text.append(state(spec, status));
    boolean current = true;
    if (status != null) {
      for (JsonNode item : Json.arrayAt(status, "items")) {
        text.append(item(item, current));
        current = false;
      }
    }
    return text.toString();
  }

  private static String held(@org.jspecify.annotations.Nullable JsonNode spec, String stream) {
    if (spec == null) {
      return "";
    }
    SpecTag tag = StreamJson.readSpecTag("spec.tags", spec);
    return tag.isHeld() ? "  " + HoldWords.standing(stream, tag) + "\n" : "";
  }

  private static String annotations(@org.jspecify.annotations.Nullable JsonNode spec) {
    if (spec == null) {
      return "";
    }
    JsonNode annotations = Json.objectAt(spec, "annotations");
    StringBuilder text = new StringBuilder();
    line(text, "", Json.string(annotations, "description"));
    line(text, "Tags: ", commas(Json.string(annotations, "tags")));
    line(text, "Supports: ", commas(Json.string(annotations, "supports")));
    line(text, "Example Repo: ", Json.string(annotations, "sampleRepo"));
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  private static void line(StringBuilder text, String title, String value) {
    if (!value.isEmpty()) {
      text.append("  ").append(title).append(value).append('\n');
    }
  }

  private static String commas(String list) {
    return String.join(", ", list.split("\\s*,\\s*"));
  }

  private String state(
      @org.jspecify.annotations.Nullable JsonNode spec,
      @org.jspecify.annotations.Nullable JsonNode status) {
    StringBuilder text = new StringBuilder();
    if (spec != null
        && !spec.path("reference").asBoolean(false)
        && spec.path("generation").asLong(0) > observed(status)) {
      text.append("  ~ importing latest image ...\n");
    }
    if (status != null) {
      for (JsonNode condition : Json.arrayAt(status, "conditions")) {
        String failed = FAILURES.get(Json.string(condition, "type"));
        if (failed != null && Json.string(condition, "status").equals("False")) {
          text.append("  ! error: ")
              .append(failed)
              .append(" failed (")
              .append(Json.string(condition, "reason"))
              .append("): ")
              .append(Json.string(condition, "message"))
              .append("\n      ")
              .append(Ages.ago(Json.string(condition, "lastTransitionTime"), now))
              .append('\n');
        }
      }
    }
    return text.toString();
  }

  /** Newest generation that the status has seen of a tag. */
  private static long observed(@org.jspecify.annotations.Nullable JsonNode status) {
    if (status == null) {
      return 0;
    }
    long newest = Json.arrayAt(status, "items").path(0).path("generation").asLong(0);
    for (JsonNode condition : Json.arrayAt(status, "conditions")) {
      newest = Math.max(newest, condition.path("generation").asLong(0));
    }
    return newest;
  }

  private String item(JsonNode item, boolean current) {
    String reference = Json.string(item, "dockerImageReference");
    String image = Json.string(item, "image");
    String id = image.isEmpty() || reference.endsWith("@" + image) ? "" : "\t" + image;
    return (current ? "  * " : "    ")
        + reference
        + "\n      "
        + Ages.ago(Json.string(item, "created"), now)
        + id
        + "\n";
  }
}
