package dev.weir.clients.soak;

import dev.weir.clients.soak.Door.Answer;
import dev.weir.clients.soak.Repository.Referrer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** All repositories by the model, and the layers and images that many of them share. */
final class World {
  private static final int SHARED_LAYERS = 24;
  private static final int SHARED_IMAGES = 8;
  private static final int LARGEST = 60_000;

  private final List<Repository> repositories = new CopyOnWriteArrayList<>();
  private final List<Piece> layers = new ArrayList<>();
  private final List<Artifact> images = new ArrayList<>();
  private final Map<String, Artifact> known = new ConcurrentHashMap<>();
  private final AtomicLong numbers;

  /**
   * An empty world.
   *
   * @param seed blobs of worlds with different seeds are different ones
   */
  World(long seed) {
    numbers = new AtomicLong(seed << 32);
    Random random = new Random(seed);
    for (int i = 0; i < SHARED_LAYERS; i++) {
      layers.add(Piece.layer(numbers.incrementAndGet(), 1 + random.nextInt(LARGEST)));
    }
    for (int i = 0; i < SHARED_IMAGES; i++) {
      images.add(image(random, 0));
    }
  }

  Repository repository(String project, String name) {
    Repository repository = new Repository(project, name);
    repositories.add(repository);
    return repository;
  }

  Repository any(Random random) {
    return repositories.get(random.nextInt(repositories.size()));
  }

  /** An image that others push too. */
  Artifact sharedImage(Random random) {
    return images.get(random.nextInt(images.size()));
  }

  /** A new image of some shared layers and as many new ones. */
  Artifact image(Random random, int own) {
    List<Piece> parts = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Piece shared = layers.get(random.nextInt(layers.size()));
      if (!parts.contains(shared)) {
        parts.add(shared);
      }
    }
    for (int i = 0; i < own; i++) {
      parts.add(layer(random));
    }
    return know(Artifact.image(configuration(), parts));
  }

  Artifact index(List<Artifact> children) {
    return know(Artifact.index(children));
  }

  Artifact referrer(Artifact subject, Random random) {
    return know(Artifact.referrer(subject, configuration(), layer(random)));
  }

  /** Most are small, some are not. */
  Piece layer(Random random) {
    int size =
        switch (random.nextInt(20)) {
          case 0 -> 200_000 + random.nextInt(400_000);
          case 1, 2, 3, 4 -> 4_000 + random.nextInt(LARGEST);
          default -> 1 + random.nextInt(4_000);
        };
    return Piece.layer(numbers.incrementAndGet(), size);
  }

  private Piece configuration() {
    return Piece.configuration(numbers.incrementAndGet());
  }

  private Artifact know(Artifact artifact) {
    known.put(artifact.digest(), artifact);
    return artifact;
  }

  /** Digests of everything that has to be stored in the end. */
  Set<String> live() {
    Set<String> live = new HashSet<>();
    repositories.forEach(repository -> live.addAll(repository.live()));
    return live;
  }

  List<Repository> repositories() {
    return List.copyOf(repositories);
  }

  /** Takes over what the server shows of a stream, tag by tag, and which referrers it has. */
  void look(Door door, Repository repository) throws Exception {
    Map<String, List<Artifact>> shown = shown(door, repository);
    List<Referrer> kept = new ArrayList<>();
    for (Referrer referrer : repository.referrers()) {
      String path = "/v2/" + repository.path() + "/manifests/" + referrer.artifact().digest();
      if (door.registry("HEAD", path).status() == 200) {
        kept.add(referrer);
      }
    }
    repository.becomes(shown, kept);
  }

  /** The tags of a stream as the server shows them, without those that only point at a subject. */
  Map<String, List<Artifact>> shown(Door door, Repository repository) throws Exception {
    Answer answer = door.api("GET", stream(repository), "");
    Map<String, List<Artifact>> shown = new TreeMap<>();
    if (answer.status() == 404) {
      return shown;
    }
    for (JsonNode tag : answer.json().path("status").path("tags")) {
      String name = tag.path("tag").asString();
      if (!name.startsWith("sha256-")) {
        List<Artifact> events = new ArrayList<>();
        for (JsonNode item : tag.path("items")) {
          Optional.ofNullable(known.get(item.path("image").asString())).ifPresent(events::add);
        }
        shown.put(name, events);
      }
    }
    return shown;
  }

  static String streams(String project) {
    return "/apis/image.openshift.io/v1/namespaces/" + project + "/imagestreams";
  }

  static String stream(Repository repository) {
    return streams(repository.project()) + "/" + repository.name();
  }

  static String tag(Repository repository, String tag) {
    return "/apis/image.openshift.io/v1/namespaces/%s/imagestreamtags/%s:%s"
        .formatted(repository.project(), repository.name(), tag);
  }
}
