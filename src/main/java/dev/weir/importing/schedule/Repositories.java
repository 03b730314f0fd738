package dev.weir.importing.schedule;

import java.util.HashMap;
import java.util.Map;

/** Repositories that scheduled tags follow, each as long as one does. Not safe for threads. */
final class Repositories {
  private final Map<Repository.Key, Repository> all = new HashMap<>();

  /** For one more tag. */
  Repository join(Repository.Key key) {
    Repository repository = all.computeIfAbsent(key, Repository::new);
    repository.members++;
    return repository;
  }

  /** For one tag less. */
  void part(Repository repository) {
    if (--repository.members == 0) {
      all.remove(repository.key);
    }
  }
}
