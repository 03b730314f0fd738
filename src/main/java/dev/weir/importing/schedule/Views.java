package dev.weir.importing.schedule;

import dev.weir.importing.schedule.Watched.Step;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Registries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** What a schedule says of itself. */
final class Views {
  /** A look that is going on for longer keeps its tag late. */
  private static final long LATE = Duration.ofSeconds(5).toNanos();

  private final Timetable timetable;
  private final Lanes lanes;
  private final Registries registries;
  private final Times times;

  Views(Timetable timetable, Lanes lanes, Registries registries, Times times) {
    this.timetable = timetable;
    this.lanes = lanes;
    this.registries = registries;
    this.times = times;
  }

  /** As {@link ScheduleView#checks}. */
  List<TagCheck> checks(String namespace) {
    List<TagCheck> all = new ArrayList<>();
    long nanos = times.nanos();
    Instant now = times.now();
    timetable.forEach(namespace, tag -> all.add(check(tag, nanos, now)));
    return all;
  }

  private TagCheck check(Watched tag, long nanos, Instant now) {
    return new TagCheck(
        tag.stream.name(),
        tag.tag,
        tag.from,
        tag.repository.key.reference().registry(),
        tag.interval(),
        tag.slow,
        tag.last(),
        now.plusNanos(tag.wanted - nanos),
        late(tag, nanos),
        registries.allowance(tag.repository.key.account()));
  }

  /** How many tags there are. */
  long scheduled() {
    return count(_ -> true);
  }

  /** How many are late. */
  long late() {
    long nanos = times.nanos();
    return count(tag -> isLate(tag, nanos));
  }

  /** How late the latest is. */
  Duration lag() {
    long nanos = times.nanos();
    AtomicLong most = new AtomicLong();
    timetable.forEach(
        "",
        tag -> {
          if (isLate(tag, nanos)) {
            most.accumulateAndGet(nanos - tag.wanted, Math::max);
          }
        });
    return Duration.ofNanos(most.get());
  }

  private long count(Predicate<Watched> which) {
    AtomicLong count = new AtomicLong();
    timetable.forEach(
        "",
        tag -> {
          if (which.test(tag)) {
            count.incrementAndGet();
          }
        });
    return count.get();
  }

  private static boolean isLate(Watched tag, long nanos) {
    return nanos - tag.wanted >= LATE;
  }

  private Optional<String> late(Watched tag, long nanos) {
    if (!isLate(tag, nanos)) {
      return Optional.empty();
    }
    String obstacle = tag.obstacle;
    if (obstacle != null) {
      return Optional.of(obstacle);
    }
    String host = tag.repository.key.reference().registry();
    return Optional.of(
        tag.step == Step.LOOKED_AT
            ? host + " was asked and has not answered yet"
            : lanes.why(tag.repository.key.account()));
  }

  /** A tag and the repository of which it was asked when this was found out. */
  record Asked(Watched tag, ImageReference repository) {
    /** What it is imported from, with client defaults. */
    ImageReference spec() {
      return Digest.tryParse(tag.reference).isPresent()
          ? repository.withId(tag.reference)
          : repository.withTag(tag.reference);
    }
  }

  /** The tags of a namespace. */
  List<Asked> asked(String namespace) {
    List<Asked> all = new ArrayList<>();
    timetable.forEach(namespace, tag -> all.add(new Asked(tag, tag.repository.key.reference())));
    return all;
  }
}
