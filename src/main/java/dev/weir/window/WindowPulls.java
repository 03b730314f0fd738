package dev.weir.window;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.Wanted;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.StatusException;
import dev.weir.streams.StreamStore;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries.Transport;
import dev.weir.window.UpstreamTags.Arrived;
import dev.weir.window.UpstreamTags.Bringer;
import dev.weir.window.WindowRepository.Shown;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the upstream when somebody pulls from a window: a tag that is here is compared with the
 * upstream's when it was not for as long as the window's freshness says, and one that is not is
 * imported. However many ask at once, the upstream is asked once. Safe for threads.
 */
public final class WindowPulls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowPulls.class);

  /** How long an upstream that failed is left alone, if it does not say. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final String UNSTORED =
      "the server cannot look or store what it is now; its log says why";

  private final StreamStore streams;
  private final Streams all;
  private final UpstreamTags upstream;
  private final InstantSource clock;
  private final Duration patience;
  private final Checks checks = new Checks();
  private final Flights<Checks.Key, Brought> comparisons = new Flights<>();
  private final Flights<Flight, Brought> imports = new Flights<>();

  private final Askers<Flight> askers = new Askers<>();

  /** What is brought once, however many ask for it. */
  private record Flight(StreamName stream, Wanted wanted) {}

  /**
   * Over the streams of a server.
   *
   * @param patience how long a pull waits for the upstream where it could be served what is here
   */
  WindowPulls(Streams streams, UpstreamTags upstream, InstantSource clock, Duration patience) {
    this.patience = patience;
    this.all = streams;
    this.streams = streams.store();
    this.upstream = upstream;
    this.clock = clock;
  }

  /**
   * Looks whether a tag may be served as it is here, and follows the upstream if it is time to.
   * What somebody made, tagged or pushed by hand is theirs and is never compared.
   *
   * @return {@link Brought.Missing} if only {@link #make} can bring it
   */
  public Brought follow(Shown shown, StreamName stream, String tag) throws InterruptedException {
    ImageStream now = streams.newest(stream).stream();
    Optional<TagEvent> newest = now.newest(tag).filter(event -> !event.image().isEmpty());
    if (newest.isEmpty()) {
      return missing(now, tag, shown);
    }
    if (!WindowStreams.isFollowing(now, tag, shown)) {
      return new Brought.Current();
    }
    Checks.Key key = new Checks.Key(stream, tag);
    Checks.Check check = checks.find(key);
    Instant told = later(check.told(), newest.get().created());
    Duration age = age(told);
    if (shown.window().freshness().covers(age)) {
      return new Brought.Current();
    }
    if (check.failure().isPresent() && clock.instant().isBefore(check.failure().get().until())) {
      return new Brought.Stale(age, check.failure().get().why());
    }
    return comparisons
        .join(key, () -> compare(shown, key, told), patience)
        .orElseGet(
            () ->
                new Brought.Stale(
                    age,
                    "%s has not answered within %d ms"
                        .formatted(shown.window().upstream(), patience.toMillis())));
  }

  private Brought missing(ImageStream stream, String tag, Shown shown) {
    Optional<String> another = WindowStreams.another(stream, shown);
    if (another.isPresent()) {
      return new Brought.OfAnother(another.get());
    }
    Optional<Brought> waits = waits(stream, tag);
    Instant told = checks.find(new Checks.Key(stream.name(), tag)).told();
    if (waits.isPresent() && shown.window().freshness().covers(age(told))) {
      return waits.get();
    }
    return WindowStreams.mayBeMade(stream, tag, shown)
        ? new Brought.Missing()
        : new Brought.Current();
  }

  /**
   * The repository of which a stream is, if the window made it when it showed another upstream.
   *
   * @return empty if it may be served as what the window shows now
   */
  public Optional<String> another(Shown shown, StreamName stream) {
    return WindowStreams.another(streams.newest(stream).stream(), shown);
  }

  /** Why a tag has nothing yet although its upstream has. */
  private static Optional<Brought> waits(ImageStream stream, String tag) {
    return stream.newest(tag).isPresent()
        ? Optional.empty()
        : stream.history(tag).conditions().stream()
            .filter(TagCondition::tellsOfWaiting)
            .findFirst()
            .map(condition -> new Brought.Waiting(condition.message()));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** A clock that was set back makes nothing older than it is. */
  private Duration age(Instant since) {
    Duration age = Duration.between(since, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** A tag that somebody else compared just before is not compared again. */
  private Brought compare(Shown shown, Checks.Key key, Instant told) throws InterruptedException {
    if (checks.find(key).told().isAfter(told)) {
      return new Brought.Current();
    }
    try {
      return compareNow(shown, key, told);
    } catch (RuntimeException e) {
      return failed(key, told, why(key, e), Optional.empty());
    }
  }

  /** What is here is served, whatever keeps it from being compared; the log says so once. */
  private String why(Checks.Key key, RuntimeException failure) {
    if (failure instanceof StatusException refused) {
      return refused.status().message();
    }
    if (checks.find(key).failure().filter(known -> known.why().equals(UNSTORED)).isEmpty()) {
      LOG.warn(
          "stream={} tag={} cannot be brought up to date, and is served as it is",
          key.stream(),
          key.tag(),
          failure);
    }
    return UNSTORED;
  }

  private Brought compareNow(Shown shown, Checks.Key key, Instant told)
      throws InterruptedException {
    Judged before = Judged.now(all, key.stream());
    ImageStream stream = before.stream().stream();
    String here = stream.newest(key.tag()).map(TagEvent::image).orElse("");
    if (here.isEmpty() || !WindowStreams.isFollowing(stream, key.tag(), shown)) {
      return new Brought.Current(); // somebody moved it just now
    }
    Wanted wanted = wanted(shown, shown.tag(key.tag()), key.tag());
    Optional<String> refused = refusal(wanted);
    if (refused.isPresent()) {
      return failed(key, told, refused.get(), Optional.empty());
    }
    UpstreamTags.Compared compared = upstream.compare(before.stream(), wanted, Digest.parse(here));
    return switch (compared) {
      case UpstreamTags.Compared.Same _ when stream.minimumAge(key.tag()).isSet() ->
          moved(key, told, before, wanted); // what waits is given up if its upstream went back
      case UpstreamTags.Compared.Same _ -> {
        checks.told(key, clock.instant());
        yield new Brought.Current();
      }
      case UpstreamTags.Compared.Moved _ -> moved(key, told, before, wanted);
      case UpstreamTags.Compared.Failed(String why, Optional<Duration> pause) ->
          failed(key, told, why, pause);
    };
  }

  private Brought moved(Checks.Key key, Instant told, Judged before, Wanted wanted)
      throws InterruptedException {
    Bringer window = Bringer.window(key.stream().namespace());
    return switch (upstream.bring(window, before, wanted)) {
      case Arrived.Refused(ImportFailure why) ->
          failed(key, told, why.status().message(), retryAfter(why));
      case Arrived.Overtaken _ -> new Brought.Current();
      case Arrived.Stored _ -> {
        checks.told(key, clock.instant());
        yield new Brought.Current();
      }
    };
  }

  private static Optional<Duration> retryAfter(ImportFailure failure) {
    return failure instanceof ImportFailure.Refused refused
        ? refused.retryAfter()
        : Optional.empty();
  }

  private Brought failed(Checks.Key key, Instant told, String why, Optional<Duration> pause) {
    Duration asked = pause.filter(Duration::isPositive).orElse(PAUSE);
    Duration quiet = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    checks.failed(key, new Checks.Failure(why, clock.instant().plus(quiet)));
    return new Brought.Stale(age(told), why);
  }

  /**
   * Brings a tag that is not here. Who asks has the right to that.
   *
   * @throws dev.weir.resource.StatusException 403 for a limit or quota
   */
  public Brought makeTag(User user, Shown shown, StreamName stream, String tag)
      throws InterruptedException {
    return bring(user, shown, stream, wanted(shown, shown.tag(tag), tag));
  }

  /**
   * Brings an image that no tag of the stream has, under a tag of its own ({@link DigestTags}). Who
   * asks has the right to that.
   *
   * @throws dev.weir.resource.StatusException 403 for a limit or quota
   */
  public Brought makeImage(User user, Shown shown, StreamName stream, Digest digest)
      throws InterruptedException {
    return bring(
        user, shown, stream, wanted(shown, shown.digest(digest.toString()), DigestTags.of(digest)));
  }

  private Brought bring(User user, Shown shown, StreamName stream, Wanted wanted)
      throws InterruptedException {
    if (shown.window().freshness() instanceof Freshness.Offline) {
      return new Brought.Offline();
    }
    Optional<String> refused = refusal(wanted);
    if (refused.isPresent()) {
      return new Brought.NotAllowed(refused.get());
    }
    Flight flight = new Flight(stream, wanted);
    askers.add(flight, user);
    try {
      upstream.lookAgain();
      return imports.join(flight, () -> make(user, shown, flight));
    } finally {
      askers.remove(flight, user);
    }
  }

  /** Who came when another had just brought it finds it here. */
  private Brought make(User user, Shown shown, Flight flight) throws InterruptedException {
    StreamName stream = flight.stream();
    Wanted wanted = flight.wanted();
    Bringer bringer = new Bringer(user, () -> askers.of(flight));
    Judged before = Judged.now(all, stream);
    ImageStream now = before.stream().stream();
    Optional<String> another = WindowStreams.another(now, shown);
    if (another.isPresent()) {
      return new Brought.OfAnother(another.get());
    }
    if (now.newest(wanted.to()).filter(event -> !event.image().isEmpty()).isPresent()) {
      return new Brought.Current();
    }
    return switch (upstream.bring(bringer, before, wanted)) {
      case Arrived.Refused(ImportFailure why) -> new Brought.Refused(why);
      case Arrived.Overtaken _ -> new Brought.Current();
      case Arrived.Stored _ -> {
        checks.told(new Checks.Key(stream, wanted.to()), clock.instant());
        if (DigestTags.isOne(wanted.to())) {
          upstream.forgetOldest(stream, shown);
        }
        yield waits(streams.newest(stream).stream(), wanted.to()).orElseGet(Brought.Current::new);
      }
    };
  }

  private static Wanted wanted(Shown shown, String from, String to) {
    ImportPolicy policy =
        new ImportPolicy(shown.window().insecure(), false, ImportPolicy.PRESERVE_ORIGINAL);
    return new Wanted(from, to, policy, SpecTag.LOCAL, false, true);
  }

  private Optional<String> refusal(Wanted wanted) {
    return all.bounds()
        .registries()
        .refusal(wanted.from(), wanted.policy().insecure() ? Transport.INSECURE : Transport.SECURE);
  }

  @Override
  public void close() {
    comparisons.close();
    imports.close();
  }
}
