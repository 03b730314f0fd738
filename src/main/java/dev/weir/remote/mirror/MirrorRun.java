package dev.weir.remote.mirror;

import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.Retries;
import dev.weir.remote.mirror.MirrorPlan.PlacePlan;
import dev.weir.remote.mirror.MirrorPlan.RepositoryPlan;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Repositories;
import dev.weir.remote.repository.SourceRepository;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Carries one plan out. */
final class MirrorRun {
  /**
   * Twice as many at once may be what is asked of one account at most, and both ends may be one.
   */
  private static final int MOST_BODIES = 24;

  private final Repositories repositories;
  private final MirrorRequest request;
  private final MirrorProgress progress;
  private final Retries.Pause pause;
  private final Gates writes;
  private final Gates reads;
  private final Gates places;
  private final Map<Location, SourceRepository> sources = new ConcurrentHashMap<>();

  MirrorRun(
      Repositories repositories,
      MirrorRequest request,
      MirrorProgress progress,
      Retries.Pause pause) {
    this.repositories = repositories;
    this.request = request;
    this.progress = progress;
    this.pause = pause;
    int bodies = Math.min(MOST_BODIES, request.perRegistry());
    this.writes = new Gates(bodies);
    this.reads = new Gates(bodies);
    this.places = new Gates(request.registries());
  }

  /** Sends all; what fails goes into the report. */
  void run(MirrorPlan plan, Report report) {
    try {
      Together.map(plan.places(), place -> places.through("", () -> run(place, report)));
    } catch (Report.EnoughException _) {
      // the report has it
    } catch (RemoteException e) {
      if (e.kind() != RemoteException.Kind.STOPPED) {
        throw e;
      }
      report.note(new MirrorFailure("the mirror was not completed", "it was interrupted"));
    }
  }

  private boolean run(PlacePlan place, Report report) {
    SortedMap<Integer, List<RepositoryPlan>> phases =
        place.repositories().stream()
            .collect(
                Collectors.groupingBy(RepositoryPlan::phase, TreeMap::new, Collectors.toList()));
    for (List<RepositoryPlan> phase : phases.values()) {
      Together.map(
          phase,
          repository -> {
            new RepositoryRun(this, place.name(), repository, report).run();
            return true;
          });
    }
    return true;
  }

  MirrorRequest request() {
    return request;
  }

  MirrorProgress progress() {
    return progress;
  }

  Retries.Pause pause() {
    return pause;
  }

  Repositories repositories() {
    return repositories;
  }

  Gates writes() {
    return writes;
  }

  Gates reads() {
    return reads;
  }

  /** With its bytes, which may have to be read again. */
  RemoteManifest manifest(MirrorPlan.KnownManifest known) {
    if (known.kept().isPresent()) {
      return known.kept().get();
    }
    Location from = known.source();
    return reads.through(repositories.sourcePlace(from), () -> known.read(source(from)));
  }

  /** Opened once. */
  SourceRepository source(Location location) {
    return sources.computeIfAbsent(location, repositories::source);
  }
}
