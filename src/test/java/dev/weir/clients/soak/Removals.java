package dev.weir.clients.soak;

import dev.weir.clients.soak.Door.Answer;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All ways in which images leave: tags, digests, streams, projects, and pruning as oc does it. */
final class Removals {
  private static final int KEPT_REVISIONS = 2;

  private final Door door;
  private final World world;
  private final Findings findings;
  private final Random random;

  Removals(Door door, World world, Findings findings, Random random) {
    this.door = door;
    this.world = world;
    this.findings = findings;
    this.random = random;
  }

  /** Notes an answer that should not have come. */
  private boolean expect(Answer answer, String what, Integer... wanted) {
    if (!List.of(wanted).contains(answer.status())) {
      findings.odd(what + ": " + answer.text());
      return false;
    }
    return true;
  }

  void tag(Repository repository) throws Exception {
    Optional<String> tag = repository.anyTag(random);
    if (tag.isEmpty()) {
      return;
    }
    boolean byRegistry = random.nextBoolean();
    repository.remove(
        () -> {
          Answer answer =
              byRegistry
                  ? door.registry("DELETE", "/v2/" + repository.path() + "/manifests/" + tag.get())
                  : door.api("DELETE", World.tag(repository, tag.get()), "");
          boolean done =
              expect(answer, "delete tag " + repository.path() + ":" + tag.get(), 200, 202);
          return () -> {
            if (done) {
              repository.untagged(tag.get());
            }
          };
        });
    findings.removed();
  }

  /** Which tags go with it is the server's business, others' must not. */
  void digest(Repository repository) throws Exception {
    Map<String, List<Artifact>> before = repository.tags();
    Optional<String> tag = repository.anyTag(random);
    if (tag.isEmpty()) {
      return;
    }
    List<Artifact> events = before.getOrDefault(tag.get(), List.of());
    String digest = events.get(random.nextInt(events.size())).digest();
    repository.remove(
        () -> {
          Answer answer =
              door.registry("DELETE", "/v2/" + repository.path() + "/manifests/" + digest);
          boolean _ = expect(answer, "delete " + repository.path() + "@" + digest, 202, 405);
          Map<String, List<Artifact>> shown = world.shown(door, repository);
          before.forEach(
              (name, had) -> {
                boolean concerned =
                    answer.status() == 202
                        && had.stream().anyMatch(event -> event.digest().equals(digest));
                if (!concerned && !shown.getOrDefault(name, List.of()).equals(had)) {
                  findings.lost(
                      "tag %s:%s, when %s was deleted".formatted(repository.path(), name, digest));
                }
              });
          return () -> repository.becomes(shown, repository.referrers());
        });
    findings.removed();
  }

  void stream(Repository repository) throws Exception {
    repository.remove(
        () -> {
          Answer answer = door.api("DELETE", World.stream(repository), "");
          boolean done = expect(answer, "delete " + repository.path(), 200, 202, 404);
          return () -> {
            if (done) {
              repository.cleared();
            }
          };
        });
    findings.removed();
  }

  /** Deletes a project, waits until it is gone, and makes it anew. */
  void project(List<Repository> whole) throws Exception {
    String project = whole.getFirst().project();
    removeAll(
        whole,
        () -> {
          String path = "/apis/project.openshift.io/v1/projects/" + project;
          boolean _ = expect(door.api("DELETE", path, ""), "delete " + project, 200, 202);
          while (door.api("GET", path, "").status() != 404) {
            Thread.sleep(50);
          }
          boolean _ = expect(create(door, project), "make " + project + " anew", 201);
        });
    findings.removed();
  }

  private interface Deed {
    void run() throws Exception;
  }

  private static void removeAll(List<Repository> whole, Deed deed) throws Exception {
    if (whole.isEmpty()) {
      deed.run();
      return;
    }
    Repository first = whole.getFirst();
    first.remove(
        () -> {
          removeAll(whole.subList(1, whole.size()), deed);
          return first::cleared;
        });
  }

  static Answer create(Door door, String project) throws Exception {
    return door.api(
        "POST",
        "/apis/project.openshift.io/v1/projectrequests",
        "{\"metadata\":{\"name\":\"" + project + "\"}}");
  }

  /**
   * Stage one of {@code oc adm prune images}: the layers' links, the status, the manifests' links;
   * then stage two for images that nobody else has.
   */
  void prune(Repository repository) throws Exception {
    Answer answer = door.api("GET", World.stream(repository), "");
    if (answer.status() != 200) {
      return;
    }
    ObjectNode stream = Json.parseObject(answer.body());
    Set<String> kept = new HashSet<>();
    Set<String> dropped = new HashSet<>();
    for (JsonNode tag : stream.path("status").path("tags")) {
      ArrayNode items = (ArrayNode) tag.get("items");
      for (int i = 0; i < items.size(); i++) {
        (i < KEPT_REVISIONS ? kept : dropped).add(items.get(i).path("image").asString());
      }
      while (items.size() > KEPT_REVISIONS) {
        JsonNode _ = items.remove(items.size() - 1);
      }
    }
    dropped.removeAll(kept);
    repository.remove(
        () -> {
          Answer written = door.api("PUT", World.stream(repository) + "/status", stream.toString());
          boolean done = expect(written, "prune " + repository.path(), 200, 409);
          Map<String, List<Artifact>> shown = world.shown(door, repository);
          if (done && written.status() == 200) {
            unlink(repository, dropped);
          }
          return () -> repository.becomes(shown, repository.referrers());
        });
    findings.removed();
  }

  private void unlink(Repository repository, Set<String> dropped) throws Exception {
    List<String> digests = new ArrayList<>(dropped);
    for (String digest : digests) {
      boolean _ =
          expect(
              door.registry("DELETE", "/v2/" + repository.path() + "/manifests/" + digest),
              "unlink " + repository.path() + "@" + digest,
              202,
              404,
              405);
      boolean _ =
          expect(door.registry("DELETE", "/admin/blobs/" + digest), "shorten " + digest, 204);
    }
  }
}
