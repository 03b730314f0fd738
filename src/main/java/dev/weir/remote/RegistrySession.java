package dev.weir.remote;

import dev.weir.reference.ImageReference;
import dev.weir.remote.budget.Cost;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.budget.Turn;
import dev.weir.remote.outbound.Challenge;
import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.remote.outbound.OutboundRequest;
import dev.weir.remote.outbound.Redirects;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Sends requests to one registry about one repository, with whatever login it asks for. */
final class RegistrySession {
  private final Outbound outbound;
  private final EndpointProbe probe;
  private final Authorizations authorizations;
  private final ImageReference repository;
  private final TransportPolicy policy;
  private final Keyring keyring;
  private final String actions;
  private final Runnable sign;
  private final Restraint restraint;
  private final InstantSource clock;

  RegistrySession(
      Outbound outbound,
      EndpointProbe probe,
      Authorizations authorizations,
      Target target,
      InstantSource clock) {
    this.outbound = outbound;
    this.probe = probe;
    this.authorizations = authorizations;
    this.repository = target.repository();
    this.policy = target.policy();
    this.keyring = target.keyring();
    this.actions = target.actions();
    this.sign = target.sign();
    this.restraint = target.restraint();
    this.clock = clock;
  }

  /**
   * What is opened.
   *
   * @param repository with client defaults
   * @param actions as in a scope: {@code pull} or {@code pull,push}
   * @param sign runs whenever something comes
   * @param restraint of whoever asks, towards that registry
   */
  record Target(
      ImageReference repository,
      TransportPolicy policy,
      Keyring keyring,
      String actions,
      Runnable sign,
      Restraint restraint) {}

  /** The registry, as users name it. */
  String host() {
    return repository.registry();
  }

  private Endpoint endpoint() {
    Endpoint found = probe.find(repository.v2Host(), policy);
    sign.run();
    return found;
  }

  /** Address of something in the repository, such as {@code manifests/latest}. */
  URI uri(String rest) {
    restraint.requireFree();
    try {
      return endpoint().base().resolve("/v2/" + repository.repositoryPath() + "/" + rest);
    } catch (RemoteException e) {
      restraint.note(Cost.LOOK, e);
      throw e;
    }
  }

  OutboundRequest request(String method, URI uri) {
    return OutboundRequest.of(method, uri, policy.verifyTls());
  }

  OutboundAnswer send(OutboundRequest request) {
    return send(request, List.of(), Lane.REQUEST);
  }

  OutboundAnswer send(OutboundRequest request, Lane lane) {
    return send(request, List.of(), lane);
  }

  /**
   * Sends a request when it is its turn; if it is challenged, once more with the login asked for.
   *
   * @param moreScopes beside that of the repository
   * @return any answer of a registry that works, but 401; its turn lasts until it is read or closed
   * @throws RemoteException if none came, no login helps, or it must not be asked now
   */
  OutboundAnswer send(OutboundRequest request, List<String> moreScopes, Lane lane) {
    Cost cost = cost(request);
    Turn turn = restraint.turn(lane, cost);
    boolean answered = false;
    boolean sent = false;
    try {
      sign.run();
      OutboundAnswer any = challenged(request, moreScopes);
      answered = true;
      OutboundAnswer answer = working(told(request, any));
      sent = true;
      return answer.ending(
          failure -> {
            turn.close();
            restraint.ended(cost, failure);
          });
    } catch (RemoteException e) {
      restraint.note(cost, e);
      throw e;
    } finally {
      if (!answered) {
        restraint.unanswered(cost);
      }
      if (!sent) {
        turn.close();
      }
    }
  }

  private Cost cost(OutboundRequest request) {
    return request.method().equals("GET") && isOfManifest(request) ? Cost.PULL : Cost.LOOK;
  }

  private boolean isOfManifest(OutboundRequest request) {
    String manifests = "/v2/" + repository.repositoryPath() + "/manifests/";
    return request.uri().getRawPath().startsWith(manifests);
  }

  /** Whoever it redirects to has limits of its own, which are not the registry's. */
  private OutboundAnswer told(OutboundRequest request, OutboundAnswer answer) {
    if (Redirects.sameOrigin(answer.uri(), request.uri())) {
      boolean counted = answer.isSuccess() && isOfManifest(request);
      restraint.told(answer.allowance(clock.instant()), counted);
    }
    return answer;
  }

  private OutboundAnswer working(OutboundAnswer answer) {
    if (Restraint.works(answer)) {
      return answer;
    }
    try (answer) {
      throw failure(answer, RemoteException.Kind.REGISTRY_ERROR);
    }
  }

  private OutboundAnswer challenged(OutboundRequest request, List<String> moreScopes) {
    Endpoint endpoint = endpoint();
    boolean ours = Redirects.sameOrigin(request.uri(), endpoint.base());
    Authorizations.Asker asker = asker(moreScopes);
    Optional<String> login =
        ours
            ? authorizations.header(endpoint, endpoint.challenges(), asker, false)
            : Optional.empty();
    OutboundAnswer answer = exchange(request, login);
    if (answer.status() != 401 || !Redirects.sameOrigin(answer.uri(), endpoint.base())) {
      return answer;
    }
    List<Challenge> challenges = Challenge.parse(answer.headers("www-authenticate"));
    try (answer) {
      Optional<String> second = authorizations.header(endpoint, challenges, asker, true);
      if (second.isEmpty() || second.equals(login)) {
        throw refused(login, answer);
      }
      login = second;
    }
    OutboundAnswer again = exchange(request, login);
    if (again.status() == 401) {
      try (again) {
        throw refused(login, again);
      }
    }
    return again;
  }

  private Authorizations.Asker asker(List<String> moreScopes) {
    String own = "repository:" + repository.repositoryPath() + ":" + actions;
    List<String> scopes = new java.util.ArrayList<>(List.of(own));
    scopes.addAll(moreScopes);
    return new Authorizations.Asker(
        repository.registry(), repository.repositoryPath(), scopes, policy, keyring);
  }

  private OutboundAnswer exchange(OutboundRequest request, Optional<String> login) {
    try {
      return outbound
          .send(login.isEmpty() ? request : request.withHeader("authorization", login.get()))
          .signalling(sign);
    } catch (OutboundException e) {
      if (e.kind().beforeConnection()) {
        probe.forget(repository.v2Host(), policy);
      }
      throw Failures.of(e);
    }
  }

  /** As {@link Failures#of(OutboundAnswer, RemoteException.Kind, java.time.Instant)}, now. */
  RemoteException failure(OutboundAnswer answer, RemoteException.Kind missing) {
    return Failures.of(answer, missing, clock.instant());
  }

  private RemoteException refused(Optional<String> login, OutboundAnswer answer) {
    boolean basic = login.map(l -> l.startsWith("Basic ")).orElse(false);
    return basic
        ? new RemoteException(
            RemoteException.Kind.BAD_CREDENTIALS,
            answer.uri().getRawAuthority() + ": incorrect username or password")
        : failure(answer, RemoteException.Kind.UNAUTHORIZED);
  }
}
