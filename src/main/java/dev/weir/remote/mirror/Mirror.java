package dev.weir.remote.mirror;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.Retries;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Repositories;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies images from repositories to repositories. */
public final class Mirror {
  private final Repositories repositories;
  private final MirrorProgress progress;
  private final Retries.Pause pause;

  /** With the usual waits. */
  public Mirror(Repositories repositories, MirrorProgress progress) {
    this(repositories, progress, Thread::sleep);
  }

  /**
   * Over any repositories.
   *
   * @param pause how to wait where a source breaks off
   */
  public Mirror(Repositories repositories, MirrorProgress progress, Retries.Pause pause) {
    this.repositories = repositories;
    this.progress = progress;
    this.pause = pause;
  }

  /**
   * Finds out what has to be sent; sends nothing. Where all else is wanted nevertheless ({@code
   * goOn}), what cannot be done is in the plan.
   *
   * @throws IllegalArgumentException if mappings contradict themselves or each other, with what is
   *     wrong as users are told it ({@link MappingRules}); some of that shows only when sources are
   *     known
   * @throws MirrorPlanException if a source or target cannot be asked, with all that was found
   *     wrong
   * @throws RemoteException of kind {@code STOPPED} on a thread that was interrupted
   */
  public MirrorPlan plan(MirrorRequest request) {
    MappingRules.check(request.mappings());
    Gates gates = new Gates(request.perRegistry());
    Sources sources = new Sources(repositories, request, progress, gates);
    List<Copy> copies = sources.copies();
    Readers.warnings(copies).forEach(progress::warning);
    Targets targets = new Targets(repositories, gates);
    Map<Location, Set<Digest>> there = targets.manifests(copies, request.force());
    List<MirrorFailure> failures = new ArrayList<>(sources.failures());
    failures.addAll(targets.failures());
    if (!failures.isEmpty() && !request.goOn()) {
      throw new MirrorPlanException(failures);
    }
    Planner planner = new Planner(repositories, request.force(), request.skipMount());
    for (Copy copy : copies) {
      Set<Digest> known = there.get(copy.target().withTag(""));
      if (known != null) {
        planner.add(copy, known);
      }
    }
    return planner.plan(failures);
  }

  /**
   * Carries a plan out.
   *
   * @return what was not done, each thing once, with what the plan could not do; empty if all is
   *     there
   */
  public List<MirrorFailure> run(MirrorPlan plan, MirrorRequest request) {
    Report report = new Report(progress, request.goOn());
    new MirrorRun(repositories, request, progress, pause).run(plan, report);
    List<MirrorFailure> all = new ArrayList<>(plan.failures());
    all.addAll(report.failures());
    return all;
  }
}
