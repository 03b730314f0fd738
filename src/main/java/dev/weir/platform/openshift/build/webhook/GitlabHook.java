package dev.weir.platform.openshift.build.webhook;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks of GitLab. Pure. */
final class GitlabHook {
  private GitlabHook() {}

  /**
   * What a notification comes to.
   *
   * @throws dev.weir.resource.StatusException 400 for what GitLab does not send of a push
   */
  static Heard read(Notification sent, ObjectNode config) {
    String event = sent.event("X-Gitlab-Event");
    if (!event.equals("Push Hook")) {
      throw ApiStatus.badRequest("Unknown X-Gitlab-Event " + event).exception();
    }
    ObjectNode push = sent.document();
    if (!Branch.isBuiltOfGit(config)) {
      return Heard.Start.plain();
    }
    String ref = Json.string(push, "ref");
    Branch branch = Branch.of(config, Json.string(push.path("project"), "default_branch"));
    if (!branch.matches(ref)) {
      return branch.other(ref);
    }
    String after = Json.string(push, "after");
    return after.chars().allMatch(digit -> digit == '0') && !after.isEmpty()
        ? new Heard.Ignored("no build is started: the branch " + ref + " was deleted")
        : Heard.Start.of(commit(push, after));
  }

  private static Commit commit(ObjectNode push, String after) {
    ArrayNode commits = Json.arrayAt(push, "commits");
    JsonNode last = commits.isEmpty() ? Json.object() : commits.get(commits.size() - 1);
    ObjectNode author = Commit.person(last.path("author"));
    return new Commit(
        after.isEmpty() ? Json.string(last, "id") : after,
        author,
        author.deepCopy(), // a push tells of no other
        Json.string(last, "message"));
  }
}
