package dev.weir.importing.schedule;

import java.util.HashMap;
import java.util.Map;

/** Repositories that scheduled tags follow, each as long as one does. Not safe for threads. */
final class Repositories {
  private final Map<Repository.Key, Repository> all = new HashMap<>();

  /** As it is, or is going to be. */
  Repository of(Repository.Key key) {
    Repository known = all.get(key);
    return known == null ? new Repository(key) : known;
  }

  /** A tag follows its repository now. */
  void join(Watched tag) {
    all.putIfAbsent(tag.repository.key, tag.repository);
    tag.repository.add(tag);
  }

  /** A tag does not follow its repository any more. */
  void part(Watched tag) {
    tag.repository.remove(tag);
    if (tag.repository.members == 0) {
      all.remove(tag.repository.key);
    }
  }
}
