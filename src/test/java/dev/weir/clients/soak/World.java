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

  /** The tags of one of those who push to a stream. */
  Repository shared(String project, String name, String prefix) {
    Repository repository = new Repository(project, name, prefix);
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
          case 0 -> 100_000 + random.nextInt(200_000);
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

  /** The same with what may be stored besides. */
  Set<String> most() {
    Set<String> most = new HashSet<>();
    repositories.forEach(repository -> most.addAll(repository.most()));
    return most;
  }

  List<Repository> repositories() {
    return List.copyOf(repositories);
  }

  /**
   * Takes over what the server shows of a stream whose last change had no answer: that change or
   * nothing.
   */
  void look(Door door, Repository repository, Findings findings) throws Exception {
    if (!repository.isDoubtful()) {
      return;
    }
    Map<String, List<Artifact>> shown = shown(door, repository);
    if (repository.isAdding()) {
      repository
          .tags()
          .forEach(
              (tag, events) -> {
                if (!shown.getOrDefault(tag, List.of()).containsAll(events)) {
                  findings.lost("events of %s:%s".formatted(repository.path(), tag));
                }
              });
    }
    List<Referrer> kept = new ArrayList<>(repository.referrers());
    Optional<Referrer> perhaps = repository.perhaps();
    if (perhaps.isPresent() && refers(door, repository, perhaps.get())) {
      kept.add(perhaps.get());
    }
    repository.becomes(shown, shown.isEmpty() && !repository.isAdding() ? List.of() : kept);
  }

  private static boolean refers(Door door, Repository repository, Referrer referrer)
      throws Exception {
    String reference = referrer.tag().orElse(referrer.artifact().digest());
    Answer answer = door.registry("GET", "/v2/" + repository.path() + "/manifests/" + reference);
    return answer.status() == 200 && answer.is(referrer.artifact().text());
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
