package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.resource.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reasons as they are sent. Members without a value are left out.
 *
 * <pre>
 *   {"apiVersion": "weir.dev/v1", "kind": "Why",
 *    "metadata": {"namespace": "demo", "name": "web"},
 *    "resource": "deployments.apps",
 *    "elsewhere": true,                        on the server whose workloads follow
 *    "owners": ["deployments.apps/web"],       what made it, and what made that
 *    "images": [
 *      {"where": "container web", "image": "registry/demo/app@sha256:…",
 *       "tag": "demo/app:live",                where a tag itself is asked about
 *       "follows": {"tag": "demo/app:live", "state": "current", "message": "…", "wants": "…"},
 *       "lookedUp": true,
 *       "moved": {"when": "2026-11-29T15:00:00Z", "from": "…"},
 *       "tags": ["demo/app:v2"],               have the image, where it follows none
 *       "events": [
 *         {"tag": "demo/app:live", "current": true, "image": "sha256:…",
 *          "dockerImageReference": "…", "created": "…", "generation": 3, "how": "push",
 *          "moved": "…",                      where that was later than "created"
 *          "by": "ann", "from": "app:latest", "followed": true,
 *          "guessed": true,                   from is what the spec says now: nothing was written
 *          "previous": "sha256:…", "hold": "…", "minimumAge": "7d"}],
 *       "end": {"reason": "hidden", "message": "…"}}],
 *    "omitted": 3,
 *    "problems": ["…"]}
 * </pre>
 */
record ReasonText(ShownTags tags) {
  ObjectNode json(ObjectReason reason) {
    ObjectNode json = Json.object().put("apiVersion", "weir.dev/v1").put("kind", "Why");
    json.putObject("metadata").put("namespace", reason.namespace()).put("name", reason.name());
    json.put("resource", reason.kind().resource());
    if (reason.elsewhere()) {
      json.put("elsewhere", true);
    }
    if (!reason.owners().isEmpty()) {
      reason.owners().forEach(json.putArray("owners")::add);
    }
    ArrayNode images = json.putArray("images");
    reason.images().forEach(image -> images.add(json(image)));
    if (reason.omitted() > 0) {
      json.put("omitted", reason.omitted());
    }
    if (!reason.problems().isEmpty()) {
      reason.problems().forEach(json.putArray("problems")::add);
    }
    return json;
  }

  private ObjectNode json(ImageReason reason) {
    ObjectNode json = Json.object().put("where", reason.where());
    put(json, "image", tags.shown(reason.image()));
    reason.itself().ifPresent(tag -> json.put("tag", tag.toString()));
    reason.named().ifPresent(tag -> json.put("names", tag.toString()));
    reason
        .followed()
        .ifPresent(
            followed -> {
              ObjectNode follows = json.putObject("follows").put("tag", followed.tag().toString());
              follows.put("state", word(followed.state()));
              put(follows, "message", followed.message());
              put(follows, "wants", followed.wants());
            });
    if (reason.lookedUp()) {
      json.put("lookedUp", true);
    }
    reason
        .moved()
        .ifPresent(
            moved ->
                put(json.putObject("moved").put("when", text(moved.when())), "from", moved.from()));
    if (!reason.tags().isEmpty()) {
      reason.tags().stream().map(TagKey::toString).forEach(json.putArray("tags")::add);
    }
    ArrayNode events = json.putArray("events");
    reason.chain().moves().forEach(move -> events.add(json(move)));
    reason
        .chain()
        .ending()
        .ifPresent(
            ending ->
                json.putObject("end")
                    .put("reason", word(ending.reason()))
                    .put("message", ending.message()));
    return json;
  }

  private ObjectNode json(TagMove move) {
    TagEvent event = move.event();
    ObjectNode json = Json.object().put("tag", move.tag().toString());
    json.put("current", move.past().newest());
    put(json, "image", event.image());
    put(json, "dockerImageReference", tags.shown(event.reference()));
    json.put("created", text(event.created())).put("generation", event.generation());
    if (event.origin().how() != How.UNKNOWN) {
      json.put("how", word(event.origin().how()));
      if (tags.facts().mayNamesBeSeen(move.tag())) {
        put(json, "by", event.origin().user());
      }
    }
    event.origin().moved().ifPresent(moved -> json.put("moved", text(moved)));
    put(json, "from", tags.shown(move.from()));
    if (event.origin().from().isEmpty() && !move.from().isEmpty()) {
      json.put("guessed", true);
    }
    if (move.followed()) {
      json.put("followed", true);
    }
    move.past()
        .before()
        .ifPresent(
            before ->
                put(
                    json,
                    "previous",
                    before.image().isEmpty() ? tags.shown(before.reference()) : before.image()));
    put(json, "hold", move.hold());
    put(json, "minimumAge", move.minimumAge());
    return json;
  }

  private static void put(ObjectNode json, String member, String text) {
    if (!text.isBlank()) {
      json.put(member, text);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
