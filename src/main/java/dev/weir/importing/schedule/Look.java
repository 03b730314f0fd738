package dev.weir.importing.schedule;

import dev.weir.imagestream.SpecTag;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.schedule.Question.Ask;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.lock.KeyedLock;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.budget.Account;
import dev.weir.remote.budget.Caller;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamStore;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.streams.bounds.AllowedRegistries.Transport;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at what a registry has: its digest by a HEAD, which is all where a tag has that image
 * already; else an import. Blocks.
 */
final class Look {
  private static final Logger LOG = LoggerFactory.getLogger(Look.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Failures of which a HEAD says as much as a GET would: no body would come with them. */
  private static final Set<Kind> WORDLESS =
      EnumSet.of(
          Kind.UNREACHABLE,
          Kind.UNTRUSTED,
          Kind.HTTP_ONLY,
          Kind.NOT_A_REGISTRY,
          Kind.ADDRESS_REFUSED);

  private final Registries registries;
  private final StreamStore streams;
  private final ScheduledImport imports;
  private final String ownHost;
  private final AllowedRegistries allowed;

  /** One of those that are told the same digest fetches it. */
  private final KeyedLock<Head.Told> fetches = new KeyedLock<>();

  /**
   * A way to look.
   *
   * @param ownHost of the integrated registry, which is looked at without going through it
   * @param allowed no other is asked
   */
  Look(
      Registries registries,
      StreamStore streams,
      ScheduledImport imports,
      String ownHost,
      AllowedRegistries allowed) {
    this.registries = registries;
    this.streams = streams;
    this.imports = imports;
    this.ownHost = ownHost;
    this.allowed = allowed;
  }

  /** What a registry said of a tag. */
  sealed interface Head {
    record Told(Account account, Digest digest) implements Head {}

    /** It does not say; only the manifest tells. */
    record Untold() implements Head {}

    record Refused(RemoteException cause) implements Head {}

    /** It was not, or not really, asked. */
    record Held(String why, Duration pause) implements Head {}
  }

  /** What came of it for a tag. */
  sealed interface End {
    /**
     * It was looked at.
     *
     * @param lasts nothing else would come of the same answer of the registry's, so that a tag that
     *     is as it was need not be looked at for it
     */
    record Seen(Outcome outcome, String message, boolean mayPass, boolean lasts) implements End {
      Seen(Outcome outcome, String message, boolean mayPass) {
        this(outcome, message, mayPass, false);
      }

      boolean isFailed() {
        return outcome == Outcome.FAILED;
      }

      /** The same, which lasts. */
      Seen lasting() {
        return new Seen(outcome, message, mayPass, true);
      }
    }

    /** It could not be looked at to its end, which is no failure of the tag. */
    record Deferred(String why, Duration pause) implements End {}

    /** Another import does it, or nobody wants it any more. */
    record Left() implements End {}
  }

  /** Asks the registry for the digest. */
  Head head(Ask ask) {
    if (ask.question.repository().registry().equals(ownHost)) {
      return new Head.Untold();
    }
    Optional<String> forbidden = forbidden(ask.question);
    if (forbidden.isPresent()) {
      return new Head.Refused(new RemoteException(Kind.ADDRESS_REFUSED, forbidden.get()));
    }
    try {
      return digest(ask.question, ask.keyring);
    } catch (RemoteException e) {
      return refusal(e);
    } catch (RuntimeException e) {
      LOG.warn("asking {} failed: {}", ask.question.repository().repository(), e.getMessage());
      LOG.debug("asking {} failed", ask.question.repository().repository(), e);
      return new Head.Held("the server could not ask; its log says why", Duration.ofMinutes(1));
    }
  }

  /** What was allowed when the tag was written may not be any more. */
  private Optional<String> forbidden(Question question) {
    return allowed.refusal(
        question.repository().exact(), question.insecure() ? Transport.ANY : Transport.SECURE);
  }

  private static Head refusal(RemoteException e) {
    return e.isHeld() || isBusy(e.kind())
        ? new Head.Held(String.valueOf(e.getMessage()), e.retryAfter().orElse(PAUSE))
        : new Head.Refused(e);
  }

  /** No word of the registry's about the tag. */
  static boolean isBusy(Kind kind) {
    return kind == Kind.TOO_MANY_REQUESTS || kind == Kind.CROWDED || kind == Kind.STOPPED;
  }

  private Head digest(Question question, Keyring keyring) {
    TransportPolicy policy = TransportPolicy.of(question.insecure());
    return registries
        .ask(
            new Registries.Access(question.repository(), policy, keyring, Caller.BACKGROUND),
            registry -> registry.manifestDigest(question.reference()))
        .<Head>map(digest -> new Head.Told(question.account(), digest))
        .orElseGet(Head.Untold::new);
  }

  /** Brings a tag to what its registry said. */
  End settle(Watched tag, Head head) {
    StoredStream before = streams.glance(tag.stream.name());
    Optional<SpecTag> wanted = ScheduledImport.wanted(before, tag);
    if (wanted.isEmpty()) {
      return new End.Left();
    }
    return switch (head) {
      case Head.Told told -> told(tag, before, wanted.get(), told);
      case Head.Untold _ -> imports.fetch(tag, before, wanted.get(), Optional.empty());
      case Head.Refused(RemoteException cause) -> refused(tag, before, wanted.get(), cause);
      case Head.Held(String why, Duration pause) -> new End.Deferred(why, pause);
    };
  }

  /** What is known here need not be fetched, and what others fetch now is known soon. */
  private End told(Watched tag, StoredStream before, SpecTag wanted, Head.Told told) {
    return imports
        .known(tag, before, wanted, told.digest())
        .orElseGet(
            () ->
                fetches.alone(
                    told,
                    () -> fetched(tag, told),
                    () -> new IllegalStateException("the server stops")));
  }

  private End fetched(Watched tag, Head.Told told) {
    StoredStream before = streams.glance(tag.stream.name());
    Optional<SpecTag> wanted = ScheduledImport.wanted(before, tag);
    return wanted.isEmpty()
        ? new End.Left()
        : imports
            .known(tag, before, wanted.get(), told.digest())
            .orElseGet(() -> imports.fetch(tag, before, wanted.get(), Optional.of(told.digest())));
  }

  /**
   * An answer to a HEAD has no words, so the manifest is asked for to get them, or else the image:
   * some refuse a HEAD alone. A manifest that fails for another while is worth another try.
   */
  private End refused(Watched tag, StoredStream before, SpecTag wanted, RemoteException cause) {
    ImageReference asked = ImageReference.parse(tag.from).withClientDefaults().mostSpecific();
    ImportFailure failure = ImportFailure.Refused.of(cause, asked);
    End end =
        WORDLESS.contains(cause.kind())
            ? imports.keep(tag, before, wanted, failure)
            : imports.fetch(tag, before, wanted, Optional.empty());
    return end instanceof End.Seen seen && seen.isFailed() && seen.mayPass() == failure.mayPass()
        ? seen.lasting()
        : end;
  }
}
