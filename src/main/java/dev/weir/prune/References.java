package dev.weir.prune;

import dev.weir.reference.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What workloads use. A pull spec counts by namespace, name, and digest or tag; its host does not,
 * so that an image is kept under whatever name the registry was called by.
 *
 * @param tags by {@code namespace/name:tag}
 * @param images by {@code namespace/name@digest}
 * @param invalid sentences about names that cannot be read
 */
public record References(
    Map<String, List<Referrer>> tags, Map<String, List<Referrer>> images, List<String> invalid) {
  public References {
    tags = Map.copyOf(tags);
    images = Map.copyOf(images);
    invalid = List.copyOf(invalid);
  }

  /** What these use. */
  public static References of(Iterable<Workload> workloads, PruneRules rules, Instant now) {
    Gathered gathered = new Gathered();
    for (Workload workload : workloads) {
      if (workload.ended().filter(made -> made.isBefore(rules.threshold(now))).isEmpty()) {
        workload.images().forEach(image -> gathered.add(workload.referrer(), image));
      }
    }
    return new References(
        gathered.tags,
        gathered.images,
        rules.ignoreInvalidReferences() ? List.of() : gathered.invalid);
  }

  /**
   * Who uses a tag by its name.
   *
   * @param repository such as {@code project/stream}
   */
  public List<Referrer> ofTag(String repository, String tag) {
    return tags.getOrDefault(repository + ":" + tag, List.of());
  }

  /**
   * Who uses an image of a stream by its digest.
   *
   * @param repository such as {@code project/stream}
   */
  public List<Referrer> ofImage(String repository, String digest) {
    return images.getOrDefault(repository + "@" + digest, List.of());
  }

  /** All streams of which something is used, as {@code project/stream}. */
  public Set<String> repositories() {
    return Stream.concat(tags.keySet().stream(), images.keySet().stream())
        .map(name -> name.replaceFirst("[:@].*", ""))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static final class Gathered {
    private final Map<String, List<Referrer>> tags = new HashMap<>();
    private final Map<String, List<Referrer>> images = new HashMap<>();
    private final List<String> invalid = new ArrayList<>();

    void add(Referrer referrer, Workload.Named named) {
      try {
        switch (named.as()) {
          case PULL_SPEC -> pullSpec(named.name()).ifPresent(it -> use(referrer, it));
          case STREAM_TAG -> use(referrer, parts(named, ":", "an image stream tag is NAME:TAG"));
          case STREAM_IMAGE ->
              use(referrer, parts(named, "@", "an image of a stream is NAME@DIGEST"));
        }
      } catch (IllegalArgumentException e) {
        invalid.add(
            referrer
                + ": "
                + (named.where().isEmpty() ? "" : named.where() + ": ")
                + "invalid "
                + named.as().word()
                + " reference \""
                + named.name()
                + "\": "
                + e.getMessage());
      }
    }

    private static Optional<String> pullSpec(String text) {
      ImageReference spec = ImageReference.parse(text);
      if (spec.registry().isEmpty() || spec.namespace().isEmpty() || spec.name().contains("/")) {
        return Optional.empty();
      }
      String path = spec.repositoryPath();
      return Optional.of(
          spec.id().isEmpty()
              ? path + ":" + (spec.tag().isEmpty() ? "latest" : spec.tag())
              : path + "@" + spec.id());
    }

    private static String parts(Workload.Named named, String between, String rule) {
      List<String> parts = List.of(named.name().split(between, -1));
      if (parts.size() != 2 || parts.contains("")) {
        throw new IllegalArgumentException(rule);
      }
      return named.namespace() + "/" + named.name();
    }

    private void use(Referrer referrer, String name) {
      Map<String, List<Referrer>> users = name.contains("@") ? images : tags;
      users.computeIfAbsent(name, _ -> new ArrayList<>()).add(referrer);
    }
  }
}
