package dev.weir.platform.openshift.build.webhook;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks of Bitbucket, in the cloud and as one's own server. Pure. */
final class BitbucketHook {
  private static final Pattern PERSON = Pattern.compile("(?<name>[^<]*)<(?<mail>[^>]*)>.*");

  private BitbucketHook() {}

  /**
   * What a notification comes to.
   *
   * @throws dev.weir.resource.StatusException 400 for what Bitbucket does not send of a push
   */
  static Heard read(Notification sent, ObjectNode config) {
    String event = sent.event("X-Event-Key");
    return switch (event) {
      case "diagnostics:ping" -> new Heard.Ignored("the webhook is known; a push starts a build");
      case "repo:push" -> pushed(cloud(sent.document()), config);
      case "repo:refs_changed" -> pushed(server(sent.document()), config);
      default -> throw ApiStatus.badRequest("Unknown X-Event-Key " + event).exception();
    };
  }

  /**
   * A branch that changed.
   *
   * @param commit that of nothing if the branch was deleted
   */
  private record Changed(String ref, Commit commit, boolean gone) {}

  private static Heard pushed(List<Changed> changes, ObjectNode config) {
    if (!Branch.isBuiltOfGit(config)) {
      return Heard.Start.plain();
    }
    Branch branch = Branch.of(config, "");
    for (Changed change : changes) {
      if (branch.matches(change.ref())) {
        return change.gone()
            ? new Heard.Ignored("no build is started: the branch " + change.ref() + " was deleted")
            : Heard.Start.of(change.commit());
      }
    }
    return branch.other(String.join(", ", changes.stream().map(Changed::ref).toList()));
  }

  private static List<Changed> cloud(ObjectNode document) {
    return Json.arrayAt(Json.objectAt(document, "push"), "changes")
        .valueStream()
        .map(
            change -> {
              boolean gone = !change.path("new").isObject();
              JsonNode now = change.path(gone ? "old" : "new");
              return new Changed(Json.string(now, "name"), commit(now.path("target")), gone);
            })
        .toList();
  }

  private static Commit commit(JsonNode target) {
    Matcher person = PERSON.matcher(Json.string(target.path("author"), "raw"));
    ObjectNode author =
        person.matches()
            ? Commit.person(person.group("name").strip(), person.group("mail").strip())
            : Json.object();
    return new Commit(
        Json.string(target, "hash"), author, author.deepCopy(), Json.string(target, "message"));
  }

  private static List<Changed> server(ObjectNode document) {
    JsonNode actor = document.path("actor");
    ObjectNode author =
        Commit.person(Json.string(actor, "displayName"), Json.string(actor, "emailAddress"));
    return Json.arrayAt(document, "changes")
        .valueStream()
        .map(
            change -> {
              String ref = Json.string(change, "refId");
              return new Changed(
                  ref.isEmpty() ? Json.string(change.path("ref"), "id") : ref,
                  new Commit(Json.string(change, "toHash"), author, author.deepCopy(), ""),
                  Json.string(change, "type").equals("DELETE"));
            })
        .toList();
  }
}
