package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.importing.ImportFailure;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.registry.request.Reference;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.remote.RemoteException;
import dev.weir.window.Brought;
import dev.weir.window.LastPulls;
import dev.weir.window.WindowPulls;
import dev.weir.window.WindowRepository;
import dev.weir.window.WindowRepository.Shown;
import dev.weir.window.Windows;
import java.time.Duration;
import java.util.Optional;

/**
 * What a pull from a window asks of the upstream before it is answered. What is not here yet is
 * brought for those who hold {@code weir:window-puller}; nobody else makes the upstream be asked
 * for it.
 */
final class FollowedUpstream {
  private final WindowPulls pulls;
  private final LastPulls last;
  private final Access access;

  FollowedUpstream(Windows windows, Access access) {
    this.pulls = windows.pulls();
    this.last = windows.last();
    this.access = access;
  }

  /**
   * Brings a tag of a window up to date, or brings it.
   *
   * @return how it is to be served if the upstream did not say what it is now
   * @throws Refusal if it is not here and cannot be had
   */
  Optional<Arrival.Stale> follow(RepositoryCall call, Reference reference)
      throws InterruptedException {
    if (call.name().shown().isEmpty()) {
      return Optional.empty();
    }
    last.note(call.repository());
    Shown shown = call.name().shown().get();
    return reference instanceof Reference.Tag(String tag) && TagName.isValid(tag)
        ? follow(call, shown, tag)
        : Optional.empty();
  }

  private Optional<Arrival.Stale> follow(RepositoryCall call, Shown shown, String tag)
      throws InterruptedException {
    Brought brought = pulls.follow(shown, call.repository(), tag);
    if (brought instanceof Brought.Missing) {
      User user = maker(call);
      brought = pulls.makeTag(user, shown, call.repository(), tag);
      last.note(call.repository());
    }
    return arrival(call, brought);
  }

  /**
   * Brings an image of a window that was asked for by its digest and is not here.
   *
   * @return false if there is nothing to bring it from
   * @throws Refusal if it cannot be had
   */
  boolean bring(RepositoryCall call, Reference reference) throws InterruptedException {
    Optional<Shown> shown = call.name().shown();
    if (shown.isEmpty() || !(reference instanceof Reference.Exact(Digest digest))) {
      return false;
    }
    User user = maker(call);
    Optional<Arrival.Stale> _ =
        arrival(call, pulls.makeImage(user, shown.get(), call.repository(), digest));
    last.note(call.repository());
    return true;
  }

  /** Who may make streams and tags by pulling. */
  private User maker(RepositoryCall call) {
    StreamName stream = call.repository();
    Attributes make =
        new Attributes(
            "create",
            "image.openshift.io",
            "imagestreams",
            "window",
            stream.namespace(),
            stream.name(),
            "");
    access.require(
        call.http(),
        call.user(),
        make,
        Right.PULL.scope(stream),
        "%s is not here yet; to bring it by pulling, ask for the role weir:window-puller in project %s"
            .formatted(reference(call), stream.namespace()));
    return call.user();
  }

  private static String reference(RepositoryCall call) {
    return call.name().asked() + (call.hasDigest() ? "@" : ":") + call.reference();
  }

  private static Optional<Arrival.Stale> arrival(RepositoryCall call, Brought brought) {
    return switch (brought) {
      case Brought.Current _ -> Optional.empty();
      case Brought.Stale(Duration age, String why) -> Optional.of(new Arrival.Stale(why, age));
      case Brought.Missing _ -> throw new IllegalStateException("asked for twice");
      case Brought.OfAnother(String repository) ->
          throw RegistryErrors.MANIFEST_UNKNOWN.refuse(ofAnother(call.name(), repository));
      case Brought.Offline _ ->
          throw RegistryErrors.MANIFEST_UNKNOWN.refuse(
              "%s is not here, and the window %s is offline: nothing is asked of its upstream"
                  .formatted(reference(call), call.repository().namespace()));
      case Brought.Waiting(String why) ->
          throw RegistryErrors.MANIFEST_UNKNOWN.refuse(
              "%s is not here yet: %s".formatted(reference(call), why));
      case Brought.NotAllowed(String why) -> throw RegistryErrors.DENIED.refuse(why);
      case Brought.Refused(ImportFailure why) -> throw refusal(why);
    };
  }

  /** Says that a stream is of another repository than the window shows by its name now. */
  static String ofAnother(WindowRepository name, String repository) {
    return "image stream %s is of %s, and nothing of %s is added to it; delete it to have it made anew"
        .formatted(
            name.stream(),
            repository,
            name.shown().map(Shown::repository).orElse("another registry"));
  }

  private static Refusal refusal(ImportFailure failure) {
    String why = failure.status().message();
    if (failure instanceof ImportFailure.Refused refused) {
      RegistryErrors code = code(refused);
      Refusal refusal =
          code.refuse(
              code == RegistryErrors.MANIFEST_UNKNOWN
                      && refused.kind() != RemoteException.Kind.FIRST_SCHEMA
                  ? "the upstream has no " + refused.asked().exact()
                  : "it is not here and cannot be fetched: " + why);
      return refused
          .retryAfter()
          .map(
              pause -> refusal.header("Retry-After", Long.toString(Math.max(1, pause.toSeconds()))))
          .orElse(refusal);
    }
    return switch (failure) {
      case ImportFailure.NotHere _, ImportFailure.NoTags _ ->
          RegistryErrors.MANIFEST_UNKNOWN.refuse(why);
      case ImportFailure.InvalidName _ -> RegistryErrors.NAME_INVALID.refuse(why);
      default -> RegistryErrors.UNAVAILABLE.refuse(why);
    };
  }

  private static RegistryErrors code(ImportFailure.Refused refused) {
    return switch (refused.kind()) {
      case MANIFEST_UNKNOWN, REPOSITORY_UNKNOWN, BLOB_UNKNOWN, FIRST_SCHEMA ->
          RegistryErrors.MANIFEST_UNKNOWN;
      case UNAUTHORIZED, BAD_CREDENTIALS, DENIED -> RegistryErrors.DENIED;
      case TOO_MANY_REQUESTS, CROWDED -> RegistryErrors.TOOMANYREQUESTS;
      case HTTP_ONLY,
          UNTRUSTED,
          NOT_A_REGISTRY,
          ADDRESS_REFUSED,
          UNREACHABLE,
          STOPPED,
          DIGEST_MISMATCH,
          REGISTRY_ERROR ->
          RegistryErrors.UNAVAILABLE;
    };
  }
}
