package dev.weir.remote.mirror;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Repositories;
import dev.weir.remote.repository.TargetRepository;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the targets of copies what they have. */
final class Targets {
  private final Repositories repositories;
  private final Gates gates;
  private final Map<Location, MirrorFailure> failures = new ConcurrentHashMap<>();

  Targets(Repositories repositories, Gates gates) {
    this.repositories = repositories;
    this.gates = gates;
  }

  private record Question(Location target, Digest manifest) {}

  /**
   * Which manifests of the copies are there, by repository without tag; those that cannot be asked
   * are left out.
   *
   * @param force nobody is asked, and nothing known to be there
   */
  Map<Location, Set<Digest>> manifests(List<Copy> copies, boolean force) {
    Map<Location, TargetRepository> targets = new HashMap<>();
    Set<Question> questions = new LinkedHashSet<>();
    Map<Location, Set<Digest>> there = new HashMap<>();
    for (Copy copy : copies) {
      Location target = copy.target().withTag("");
      targets.computeIfAbsent(target, repositories::target);
      there.computeIfAbsent(target, _ -> new HashSet<>());
      copy.image().parts().forEach(part -> questions.add(new Question(target, part.digest())));
    }
    if (force) {
      return there;
    }
    List<Question> order = List.copyOf(questions);
    List<Boolean> answers = Together.map(order, question -> has(targets, question));
    for (int i = 0; i < order.size(); i++) {
      if (answers.get(i)) {
        there
            .computeIfAbsent(order.get(i).target(), _ -> new HashSet<>())
            .add(order.get(i).manifest());
      }
    }
    there.keySet().removeAll(failures.keySet());
    return there;
  }

  private boolean has(Map<Location, TargetRepository> targets, Question question) {
    Location target = question.target();
    TargetRepository repository = targets.get(target);
    if (repository == null || failures.containsKey(target)) {
      return false;
    }
    try {
      return gates.through(
          repositories.place(target), () -> repository.hasManifest(question.manifest()));
    } catch (RemoteException e) {
      if (e.kind() == RemoteException.Kind.STOPPED) {
        throw e;
      }
      failures.putIfAbsent(target, Connecting.failure(e, "unable to connect to " + target.text()));
      return false;
    }
  }

  /** What went wrong, once for each target. */
  List<MirrorFailure> failures() {
    return failures.values().stream().distinct().toList();
  }
}
