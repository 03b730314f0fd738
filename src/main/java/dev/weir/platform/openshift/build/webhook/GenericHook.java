package dev.weir.platform.openshift.build.webhook;

import dev.weir.failure.TextProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Webhooks that anybody may send to. A body is not needed; one that cannot be read is passed over,
 * since whoever knows the secret wants a build. Pure.
 */
final class GenericHook {
  private static final String YAML = "application/yaml";
  private static final Set<String> READ = Set.of(Notification.JSON, YAML);

  private GenericHook() {}

  /**
   * What a notification comes to.
   *
   * @param trigger says whether the sender may set variables
   */
  static Heard read(Notification sent, ObjectNode config, JsonNode trigger) {
    if (sent.body().length == 0) {
      return Heard.Start.plain();
    }
    if (!READ.contains(sent.mediaType())) {
      return Heard.Start.plain(
          "invalid Content-Type on payload, ignoring payload and continuing with build: only "
              + Notification.JSON
              + " and "
              + YAML
              + " are read");
    }
    JsonNode read;
    try {
      read =
          sent.mediaType().equals(YAML) ? Yaml.parseSent(sent.body()) : Json.parseSent(sent.body());
    } catch (JacksonException mistake) {
      return Heard.Start.plain(
          "error unmarshalling payload, ignoring payload and continuing with build: the mistake is"
              + " at "
              + TextProblem.place(mistake));
    }
    return read instanceof ObjectNode event
        ? started(event, config, trigger)
        : Heard.Start.plain(
            "error unmarshalling payload, ignoring payload and continuing with build: it is no"
                + " object");
  }

  private static Heard started(ObjectNode event, ObjectNode config, JsonNode trigger) {
    List<String> remarks = new ArrayList<>();
    ObjectNode request = Json.object();
    if (event.get("git") instanceof ObjectNode git && Branch.isBuiltOfGit(config)) {
      Branch branch = Branch.of(config, "");
      ArrayNode refs = Json.arrayAt(git, "refs");
      JsonNode pushed = refs.isEmpty() ? git : matching(refs, branch);
      if (!branch.matches(Json.string(pushed, "ref"))) {
        return branch.other(told(refs, git));
      }
      Commit commit =
          new Commit(
              Json.string(pushed, "commit"),
              Commit.person(pushed.path("author")),
              Commit.person(pushed.path("committer")),
              Json.string(pushed, "message"));
      if (!commit.isNone()) {
        request.set("revision", commit.revision());
      }
    }
    ArrayNode variables = Json.arrayAt(event, "env");
    if (!variables.isEmpty() && trigger.path("allowEnv").asBoolean(false)) {
      request.set("env", variables);
    } else if (!variables.isEmpty()) {
      remarks.add("env is passed over: the trigger has not allowEnv: true");
    }
    if (event.get("dockerStrategyOptions") instanceof ObjectNode options) {
      request.set("dockerStrategyOptions", options);
    }
    return new Heard.Start(request, remarks);
  }

  private static JsonNode matching(ArrayNode refs, Branch branch) {
    return refs.valueStream()
        .filter(ref -> branch.matches(Json.string(ref, "ref")))
        .findFirst()
        .orElseGet(Json::object);
  }

  private static String told(ArrayNode refs, JsonNode git) {
    return refs.isEmpty()
        ? Json.string(git, "ref")
        : String.join(", ", refs.valueStream().map(ref -> Json.string(ref, "ref")).toList());
  }
}
