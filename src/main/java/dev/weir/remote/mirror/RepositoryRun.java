package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.mirror.MirrorPlan.BlobPlan;
import dev.weir.remote.mirror.MirrorPlan.ManifestPlan;
import dev.weir.remote.mirror.MirrorPlan.RepositoryPlan;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.TargetRepository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Fills one repository: blobs, then images, then the lists of them, then tags. */
final class RepositoryRun {
  private final MirrorRun mirror;
  private final String place;
  private final RepositoryPlan plan;
  private final Report report;
  private final TargetRepository target;

  /** What did not arrive. */
  private final Set<Digest> missing = ConcurrentHashMap.newKeySet();

  RepositoryRun(MirrorRun mirror, String place, RepositoryPlan plan, Report report) {
    this.mirror = mirror;
    this.place = place;
    this.plan = plan;
    this.report = report;
    this.target = mirror.repositories().target(plan.target());
  }

  /**
   * A manifest and when it is its turn.
   *
   * @param needs what it refers to
   * @param level above all that it lists
   */
  private record Turn(ManifestPlan plan, List<Digest> needs, int level) {}

  void run() {
    Together.map(plan.blobs().reversed(), this::copy); // the largest first: the rest fits beside
    Map<Digest, Turn> turns = turns();
    Set<Digest> listed = new HashSet<>();
    turns.values().forEach(turn -> listed.addAll(turn.needs()));
    SortedMap<Integer, List<Turn>> levels = new TreeMap<>();
    List<Turn> tagged = new ArrayList<>();
    for (Turn turn : turns.values()) {
      if (turn.plan().tags().isEmpty() || listed.contains(turn.plan().digest())) {
        levels.computeIfAbsent(turn.level(), _ -> new ArrayList<>()).add(turn);
      }
      if (!turn.plan().tags().isEmpty()) {
        tagged.add(turn);
      }
    }
    levels.values().forEach(level -> Together.map(level, this::put));
    Together.map(tagged, this::tag);
  }

  private Map<Digest, Turn> turns() {
    Map<Digest, Turn> turns = new HashMap<>();
    Map<Digest, Turn> inOrder = new LinkedHashMap<>();
    for (ManifestPlan manifest : plan.manifests()) {
      List<Digest> needs = manifest.manifest().needs();
      int level =
          needs.stream()
              .map(turns::get)
              .flatMap(Stream::ofNullable)
              .mapToInt(turn -> turn.level() + 1)
              .max()
              .orElse(0);
      Turn turn = new Turn(manifest, needs, level);
      turns.put(manifest.digest(), turn);
      inOrder.put(manifest.digest(), turn);
    }
    return inOrder;
  }

  private boolean copy(BlobPlan blob) {
    report.requireMore();
    Descriptor descriptor = blob.descriptor();
    try {
      return mirror.writes().through(place, () -> new BlobCopy(mirror, target, plan, blob).run());
    } catch (RemoteException e) {
      missing.add(descriptor.digest());
      String what =
          "unable to copy blob %s from %s to %s"
              .formatted(descriptor.digest(), blob.source().withTag("").text(), target.name());
      fail(what, e);
      return false;
    }
  }

  private boolean put(Turn turn) {
    if (send(turn, turn.plan().digest().toString())) {
      if (turn.plan().tags().isEmpty()) {
        mirror.progress().pushed(plan.target(), turn.plan().digest(), "");
      }
      return true;
    }
    missing.add(turn.plan().digest());
    return false;
  }

  private boolean tag(Turn turn) {
    boolean all = true;
    for (String tag : turn.plan().tags()) {
      if (send(turn, tag)) {
        mirror.progress().pushed(plan.target(), turn.plan().digest(), tag);
      } else {
        all = false;
      }
    }
    return all;
  }

  private boolean send(Turn turn, String tagOrDigest) {
    report.requireMore();
    Optional<Digest> lacking = turn.needs().stream().filter(missing::contains).findFirst();
    if (lacking.isPresent()) {
      report.fail(
          new MirrorFailure(what(tagOrDigest), "it needs " + lacking.get() + ", which is missing"));
      return false;
    }
    try {
      return mirror
          .writes()
          .through(
              place,
              () -> {
                target.put(mirror.manifest(turn.plan().manifest()), tagOrDigest);
                return true;
              });
    } catch (RemoteException e) {
      fail(what(tagOrDigest), e);
      return false;
    }
  }

  private String what(String tagOrDigest) {
    boolean digest = Digest.tryParse(tagOrDigest).isPresent();
    Location location = plan.target().withTag(digest ? "" : tagOrDigest);
    return "unable to push manifest to " + location.text() + (digest ? "@" + tagOrDigest : "");
  }

  private void fail(String what, RemoteException e) {
    if (e.kind() == RemoteException.Kind.STOPPED || Thread.currentThread().isInterrupted()) {
      throw Together.stopped();
    }
    report.fail(Connecting.failure(e, what));
  }
}
