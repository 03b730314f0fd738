package dev.weir.window;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.Wanted;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.StatusException;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries.Transport;
import dev.weir.window.WindowRepository.Shown;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Follows the upstream when somebody pulls from a window: a tag that is here is compared with the
 * upstream's when it was not for as long as the window's freshness says, and one that is not is
 * imported. However many ask at once, the upstream is asked once. Safe for threads.
 */
public final class WindowPulls implements AutoCloseable {
  /** How long an upstream that failed is left alone, if it does not say. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int HEX_IN_TAG = 64;

  private final StreamStore streams;
  private final Streams all;
  private final UpstreamTags upstream;
  private final InstantSource clock;
  private final Duration patience;
  private final Checks checks = new Checks();
  private final Flights<Checks.Key, Brought> comparisons = new Flights<>();
  private final Flights<Checks.Key, Brought> imports = new Flights<>();

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

  /** The tag under which a stream holds an image that was pulled by its digest. */
  public static String tagOf(Digest digest) {
    String hex = digest.hex();
    return digest.algorithm() + "." + hex.substring(0, Math.min(hex.length(), HEX_IN_TAG));
  }

  /** True of a tag that {@link #tagOf} made: nobody asked for it by name. */
  public static boolean isOfADigest(String tag) {
    return tag.matches("sha[0-9]+\\.[0-9a-f]{" + HEX_IN_TAG + "}");
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
      return WindowStreams.mayBeMade(now, tag, shown)
          ? new Brought.Missing()
          : new Brought.Current();
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
    StoredStream before = streams.newest(key.stream());
    String here = before.stream().newest(key.tag()).map(TagEvent::image).orElse("");
    Wanted wanted = wanted(shown, shown.tag(key.tag()), key.tag());
    Optional<String> refused = refusal(wanted);
    if (refused.isPresent()) {
      return failed(key, told, refused.get(), Optional.empty());
    }
    UpstreamTags.Compared compared = upstream.compare(before, wanted, Digest.parse(here));
    return switch (compared) {
      case UpstreamTags.Compared.Same _ -> {
        checks.told(key, clock.instant());
        yield new Brought.Current();
      }
      case UpstreamTags.Compared.Moved _ -> moved(key, told, before, wanted);
      case UpstreamTags.Compared.Failed(String why, Optional<Duration> pause) ->
          failed(key, told, why, pause);
    };
  }

  private Brought moved(Checks.Key key, Instant told, StoredStream before, Wanted wanted)
      throws InterruptedException {
    try {
      Optional<ImportFailure> problem = upstream.bring(User.system("windows"), before, wanted);
      if (problem.isPresent()) {
        return failed(key, told, problem.get().status().message(), retryAfter(problem.get()));
      }
    } catch (StatusException e) {
      return failed(key, told, e.status().message(), Optional.empty());
    }
    checks.told(key, clock.instant());
    return new Brought.Current();
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
    return make(user, shown, stream, wanted(shown, shown.tag(tag), tag));
  }

  /**
   * Brings an image that no tag of the stream has, under a tag of its own ({@link #tagOf}). Who
   * asks has the right to that.
   *
   * @throws dev.weir.resource.StatusException 403 for a limit or quota
   */
  public Brought makeImage(User user, Shown shown, StreamName stream, Digest digest)
      throws InterruptedException {
    return make(user, shown, stream, wanted(shown, shown.digest(digest.toString()), tagOf(digest)));
  }

  private Brought make(User user, Shown shown, StreamName stream, Wanted wanted)
      throws InterruptedException {
    if (shown.window().freshness() instanceof Freshness.Offline) {
      return new Brought.Offline();
    }
    Optional<String> refused = refusal(wanted);
    return refused.isPresent()
        ? new Brought.NotAllowed(refused.get())
        : imports.join(new Checks.Key(stream, wanted.to()), () -> make(user, stream, wanted));
  }

  /** Who came when another had just brought it finds it here. */
  private Brought make(User user, StreamName stream, Wanted wanted) throws InterruptedException {
    StoredStream before = streams.newest(stream);
    if (before.stream().newest(wanted.to()).filter(e -> !e.image().isEmpty()).isPresent()) {
      return new Brought.Current();
    }
    Optional<ImportFailure> problem = upstream.bring(user, before, wanted);
    if (problem.isPresent()) {
      return new Brought.Refused(problem.get());
    }
    checks.told(new Checks.Key(stream, wanted.to()), clock.instant());
    return new Brought.Current();
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
