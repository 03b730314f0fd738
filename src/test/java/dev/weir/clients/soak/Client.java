package dev.weir.clients.soak;

import dev.weir.clients.soak.Door.Answer;
import dev.weir.clients.soak.Repository.Held;
import dev.weir.clients.soak.Repository.Referrer;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Somebody with streams of their own, who pushes, promotes, deletes and pulls at random. */
final class Client {
  private static final int TAGS = 5;

  /** Images in a stream, before it is deleted. */
  private static final int MOST = 25;

  /** What a client does, and how often. */
  private enum Deed {
    PUSH(30),
    PUSH_SHARED(10),
    PUSH_INDEX(6),
    SIGN(8),
    LEAVE_BLOB(6),
    PROMOTE(8),
    DELETE_TAG(12),
    DELETE_DIGEST(6),
    PRUNE(8),
    DELETE_STREAM(2),
    DELETE_PROJECT(1),
    PULL(5);

    private final int weight;

    Deed(int weight) {
      this.weight = weight;
    }
  }

  private static final List<Deed> DEEDS =
      Stream.of(Deed.values()).flatMap(d -> Collections.nCopies(d.weight, d).stream()).toList();

  private final Door door;
  private final World world;
  private final Findings findings;
  private final Random random;
  private final Pusher pusher;
  private final Removals removals;
  private final List<Repository> own;
  private final List<Repository> project;

  /**
   * A client.
   *
   * @param own streams that only this client changes
   * @param project those of them that are a project of its own
   * @param slowest the longest that a push rests between a blob and the manifest
   */
  Client(
      Door door,
      World world,
      Findings findings,
      Random random,
      List<Repository> own,
      List<Repository> project,
      Duration slowest) {
    this.door = door;
    this.world = world;
    this.findings = findings;
    this.random = random;
    this.pusher = new Pusher(door, findings, random, slowest);
    this.removals = new Removals(door, world, findings, random);
    this.own = List.copyOf(own);
    this.project = List.copyOf(project);
  }

  /** Does one thing or another. */
  void step() throws Exception {
    Repository mine = own.get(random.nextInt(own.size()));
    if (mine.isShared()) {
      pushOrDeleteTag(mine);
      return;
    }
    if (mine.size() > MOST) {
      removals.stream(mine);
      return;
    }
    switch (DEEDS.get(random.nextInt(DEEDS.size()))) {
      case PUSH -> push(mine, world.image(random, 1 + random.nextInt(2)));
      case PUSH_SHARED -> push(mine, world.sharedImage(random));
      case PUSH_INDEX -> push(mine, index());
      case SIGN -> refer(mine);
      case LEAVE_BLOB -> pusher.bring(mine.path(), world.layer(random), other());
      case PROMOTE -> promote(mine);
      case DELETE_TAG -> removals.tag(mine);
      case DELETE_DIGEST -> removals.digest(mine);
      case PRUNE -> removals.prune(mine);
      case DELETE_STREAM -> removals.stream(mine);
      case DELETE_PROJECT -> removals.project(project);
      case PULL -> pull();
    }
  }

  /** What does not concern others who push there. */
  private void pushOrDeleteTag(Repository mine) throws Exception {
    if (mine.size() > MOST || random.nextInt(3) == 0) {
      removals.tag(mine);
    } else {
      push(mine, world.image(random, random.nextInt(3)));
    }
  }

  /** Its own project, which it may have been deleting. */
  void restoreProject() throws Exception {
    if (project.isEmpty()) {
      return;
    }
    String name = project.getFirst().project();
    String path = "/apis/project.openshift.io/v1/projects/" + name;
    Answer answer = door.api("GET", path, "");
    while (answer.status() == 200
        && answer.json().at("/status/phase").asString("").equals("Terminating")) {
      Thread.sleep(50);
      answer = door.api("GET", path, "");
    }
    if (answer.status() == 404) {
      Answer _ = Removals.create(door, name);
    }
  }

  private String other() {
    return world.any(random).path();
  }

  private void push(Repository repository, Artifact artifact) throws Exception {
    String tag = repository.tag(random.nextInt(TAGS));
    repository.add(
        () -> {
          boolean done = pusher.push(repository.path(), tag, artifact, other());
          return () -> {
            if (done) {
              repository.tagged(tag, artifact);
            }
          };
        });
  }

  private Artifact index() {
    List<Artifact> children = new ArrayList<>();
    children.add(world.image(random, 1));
    children.add(random.nextBoolean() ? world.sharedImage(random) : world.image(random, 1));
    return world.index(children);
  }

  /** Signs an image that is there, found by its subject. */
  private void refer(Repository repository) throws Exception {
    Optional<Held> found = repository.any(random);
    if (found.isEmpty()) {
      return;
    }
    Artifact subject = found.get().artifact();
    Artifact artifact = world.referrer(subject, random);
    Referrer referrer = new Referrer(artifact, subject.digest(), Optional.empty());
    repository.add(
        () -> {
          repository.mayRefer(referrer);
          boolean done = pusher.push(repository.path(), artifact.digest(), artifact, other());
          return () -> {
            if (done) {
              repository.refers(referrer);
            }
          };
        });
  }

  /** Tags an image of another stream into this one, where it stays whatever becomes of that. */
  private void promote(Repository repository) throws Exception {
    Repository source = world.any(random);
    Optional<Artifact> image =
        source.anyTag(random).map(tag -> source.tags().get(tag)).map(List::getFirst);
    if (image.isEmpty() || source == repository) {
      return;
    }
    String tag = "prod";
    String body =
        """
        {"kind":"ImageStreamTag","apiVersion":"image.openshift.io/v1",
         "metadata":{"name":"%s:%s","namespace":"%s"},
         "tag":{"name":"%s","from":
          {"kind":"ImageStreamImage","name":"%s@%s","namespace":"%s"}}}
        """
            .formatted(
                repository.name(),
                tag,
                repository.project(),
                tag,
                source.name(),
                image.get().digest(),
                source.project());
    repository.add(
        () -> {
          Answer answer = door.api("PUT", World.tag(repository, tag), body);
          if (answer.status() / 100 == 5) {
            findings.odd("promote to " + repository.path() + ": " + answer.text());
          }
          boolean done =
              answer.status() / 100 == 2
                  && answer
                      .json()
                      .at("/image/metadata/name")
                      .asString("")
                      .equals(image.get().digest());
          return () -> {
            if (done) {
              repository.tagged(tag, image.get());
            }
          };
        });
  }

  /** Pulls something from whatever repository. */
  void pull() throws Exception {
    Repository repository = world.any(random);
    Optional<Held> held = repository.any(random);
    if (held.isPresent()) {
      pull(door, findings, repository, held.get());
    }
  }

  /** Pulls an artifact with everything it needs, and notes what was missing although it is held. */
  static void pull(Door door, Findings findings, Repository repository, Held held)
      throws IOException, InterruptedException {
    Optional<String> missing = missing(door, repository.path(), held.artifact());
    if (missing.isPresent() && repository.hadToHave(held)) {
      findings.lost("%s: %s".formatted(repository.path(), missing.get()));
    }
    findings.pulled();
  }

  private static Optional<String> missing(Door door, String repository, Artifact artifact)
      throws IOException, InterruptedException {
    String root = "/v2/" + repository;
    Answer manifest = door.registry("GET", root + "/manifests/" + artifact.digest());
    if (manifest.status() != 200 || !manifest.is(artifact.text())) {
      return Optional.of("manifest " + artifact.digest() + ": " + manifest.text());
    }
    for (Artifact child : artifact.children()) {
      Optional<String> missing = missing(door, repository, child);
      if (missing.isPresent()) {
        return missing;
      }
    }
    for (Piece piece : artifact.pieces()) {
      Answer blob = door.registry("GET", root + "/blobs/" + piece.digest());
      if (blob.status() != 200 || !Digest.of(blob.body()).toString().equals(piece.digest())) {
        return Optional.of(
            "blob " + piece.digest() + " of " + artifact.digest() + ": " + blob.status());
      }
    }
    return Optional.empty();
  }
}
