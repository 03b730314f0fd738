package dev.weir.storage.gc;

import dev.weir.blob.PushLeases;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.RepositoryPlan.Reason;
import dev.weir.storage.gc.RepositoryReader.Read;
import dev.weir.streams.LooseLinks;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.RepositoryLinks.Stored;
import dev.weir.streams.Streams;
import dev.weir.streams.linked.DueLooks.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a repository: what nothing needs is marked, what somebody needs again is not marked any
 * more, and what was marked a grace period ago, and is not needed still, goes.
 */
public final class RepositoryLook implements StreamLook {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryLook.class);

  /** What is kept for a time is looked at once a day: an Image may be deleted meanwhile. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** More links are not removed at once. */
  private static final int MOST = 500;

  private final Streams streams;
  private final RepositoryReader reader;
  private final LooseLinks links;
  private final Users users;
  private final Periods periods;
  private final InstantSource clock;
  private final SeenMarks seen;
  private final LooseTags tags;
  private final LongAdder removed = new LongAdder();

  /**
   * Of the repositories of a server.
   *
   * @param leases by the steady clock
   * @param users asked only where something is not needed otherwise
   * @param clock of the wall
   * @param steady never goes back
   */
  public RepositoryLook(
      Streams streams,
      PushLeases leases,
      Users users,
      Periods periods,
      InstantSource clock,
      InstantSource steady) {
    this.streams = streams;
    this.reader = new RepositoryReader(streams, leases, clock, steady);
    this.links = new LooseLinks(streams.links());
    this.users = users;
    this.periods = periods;
    this.clock = clock;
    this.seen = new SeenMarks(periods.grace(), clock, steady);
    this.tags = new LooseTags(streams, seen, clock, periods.grace());
  }

  /**
   * How long things stay that nothing needs.
   *
   * @param grace from the first look at which nothing needs it to the second one
   * @param untaggedKeep of a manifest that was pushed by digest only, since its last push or pull
   */
  public record Periods(Duration grace, Duration untaggedKeep) {}

  /** Links that were removed since the start. */
  public long removedLinks() {
    return removed.sum();
  }

  @Override
  public Optional<Instant> look(StreamName name) {
    Read read = reader.read(name);
    RepositoryPlan plan = plan(name, read);
    if (read.due().filter(Due::undated).isPresent()) {
      return date(name, read, plan);
    }
    Map<Digest, Link> changed = changed(read, plan);
    boolean still = links.rewrite(name, read.links(), changed);
    Set<Digest> ripe = ripe(name, read, plan, changed);
    boolean removed = remove(name, read, plan, ripe);
    boolean sameTags = removed && tags.look(name, read, plan, ripe);
    return still && sameTags
        ? next(name, read, plan, ripe)
        : Optional.of(clock.instant().plus(soon()));
  }

  private Duration soon() {
    return periods.grace().dividedBy(2);
  }

  /** Workloads are asked for only where something hangs on them. */
  private RepositoryPlan plan(StreamName name, Read read) {
    Instant now = clock.instant();
    Repository repository = read.repository();
    RepositoryPlan plan = RepositoryPlan.of(repository, now, periods.untaggedKeep());
    if (!plan.unused().isEmpty() || !plan.loose().isEmpty()) {
      Set<Digest> inUse = users.inUse().get();
      plan = RepositoryPlan.of(repository.usedBy(inUse), now, periods.untaggedKeep());
    }
    if (!plan.unread().isEmpty()) {
      throw new IllegalStateException(
          "%s keeps all that was pushed there, as it cannot be told what %s is made of, and %d more: push it again, or delete the tags that have it"
              .formatted(name, plan.unread().iterator().next(), plan.unread().size() - 1));
    }
    return plan;
  }

  /** Nobody knows whether what earlier builds linked was tagged: it is as if pushed just now. */
  private Optional<Instant> date(StreamName name, Read read, RepositoryPlan plan) {
    Instant now = clock.instant();
    Map<Digest, Link> dated = new HashMap<>();
    for (Digest digest : plan.unused()) {
      Link link = read.link(digest).link();
      if (link.isManifest() && link.untagged().isEmpty()) {
        dated.put(digest, link.withUntagged(Optional.of(now)));
      }
    }
    boolean _ = links.date(name, read.links(), dated, read.due().orElseThrow());
    return Optional.of(now);
  }

  /** Links that do not say what the plan says, as they shall be. */
  private Map<Digest, Link> changed(Read read, RepositoryPlan plan) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Map<Digest, Link> changed = new LinkedHashMap<>();
    read.links()
        .forEach(
            (digest, stored) -> {
              Link link = stored.link();
              Optional<Instant> untagged =
                  link.untagged().map(time -> time.isAfter(now) ? now : time);
              Optional<Instant> unused =
                  Optional.of(link.unused().filter(time -> !time.isAfter(now)).orElse(now))
                      .filter(_ -> plan.unused().contains(digest));
              Link wanted = link.withUntagged(untagged).withUnused(unused);
              if (!wanted.equals(link)) {
                changed.put(digest, wanted);
              }
            });
    return changed;
  }

  /** Links that were marked a grace period ago, and are not needed still. */
  private Set<Digest> ripe(
      StreamName name, Read read, RepositoryPlan plan, Map<Digest, Link> changed) {
    Map<Digest, Instant> before = new HashMap<>();
    Set<Digest> now = new HashSet<>();
    for (Digest digest : plan.unused()) {
      Link stored = read.link(digest).link();
      if (changed.containsKey(digest)) {
        now.add(digest);
      } else {
        stored.unused().ifPresent(mark -> before.put(digest, mark));
      }
    }
    return seen.ripeLinks(name, before, now);
  }

  private boolean remove(StreamName name, Read read, RepositoryPlan plan, Set<Digest> ripe) {
    int atOnce = Math.clamp(streams.context().store().limits().operations() / 8, 1, MOST);
    Map<Digest, Stored> some = new HashMap<>();
    int left = ripe.size();
    for (Digest digest : ripe) {
      some.put(digest, read.link(digest));
      left--;
      if (some.size() == atOnce || left == 0) {
        Set<Digest> notes = left == 0 ? forgotten(read, plan, ripe) : Set.of();
        if (!links.remove(name, read.revision(), some, notes, read::hasTag)) {
          return false;
        }
        removed.add(some.size());
        LOG.debug("{} let go {} links", name, some.size());
        some = new HashMap<>();
      }
    }
    return true;
  }

  /** Manifests with gaps that nothing names any more which is linked or tagged. */
  private static Set<Digest> forgotten(Read read, RepositoryPlan plan, Set<Digest> ripe) {
    Repository repository = read.repository();
    Set<Digest> forgotten = new HashSet<>(repository.gaps().keySet());
    if (forgotten.isEmpty() || !repository.unread().isEmpty()) {
      return Set.of();
    }
    Set<Digest> named = new HashSet<>(plan.kept().keySet());
    named.addAll(repository.links().keySet());
    named.removeAll(ripe);
    repository
        .made()
        .forEach(
            (manifest, made) -> {
              if (!ripe.contains(manifest)) {
                named.addAll(made.manifests());
              }
            });
    forgotten.removeAll(named);
    return forgotten;
  }

  /** When to look again; empty for a repository in which nothing waits. */
  private Optional<Instant> next(
      StreamName name, Read read, RepositoryPlan plan, Set<Digest> ripe) {
    Instant now = clock.instant();
    boolean waits =
        ripe.size() < plan.unused().size()
            || !plan.loose().isEmpty()
            || !LooseTags.left(read, ripe).isEmpty()
            || plan.kept().containsValue(Reason.IN_USE); // nobody says when that ends
    Optional<Instant> next =
        Stream.concat(plan.change().stream(), tags.heldElsewhere(read).stream())
            .min(Comparator.naturalOrder())
            .map(time -> earlier(time, now.plus(LONGEST)));
    if (waits) {
      Instant second = now.plus(periods.grace());
      next = Optional.of(next.map(time -> earlier(time, second)).orElse(second));
    }
    if (next.isPresent() && read.due().isEmpty()) {
      links.due(name);
    }
    return next;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
