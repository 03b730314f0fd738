package dev.weir.platform.openshift.build.webhook;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks of GitHub, and of Gitea and Gogs, which send the same. Pure. */
final class GithubHook {
  private GithubHook() {}

  /**
   * What a notification comes to.
   *
   * @throws dev.weir.resource.StatusException 400 for what GitHub does not send
   */
  static Heard read(Notification sent, ObjectNode config) {
    String event = sent.event("X-GitHub-Event", "X-Gitea-Event", "X-Gogs-Event");
    if (event.equals("ping")) {
      return new Heard.Ignored("the webhook is known; a push starts a build");
    }
    if (!event.equals("push")) {
      throw ApiStatus.badRequest("Unknown X-GitHub-Event, X-Gitea-Event or X-Gogs-Event " + event)
          .exception();
    }
    ObjectNode push = sent.document();
    if (!Branch.isBuiltOfGit(config)) {
      return Heard.Start.plain();
    }
    String ref = Json.string(push, "ref");
    Branch branch = Branch.of(config, Json.string(push.path("repository"), "default_branch"));
    if (!branch.matches(ref)) {
      return branch.other(ref);
    }
    return push.path("deleted").asBoolean(false)
        ? new Heard.Ignored("no build is started: the branch " + ref + " was deleted")
        : Heard.Start.of(Commit.of(push.path("head_commit")));
  }
}
