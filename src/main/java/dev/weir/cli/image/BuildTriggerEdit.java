package dev.weir.cli.image;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and changes the triggers of a build config (cli.md 10): what stays, stays where it is and
 * as it is, and what is new comes behind. Pure.
 */
final class BuildTriggerEdit {
  private static final String CONFIG = "ConfigChange";
  private static final String IMAGE = "ImageChange";
  private static final String TAG = "ImageStreamTag";
  private static final String CHANGE = "imageChange";

  private final ObjectNode config;
  private final ArrayNode triggers;

  /**
   * A tag that is followed.
   *
   * @param namespace empty for the config's own
   */
  record Followed(String namespace, String name) {
    String shown() {
      return namespace.isEmpty() ? name : namespace + "/" + name;
    }
  }

  /**
   * A line of the listing.
   *
   * @param auto empty where that says nothing
   */
  record Row(String type, String value, String auto) {}

  BuildTriggerEdit(ObjectNode config) {
    this.config = config;
    this.triggers = Json.arrayAt(Json.objectAt(config, "spec"), "triggers").deepCopy();
  }

  /** The triggers as they are to be. */
  ArrayNode triggers() {
    return triggers;
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("config", "", Boolean.toString(any(CONFIG))));
    Optional<Followed> own = ofStrategy();
    boolean followsOwn = false;
    for (JsonNode trigger : triggers) {
      if (isType(trigger, IMAGE)) {
        Optional<Followed> tag = tag(trigger);
        followsOwn |= from(trigger).isEmpty();
        tag.ifPresent(found -> rows.add(new Row("image", found.shown(), "true")));
      }
    }
    if (own.isPresent() && !followsOwn) {
      rows.add(new Row("image", own.get().shown(), "false"));
    }
    for (WebhookType hook : WebhookType.values()) {
      triggers
          .valueStream()
          .filter(trigger -> isType(trigger, hook.type()))
          .forEach(
              trigger ->
                  rows.add(
                      new Row(
                          hook.shown(),
                          trigger.path(hook.member()).path("allowEnv").asBoolean(false)
                              ? "<secret>, allowenv"
                              : "<secret>",
                          "")));
    }
    return rows;
  }

  private static boolean isType(JsonNode trigger, String type) {
    return Json.string(trigger, "type").equals(type);
  }

  private boolean any(String type) {
    return triggers.valueStream().anyMatch(trigger -> isType(trigger, type));
  }

  private static ObjectNode from(JsonNode trigger) {
    return Json.objectAt(Json.objectAt(trigger, CHANGE), "from");
  }

  /** The tag that an image trigger follows; empty if it says none and the strategy has none. */
  private Optional<Followed> tag(JsonNode trigger) {
    ObjectNode from = from(trigger);
    return from.isEmpty() ? ofStrategy() : Optional.of(followed(from));
  }

  private Followed followed(ObjectNode from) {
    String namespace = Json.string(from, "namespace");
    return new Followed(
        namespace.equals(Meta.namespace(config)) ? "" : namespace, Json.string(from, "name"));
  }

  /** The tag that the strategy builds from; empty if it is none. */
  private Optional<Followed> ofStrategy() {
    ObjectNode strategy = Json.objectAt(Json.objectAt(config, "spec"), "strategy");
    return Stream.of("sourceStrategy", "dockerStrategy", "customStrategy")
        .map(member -> Json.objectAt(Json.objectAt(strategy, member), "from"))
        .filter(from -> Json.string(from, "kind").equals(TAG))
        .map(this::followed)
        .findFirst();
  }

  private void removeIf(Predicate<JsonNode> meant) {
    for (int i = triggers.size() - 1; i >= 0; i--) {
      if (meant.test(triggers.get(i))) {
        triggers.remove(i);
      }
    }
  }

  void removeAll() {
    triggers.removeAll();
  }

  /** Builds once when the config is new, or not. */
  void followConfig(boolean follow) {
    if (!follow) {
      removeIf(trigger -> isType(trigger, CONFIG));
    } else if (!any(CONFIG)) {
      triggers.addObject().put("type", CONFIG);
    }
  }

  /**
   * Follows the tag that the strategy builds from, and no other way than that it did; or no tag.
   */
  void followAll(boolean follow) {
    followConfig(follow);
    if (!follow) {
      removeIf(trigger -> isType(trigger, IMAGE));
    } else {
      ofStrategy().ifPresent(this::follow);
    }
  }

  void follow(Followed tag) {
    boolean known =
        triggers
            .valueStream()
            .filter(trigger -> isType(trigger, IMAGE))
            .anyMatch(trigger -> tag(trigger).equals(Optional.of(tag)));
    if (known) {
      return;
    }
    ObjectNode change = triggers.addObject().put("type", IMAGE).putObject(CHANGE);
    if (ofStrategy().equals(Optional.of(tag))) {
      return; // an image trigger without a tag means the strategy's
    }
    ObjectNode from = change.putObject("from").put("kind", TAG).put("name", tag.name());
    if (!tag.namespace().isEmpty()) {
      from.put("namespace", tag.namespace());
    }
  }

  /** Follows a tag no more. */
  void leave(Followed tag) {
    removeIf(trigger -> isType(trigger, IMAGE) && tag(trigger).equals(Optional.of(tag)));
  }

  /** Adds a webhook. */
  void listen(WebhookType hook, boolean allowEnv, String secret) {
    ObjectNode described =
        triggers
            .addObject()
            .put("type", hook.type())
            .putObject(hook.member())
            .put("secret", secret);
    if (allowEnv) {
      described.put("allowEnv", true);
    }
  }

  /** Takes all webhooks of a type away. */
  void ignore(WebhookType hook) {
    removeIf(trigger -> isType(trigger, hook.type()));
  }
}
