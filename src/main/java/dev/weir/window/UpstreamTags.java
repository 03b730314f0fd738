package dev.weir.window;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportJob;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.Looked;
import dev.weir.importing.StreamImports;
import dev.weir.importing.Wanted;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.ImportPlaces;
import dev.weir.importing.bounds.Patience;
import dev.weir.lock.Attempts;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.budget.Caller;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.Streams;
import dev.weir.window.WindowRepository.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks upstreams for windows: what a tag is there, and its image, which it brings into the stream.
 * With the logins of the window's project.
 */
public final class UpstreamTags {
  private static final int ATTEMPTS = 10;

  /** Most imports at a time that pulls wait for. */
  private static final int PLACES = 64;

  /** How long a pull waits for what is not here at all. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Streams streams;
  private final StreamImports imports;
  private final Registries registries;
  private final ImportPlaces places = new ImportPlaces(PLACES);

  /** Over the streams of a server. */
  public UpstreamTags(Streams streams, StreamImports imports, Registries registries) {
    this.streams = streams;
    this.imports = imports;
    this.registries = registries;
  }

  /** What a tag is at the upstream, beside what it is here. */
  sealed interface Compared {
    record Same() implements Compared {}

    /** It is another image, or the upstream does not tell without giving it. */
    record Moved() implements Compared {}

    /**
     * The upstream does not say.
     *
     * @param pause how long it wants to be left alone, if it says
     */
    record Failed(String why, Optional<Duration> pause) implements Compared {}
  }

  /** One request, without the manifest; one that fails is not repeated by itself. */
  Compared compare(StoredStream stream, Wanted wanted, Digest here) {
    Keyring logins = streams.context().host().logins(stream.stream().name().namespace()).all();
    try {
      return digest(wanted, logins)
          .map(there -> there.equals(here) ? new Compared.Same() : new Compared.Moved())
          .orElseGet(Compared.Moved::new);
    } catch (RemoteException e) {
      return new Compared.Failed(String.valueOf(e.getMessage()), e.retryAfter());
    }
  }

  private Optional<Digest> digest(Wanted wanted, Keyring logins) {
    ImageReference tag = ImageReference.parse(wanted.from());
    TransportPolicy policy = TransportPolicy.of(wanted.policy().insecure());
    return registries.ask(
        new Registries.Access(tag, policy, logins, Caller.PERSON),
        registry -> registry.once().manifestDigest(tag.tag()));
  }

  /** What became of a tag that was to be brought. */
  sealed interface Arrived {
    /** It is here, durably. */
    record Stored() implements Arrived {}

    /** Somebody else moved it meanwhile, or took the stream away: what was found is dropped. */
    record Overtaken() implements Arrived {}

    /** The upstream does not give it; nothing is stored. */
    record Refused(ImportFailure why) implements Arrived {}
  }

  /**
   * For whom a tag is brought.
   *
   * @param origin whose work it is, by name
   * @param shares those in whose shares of places and memory it may be done, as they are each time
   */
  record Bringer(User origin, Supplier<Set<User>> shares) {
    /** The window itself, which follows a tag; those of one project cannot take all. */
    static Bringer window(String project) {
      Set<User> share = Set.of(User.named("window " + project));
      return new Bringer(User.system("windows"), () -> share);
    }
  }

  /** Another one asks for what is being brought. */
  void lookAgain() {
    places.lookAgain();
  }

  /**
   * Imports a tag into its stream, which is made if it was not there.
   *
   * @throws StatusException 403 if a limit or quota is in the way, 429 if too many wait already
   */
  Arrived bring(Bringer bringer, Judged before, Wanted wanted) throws InterruptedException {
    Map<String, String> marks = marks(before, wanted);
    imports.requireRoom(bringer.origin(), before.stream(), wanted, marks);
    Patience patience = Patience.of(Caller.PERSON, LONGEST);
    try (ImportPlaces.Lent place =
            places.await(bringer.shares(), LONGEST).orElseThrow(UpstreamTags::busy);
        ImportMemory.Part memory = imports.memory(place.user())) {
      patience.begin();
      ImportJob job = new ImportJob(List.of(wanted), Optional.empty());
      ImageStream stream = before.stream().stream();
      Findings findings = imports.look(stream, job, _ -> false, patience, memory);
      Looked looked = findings.images().getFirst();
      if (looked.found() instanceof ImportOutcome.Failed(ImportFailure why, String _)) {
        return new Arrived.Refused(why);
      }
      boolean stored =
          streams
              .store()
              .inTurn(before.name(), () -> store(bringer.origin(), before, wanted, findings));
      return stored ? new Arrived.Stored() : new Arrived.Overtaken();
    }
  }

  private Map<String, String> marks(Judged before, Wanted wanted) {
    String project = before.name().namespace();
    return WindowStreams.marks(wanted, streams.context().host().annotations(project));
  }

  private static StatusException busy() {
    return ApiStatus.tooManyRequests(
            "too many pulls of this user wait for other registries; none of them ended within "
                + LONGEST.toSeconds()
                + " s",
            (int) LONGEST.toSeconds())
        .exception();
  }

  /** Whoever wrote the stream meanwhile keeps what they wrote. */
  private boolean store(User user, Judged before, Wanted wanted, Findings findings) {
    Map<String, String> marks = marks(before, wanted);
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<StoredStream> now = before.still(streams, wanted.to(), WindowStreams.mark(wanted));
      if (now.isEmpty()) {
        return false;
      }
      if (imports.bring(user, now.get(), findings, marks).isPresent()) {
        return true;
      }
    }
    throw ApiStatus.modified(Kinds.IMAGE_STREAM, before.name().name()).exception();
  }

  /** Keeps pulls by digest from filling a stream; who writes it meanwhile goes first. */
  void forgetOldest(StreamName name, Shown shown) {
    boolean _ = streams.store().inTurn(name, () -> forget(streams.store().newest(name), shown));
  }

  private boolean forget(StoredStream before, Shown shown) {
    Optional<ImageStream> bounded =
        DigestTags.bounded(before.stream(), shown, DigestTags.MOST).filter(_ -> before.exists());
    return bounded
        .map(
            after ->
                StreamWriter.require(
                    before.stream().name(),
                    streams.writer().rules(User.system("windows")).edit(before.stream(), after)))
        .flatMap(after -> streams.writer().write(before, after, TagEvent.Origin.UNKNOWN, false))
        .isPresent();
  }
}
