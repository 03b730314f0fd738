package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.mirror.MirrorPlan.BlobPlan;
import dev.weir.remote.mirror.MirrorPlan.ManifestPlan;
import dev.weir.remote.mirror.MirrorPlan.PlacePlan;
import dev.weir.remote.mirror.MirrorPlan.RepositoryPlan;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Repositories;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a plan of what was found out; asks nobody anything. */
final class Planner {
  private static final Comparator<BlobPlan> BY_SIZE =
      Comparator.comparingLong((BlobPlan blob) -> blob.descriptor().size())
          .thenComparing(blob -> blob.descriptor().digest().toString());

  private final Repositories names;
  private final boolean force;
  private final boolean skipMount;
  private final SortedMap<String, SortedMap<String, Wanted>> wanted = new TreeMap<>();

  /**
   * Of nothing yet.
   *
   * @param repositories are asked for the names of places alone
   */
  Planner(Repositories repositories, boolean force, boolean skipMount) {
    this.names = repositories;
    this.force = force;
    this.skipMount = skipMount;
  }

  /** What one repository is to have. */
  private static final class Wanted {
    private final Location target;
    private final Map<Digest, MirrorPlan.KnownManifest> manifests = new LinkedHashMap<>();
    private final Map<Digest, Set<String>> tags = new HashMap<>();
    private final Map<String, Digest> tagged = new HashMap<>();
    private final Map<Digest, BlobPlan> blobs = new HashMap<>();

    /** What is there, since a manifest is there that needs it. */
    private final Set<Digest> had = new HashSet<>();

    Wanted(Location target) {
      this.target = target;
    }
  }

  /**
   * Takes in one copy.
   *
   * @param there which manifests the repository has that it goes to
   * @throws IllegalArgumentException if its tag is given to another image, too
   */
  void add(Copy copy, Set<Digest> there) {
    Location target = copy.target();
    String place = names.place(target);
    Wanted repository =
        wanted
            .computeIfAbsent(place, _ -> new TreeMap<>())
            .computeIfAbsent(target.repositoryPath(), _ -> new Wanted(target.withTag("")));
    SourceImage image = copy.image();
    boolean samePlace = names.sourcePlace(image.source()).equals(place);
    boolean same = samePlace && image.source().repositoryPath().equals(target.repositoryPath());
    for (SourceImage.Part part : image.parts()) {
      repository.manifests.putIfAbsent(part.digest(), part.manifest());
      if (same || there.contains(part.digest())) {
        part.blobs().forEach(blob -> repository.had.add(blob.digest()));
      }
      if (!same && (force || !there.contains(part.digest()))) {
        part.blobs().forEach(blob -> add(repository, blob, image.source(), samePlace));
      }
    }
    if (!target.tag().isEmpty()) {
      tag(repository, target.tag(), image.root());
    }
    image.tags().forEach((tag, digest) -> tag(repository, tag, digest));
  }

  private static void tag(Wanted repository, String tag, Digest digest) {
    Digest other = repository.tagged.putIfAbsent(tag, digest);
    if (other != null && !other.equals(digest)) {
      throw MappingRules.twice(repository.target.withTag(tag));
    }
    repository.tags.computeIfAbsent(digest, _ -> new LinkedHashSet<>()).add(tag);
  }

  private void add(Wanted repository, Descriptor blob, Location source, boolean samePlace) {
    Optional<String> from =
        samePlace && !skipMount ? Optional.of(source.repositoryPath()) : Optional.empty();
    BlobPlan plan = new BlobPlan(blob, source, from);
    repository.blobs.merge(
        blob.digest(), plan, (known, more) -> known.mountFrom().isPresent() ? known : more);
  }

  /** The plan for all that was taken in. */
  MirrorPlan plan(List<MirrorFailure> failures) {
    List<PlacePlan> plans = new ArrayList<>();
    wanted.forEach((name, repositories) -> plans.add(place(name, repositories)));
    return new MirrorPlan(plans, failures);
  }

  private PlacePlan place(String name, SortedMap<String, Wanted> repositories) {
    Map<String, Set<Digest>> sent = new LinkedHashMap<>();
    Map<String, Set<Digest>> had = new LinkedHashMap<>();
    repositories.forEach(
        (path, repository) -> {
          Set<Digest> open = new LinkedHashSet<>();
          for (BlobPlan blob : repository.blobs.values()) {
            Digest digest = blob.descriptor().digest();
            if (blob.mountFrom().isEmpty() && (force || !repository.had.contains(digest))) {
              open.add(digest);
            }
          }
          sent.put(path, open);
          had.put(path, repository.had);
        });
    Map<String, Sharing.Turn> turns =
        skipMount ? Sharing.alone(sent.keySet()) : Sharing.of(sent, had);
    List<RepositoryPlan> plans = new ArrayList<>();
    repositories.forEach(
        (path, repository) -> {
          Sharing.Turn turn = turns.getOrDefault(path, Sharing.Turn.FIRST);
          plans.add(repository(repository, turn));
        });
    return new PlacePlan(name, plans);
  }

  private RepositoryPlan repository(Wanted repository, Sharing.Turn turn) {
    List<BlobPlan> blobs =
        repository.blobs.values().stream()
            .filter(blob -> force || !repository.had.contains(blob.descriptor().digest()))
            .map(blob -> mounted(blob, turn.mounts()))
            .sorted(BY_SIZE)
            .toList();
    List<ManifestPlan> manifests =
        repository.manifests.values().stream()
            .map(
                manifest ->
                    new ManifestPlan(
                        manifest,
                        List.copyOf(repository.tags.getOrDefault(manifest.digest(), Set.of()))))
            .toList();
    return new RepositoryPlan(repository.target, turn.phase(), blobs, manifests);
  }

  private static BlobPlan mounted(BlobPlan blob, Map<Digest, String> mounts) {
    return blob.mountFrom().isPresent()
        ? blob
        : new BlobPlan(
            blob.descriptor(),
            blob.source(),
            Optional.ofNullable(mounts.get(blob.descriptor().digest())));
  }
}
