package dev.weir.importing.schedule;

import dev.weir.importing.schedule.Question.Ask;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.importing.schedule.TagCheck.Result;
import dev.weir.importing.schedule.pace.Grid;
import dev.weir.importing.schedule.pace.SlowLane;
import dev.weir.reference.Digest;
import dev.weir.streams.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A scheduled tag and what is known of the looks at it. There are very many, so times are plain
 * numbers. What never changes may be read by anybody; the rest is guarded by the {@link Timetable}.
 */
final class Watched extends Due {
  private static final int NUMBER = 16;
  private static final int HEX = 16;
  private static final long NEVER = Long.MIN_VALUE;

  final StreamId stream;
  final String tag;
  final String from;
  final String reference;
  final boolean insecure;

  Repository repository;

  /** Beside it among those that follow the repository, which alone touches these. */
  @Nullable Watched before;

  @Nullable Watched after;

  Step step = Step.WAITS;

  /** It is no longer what its stream wants. */
  boolean gone;

  /** Its interval is the slow lane's. */
  boolean slow;

  /**
   * Of the answer of its registry's, while {@link #state} was as it is, to which the same came as
   * {@link #last} says; 0 if it is not known.
   */
  long known;

  /** As of {@link ScheduledTag#state}. */
  long state;

  /** Failures in a row that may pass. */
  int failures;

  /** When it should have been looked at, on the steady clock; later than that it is late. */
  long wanted;

  /** What waits for it to be looked at, while it is queued; else null. */
  @Nullable Ask ask;

  /** When its newest look began, on the steady clock. */
  long begun;

  /** When it is looked at because somebody hinted at it; null if nobody did. */
  @Nullable HintedLooks hints;

  /** Why it is late by itself; null if it is not, or if its lane says so. */
  @Nullable String obstacle;

  private long ownMillis;
  private long movedMillis = NEVER;
  private long intervalMillis;
  private long lastMillis = NEVER;
  private Outcome lastOutcome = Outcome.UNCHANGED;
  private String lastMessage = "";

  /** Where it is. */
  enum Step {
    /** For its time. */
    WAITS,
    /** For its turn to be looked at. */
    QUEUED,
    /** It is being looked at. */
    LOOKED_AT
  }

  Watched(StreamId stream, ScheduledTag tag, Repository repository) {
    this.stream = stream;
    this.tag = tag.tag();
    this.from = tag.from();
    this.reference = tag.reference().equals(tag.tag()) ? tag.tag() : tag.reference();
    this.insecure = tag.insecure();
    this.repository = repository;
  }

  /** A number for a digest; two are not the same by accident. */
  static long number(Digest digest) {
    return Long.parseUnsignedLong(digest.hex(), 0, NUMBER, HEX) | 1;
  }

  /** A number for other words of a registry's, as of some time. */
  static long number(String words, long when) {
    return (long) words.hashCode() << Integer.SIZE | Integer.toUnsignedLong((int) when << 1) | 1;
  }

  /** A look begins. */
  void looks(long now) {
    step = Step.LOOKED_AT;
    ask = null;
    begun = at - now > 0 ? at : now; // what is due very soon is looked at together
  }

  /** It is queued, because somebody hinted at it. */
  boolean isHinted(long now) {
    OptionalLong next = hints == null ? OptionalLong.empty() : hints.after(begun);
    return next.isPresent() && next.getAsLong() - now <= 0;
  }

  /** True if the tag is looked at as before. */
  boolean is(ScheduledTag other) {
    return from.equals(other.from()) && insecure == other.insecure();
  }

  void learn(ScheduledTag now) {
    if (state != now.state()) {
      state = now.state();
      known = 0;
    }
    ownMillis = now.interval().map(Duration::toMillis).map(ms -> Math.max(1, ms)).orElse(0L);
    movedMillis = now.moved().map(Instant::toEpochMilli).orElse(NEVER);
  }

  Optional<Duration> ownInterval() {
    return ownMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(ownMillis));
  }

  Duration interval() {
    return Duration.ofMillis(intervalMillis);
  }

  /** Finds out how often it is to be looked at now. */
  void adjust(CheckSettings settings, Instant now) {
    Duration usual = settings.interval(ownInterval());
    Duration interval =
        ownMillis != 0 || movedMillis == NEVER
            ? usual
            : SlowLane.interval(usual, repository.members, Instant.ofEpochMilli(movedMillis), now);
    intervalMillis = Math.max(1, interval.toMillis());
    slow = !interval.equals(usual);
  }

  /**
   * Until its next moment. What was not looked at since the start has its first as soon as with the
   * usual interval: its own may pass while the server is off, each time.
   */
  Duration ahead(CheckSettings settings, Instant now) {
    Duration usual = settings.interval(Optional.empty());
    boolean early = lastMillis == NEVER && usual.compareTo(interval()) < 0;
    return grid(early ? usual : interval()).next(now);
  }

  Grid grid(Duration interval) {
    return Grid.of(repository.name, reference, interval);
  }

  Optional<Result> last() {
    return lastMillis == NEVER
        ? Optional.empty()
        : Optional.of(new Result(Instant.ofEpochMilli(lastMillis), lastOutcome, lastMessage));
  }

  void last(Instant at, Outcome outcome, String message) {
    lastMillis = at.toEpochMilli();
    lastOutcome = outcome;
    lastMessage = message;
  }
}
