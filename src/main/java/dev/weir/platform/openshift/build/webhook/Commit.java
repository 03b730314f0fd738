package dev.weir.platform.openshift.build.webhook;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A commit as a notification tells of it; each part is empty where it is not told.
 *
 * @param author {@code name} and {@code email}
 * @param committer the same
 * @param message its beginning if it is long
 */
record Commit(String id, ObjectNode author, ObjectNode committer, String message) {
  /** A Build has the message twice, and is kept for long. */
  private static final int LONGEST = 4096;

  private static final String CUT = "…";

  Commit {
    if (message.length() > LONGEST) {
      int end = Character.isHighSurrogate(message.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
      message = message.substring(0, end) + CUT;
    }
  }

  /** The commit of a document with the names that most senders use. */
  static Commit of(JsonNode commit) {
    return new Commit(
        Json.string(commit, "id"),
        person(commit.path("author")),
        person(commit.path("committer")),
        Json.string(commit, "message"));
  }

  static ObjectNode person(JsonNode person) {
    return person(Json.string(person, "name"), Json.string(person, "email"));
  }

  static ObjectNode person(String name, String email) {
    ObjectNode found = Json.object();
    if (!name.isEmpty()) {
      found.put("name", name);
    }
    if (!email.isEmpty()) {
      found.put("email", email);
    }
    return found;
  }

  boolean isNone() {
    return id.isEmpty();
  }

  /** As a build's {@code spec.revision}. */
  ObjectNode revision() {
    ObjectNode revision = Json.object().put("type", "Git");
    ObjectNode git = revision.putObject("git").put("commit", id);
    git.set("author", author);
    git.set("committer", committer);
    if (!message.isEmpty()) {
      git.put("message", message);
    }
    return revision;
  }
}
