package dev.weir.cli.image.copy;

import dev.weir.cli.output.TabbedText;
import dev.weir.reference.Digest;
import dev.weir.remote.mirror.MirrorPlan;
import dev.weir.remote.mirror.MirrorPlan.BlobPlan;
import dev.weir.remote.mirror.MirrorPlan.PlacePlan;
import dev.weir.remote.mirror.MirrorPlan.RepositoryPlan;
import dev.weir.remote.repository.Location;
import dev.weir.resource.Sizes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A plan of a mirror for people (cli.md 5, "Plan print"). */
final class PlanText {
  private static final TabbedText COLUMNS = new TabbedText(0, 1, false);

  private PlanText() {}

  /** What goes where, with an empty line at the end. */
  static String places(MirrorPlan plan) {
    StringBuilder text = new StringBuilder();
    for (PlacePlan place : plan.places()) {
      text.append(title(place)).append('\n');
      place.repositories().forEach(repository -> append(text, repository));
      Sharing sharing = Sharing.of(place);
      text.append(
          String.format(
              Locale.ROOT,
              "  stats: shared=%d unique=%d size=%s",
              sharing.shared().size(),
              sharing.unique(),
              Sizes.binary(sharing.size())));
      if (sharing.size() > 0) {
        double ratio = (double) sharing.uniqueSize() / sharing.size();
        text.append(String.format(Locale.ROOT, " ratio=%.2f", ratio));
      }
      text.append('\n');
    }
    return text.append('\n').toString();
  }

  private static String title(PlacePlan place) {
    boolean registry =
        place.repositories().stream()
            .anyMatch(repository -> repository.target() instanceof Location.InRegistry);
    return registry ? place.name() + "/" : place.name();
  }

  private static void append(StringBuilder text, RepositoryPlan repository) {
    text.append("  ").append(repository.target().repositoryPath()).append('\n');
    if (!repository.blobs().isEmpty()) {
      text.append("    blobs:\n");
      repository.blobs().forEach(blob -> append(text, blob));
    }
    if (!repository.manifests().isEmpty()) {
      text.append("    manifests:\n");
      manifests(repository).forEach(line -> text.append("      ").append(line).append('\n'));
    }
  }

  private static void append(StringBuilder text, BlobPlan blob) {
    long size = blob.descriptor().size();
    text.append("      ")
        .append(blob.source().withTag("").text())
        .append(' ')
        .append(blob.descriptor().digest())
        .append(size > 0 ? " " + Sizes.binary(size) : "")
        .append('\n');
  }

  /** First what has only its digest, then what has tags. */
  private static Stream<String> manifests(RepositoryPlan repository) {
    Stream<String> untagged =
        repository.manifests().stream()
            .filter(manifest -> manifest.tags().isEmpty())
            .map(manifest -> manifest.digest().toString())
            .sorted();
    Stream<String> tagged =
        repository.manifests().stream()
            .flatMap(
                manifest -> manifest.tags().stream().map(tag -> manifest.digest() + " -> " + tag))
            .sorted();
    return Stream.concat(untagged, tagged);
  }

  /** In which order, with an empty line at the end. */
  static String phases(MirrorPlan plan) {
    SortedMap<Integer, StringBuilder> phases = new TreeMap<>();
    for (PlacePlan place : plan.places()) {
      Set<Digest> shared = Sharing.of(place).shared();
      for (RepositoryPlan repository : place.repositories()) {
        phases
            .computeIfAbsent(repository.phase(), _ -> new StringBuilder())
            .append(line(place, repository, shared));
      }
    }
    StringBuilder text = new StringBuilder();
    phases.forEach(
        (number, lines) ->
            text.append("phase ")
                .append(number)
                .append(":\n")
                .append(COLUMNS.align(lines.toString())));
    return text.append('\n').toString();
  }

  private static String line(PlacePlan place, RepositoryPlan repository, Set<Digest> shared) {
    boolean registry = repository.target() instanceof Location.InRegistry;
    long manifests =
        repository.manifests().stream().mapToLong(it -> Math.max(1, it.tags().size())).sum();
    return String.format(
        Locale.ROOT,
        "  %s\t%s\tblobs=%d mounts=%d manifests=%d shared=%d\n",
        registry ? place.name() : "",
        repository.target().repositoryPath(),
        repository.blobs().size(),
        repository.blobs().stream().filter(blob -> isMounted(blob, place, repository)).count(),
        manifests,
        repository.blobs().stream()
            .filter(blob -> shared.contains(blob.descriptor().digest()))
            .count());
  }

  /** From what an earlier phase sends; what is there anyway is not counted. */
  private static boolean isMounted(BlobPlan blob, PlacePlan place, RepositoryPlan into) {
    Optional<String> from = blob.mountFrom();
    return from.isPresent()
        && place.repositories().stream()
            .anyMatch(
                other ->
                    other.phase() < into.phase()
                        && other.target().repositoryPath().equals(from.get()));
  }

  /**
   * Which blobs of a place several of its repositories get.
   *
   * @param unique how many only one gets
   * @param size bytes of all blobs, each once
   * @param uniqueSize bytes of those that only one gets
   */
  private record Sharing(Set<Digest> shared, long unique, long size, long uniqueSize) {
    static Sharing of(PlacePlan place) {
      Map<Digest, Long> sizes = new HashMap<>();
      Set<Digest> shared = new HashSet<>();
      for (RepositoryPlan repository : place.repositories()) {
        for (BlobPlan blob : repository.blobs()) {
          Digest digest = blob.descriptor().digest();
          if (sizes.put(digest, Math.max(0, blob.descriptor().size())) != null) {
            shared.add(digest);
          }
        }
      }
      List<Long> unique =
          sizes.entrySet().stream()
              .filter(entry -> !shared.contains(entry.getKey()))
              .map(Map.Entry::getValue)
              .toList();
      return new Sharing(
          Set.copyOf(shared), unique.size(), sum(sizes.values().stream()), sum(unique.stream()));
    }

    private static long sum(Stream<Long> sizes) {
      return sizes.mapToLong(Long::longValue).sum();
    }
  }
}
