package dev.weir.server;

import dev.weir.access.Authenticator;
import dev.weir.access.RbacAuthorizer;
import dev.weir.access.ServiceAccountTokens;
import dev.weir.access.Tokens;
import dev.weir.server.data.AccountKeys;
import dev.weir.server.data.Administrator;
import dev.weir.server.data.Kubeconfig;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.tls.ServerIdentity;
import java.io.IOException;
import java.util.List;

/**
 * Who may come in and what they may, where this server decides that by itself.
 *
 * @param everybody knows all kinds of tokens
 */
record Admittance(
    Tokens tokens,
    Logins logins,
    ServiceAccountTokens accountTokens,
    Authenticator everybody,
    RbacAuthorizer authorizer) {
  static Admittance open(Parts parts, Ground ground, Stores stores) throws IOException {
    Tokens tokens = new Tokens(stores.store(), ground.clock());
    Logins logins =
        parts.add(
            new Logins(
                stores.store(),
                tokens,
                ground.config().htpasswd().orElse(ground.data().users()),
                ground.clock(),
                ground.steady()));
    ServiceAccountTokens accountTokens =
        new ServiceAccountTokens(
            stores.store(),
            stores.sealer(),
            AccountKeys.open(ground.data().accountKeys()),
            ground.clock());
    return new Admittance(
        tokens,
        logins,
        accountTokens,
        Authenticator.anyOf(List.of(tokens, logins.people(), accountTokens)),
        parts.add(new RbacAuthorizer(stores.store())));
  }

  /** Writes who may do everything a kubeconfig that leads here. */
  void letAdministratorIn(Ground ground, ServerIdentity server) throws IOException {
    new Administrator(tokens, new Kubeconfig(ground.data().adminKubeconfig()))
        .letIn(ground.apiUrl(), server.trustPem());
  }

  /** Says who is in. */
  void measure(RequestMetrics metrics) {
    metrics.gauge("weir_sessions", "Logins of people that hold.", tokens::sessions);
  }
}
