package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Repositories;
import dev.weir.remote.repository.TargetRepository;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

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

  private record BlobQuestion(Location target, Descriptor blob) {}

  /**
   * Which manifests of the copies are there with all blobs that they need, by repository without
   * tag; those that cannot be asked are left out. That a manifest is there does not say that its
   * blobs are: a directory may have been carried in parts, and some registries take manifests with
   * gaps, or lose blobs.
   *
   * @param force nobody is asked, and nothing known to be there
   */
  Map<Location, Set<Digest>> manifests(List<Copy> copies, boolean force) {
    Map<Location, TargetRepository> targets = new HashMap<>();
    Map<Question, List<Descriptor>> questions = new LinkedHashMap<>();
    Map<Location, Set<Digest>> there = new HashMap<>();
    for (Copy copy : copies) {
      Location target = copy.target().withTag("");
      targets.computeIfAbsent(target, repositories::target);
      there.computeIfAbsent(target, _ -> new HashSet<>());
      for (SourceImage.Part part : copy.image().parts()) {
        questions.putIfAbsent(new Question(target, part.digest()), part.blobs());
      }
    }
    if (force) {
      return there;
    }
    Set<Question> known =
        those(
            questions.keySet(),
            one -> has(targets, one.target(), it -> it.hasManifest(one.manifest())));
    Set<BlobQuestion> blobs = new LinkedHashSet<>();
    known.forEach(one -> blobs.addAll(blobs(one, questions)));
    Set<BlobQuestion> had =
        those(blobs, one -> has(targets, one.target(), it -> it.hasBlob(one.blob())));
    for (Question one : known) {
      if (had.containsAll(blobs(one, questions))) {
        there.computeIfAbsent(one.target(), _ -> new HashSet<>()).add(one.manifest());
      }
    }
    there.keySet().removeAll(failures.keySet());
    return there;
  }

  private static List<BlobQuestion> blobs(
      Question question, Map<Question, List<Descriptor>> questions) {
    return questions.getOrDefault(question, List.of()).stream()
        .map(blob -> new BlobQuestion(question.target(), blob))
        .toList();
  }

  /** Those that are answered with yes, in their order. */
  private static <T> Set<T> those(Set<T> questions, Function<T, Boolean> answer) {
    List<T> order = List.copyOf(questions);
    List<Boolean> answers = Together.map(order, answer);
    Set<T> yes = new LinkedHashSet<>();
    for (int i = 0; i < order.size(); i++) {
      if (answers.get(i)) {
        yes.add(order.get(i));
      }
    }
    return yes;
  }

  private boolean has(
      Map<Location, TargetRepository> targets,
      Location target,
      Predicate<TargetRepository> question) {
    TargetRepository repository = targets.get(target);
    if (repository == null || failures.containsKey(target)) {
      return false;
    }
    try {
      return gates.through(repositories.place(target), () -> question.test(repository));
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
