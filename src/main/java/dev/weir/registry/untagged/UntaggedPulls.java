package dev.weir.registry.untagged;

import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.LooseLinks;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.RepositoryLinks.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down that a manifest was pulled which nobody tagged, so that it stays: behind the pull, of
 * a repository all at once that came meanwhile, and of a manifest once an hour. Pulls of all else
 * cost a look at a link that was read anyway.
 */
public final class UntaggedPulls {
  private static final Logger LOG = LoggerFactory.getLogger(UntaggedPulls.class);
  private static final Duration WRITTEN = Duration.ofHours(1);
  private static final int ATTEMPTS = 5;

  /** More of a repository are written when they are pulled the next time. */
  private static final int MOST = 10_000;

  private final RepositoryLinks links;
  private final LooseLinks loose;
  private final InstantSource clock;

  /** What is not written yet; a repository that has a key here is being written. */
  private final Map<StreamName, Set<Digest>> noted = new HashMap<>();

  /** Of a registry. */
  public UntaggedPulls(RepositoryLinks links, InstantSource clock) {
    this.links = links;
    this.loose = new LooseLinks(links);
    this.clock = clock;
  }

  /** Somebody pulls a manifest; its link was read just now. */
  public void pulled(StreamName repository, Digest digest, Link link) {
    if (link.untagged().isPresent() && isOld(link.untagged().get())) {
      note(repository, digest);
    }
  }

  private boolean isOld(Instant untagged) {
    return untagged.plus(WRITTEN).isBefore(clock.instant());
  }

  private void note(StreamName repository, Digest digest) {
    synchronized (noted) {
      boolean isWriting = noted.containsKey(repository);
      Set<Digest> some = noted.computeIfAbsent(repository, _ -> new HashSet<>());
      if (some.size() < MOST) {
        some.add(digest);
      }
      if (isWriting) {
        return;
      }
    }
    Thread _ = Thread.ofVirtual().name("untagged-pulls").start(() -> write(repository));
  }

  private void write(StreamName repository) {
    Set<Digest> some = take(repository);
    while (!some.isEmpty()) {
      try {
        write(repository, some);
      } catch (RuntimeException e) { // the store is closed, or full: the next pull tries again
        LOG.debug("cannot write that manifests of {} were pulled", repository, e);
      }
      some = take(repository);
    }
  }

  /** Those that came since; with none, whoever comes next writes. */
  private Set<Digest> take(StreamName repository) {
    synchronized (noted) {
      Set<Digest> some = noted.getOrDefault(repository, Set.of());
      if (some.isEmpty()) {
        noted.remove(repository);
      } else {
        noted.put(repository, new HashSet<>());
      }
      return some;
    }
  }

  private void write(StreamName repository, Set<Digest> pulled) {
    Attempts attempts = new Attempts(ATTEMPTS);
    boolean done = false;
    while (!done && attempts.next()) {
      Optional<Instant> now = Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS));
      Map<Digest, Stored> read = new HashMap<>();
      Map<Digest, Link> as = new HashMap<>();
      for (Digest digest : pulled) {
        Optional<Stored> stored = links.stored(repository, digest);
        Optional<Instant> untagged = stored.flatMap(s -> s.link().untagged());
        if (untagged.filter(this::isOld).isPresent()) {
          read.put(digest, stored.get());
          as.put(digest, stored.get().link().withUntagged(now).withUnused(Optional.empty()));
        }
      }
      done = loose.rewrite(repository, read, as);
    }
  }
}
