package dev.weir.cli.secret;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.create.TokenRequest;
import dev.weir.client.kubeconfig.AccountConfig;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sa create-kubeconfig}: the current cluster with a token of a service account. {@code oc}
 * takes a token that lasts, and fails where the account has none; here one is asked for then.
 */
public final class AccountKubeconfig implements Command {
  private static final int FORBIDDEN = 403;

  @Override
  public Flags flags() {
    return Flags.of("sa create-kubeconfig SERVICEACCOUNT")
        .describedAs(
            "Print a kubeconfig with which a program is the service account: the current cluster,"
                + " with all that is needed to trust it, and a token. The token is the one that the"
                + " account has in a secret, which never expires; if there is none, or with"
                + " --duration, a new one that does.")
        .examples(
            """
            # For a job that pushes to the project shop, for a day
            weir sa create-kubeconfig robot -n shop --duration=24h > robot.kubeconfig\
            """)
        .with(TokenRequest::declare)
        .text("--with-namespace", "NAME", "The context's namespace; the account's if left out.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage(
          call.positional().stream()
              .map(name -> '"' + name + '"')
              .collect(
                  Collectors.joining(
                      " ", "expected one service account name as an argument, got [", "]")));
    }
    String account = call.positional().getFirst();
    if (account.isEmpty()) {
      throw CliException.error("service account name cannot be empty");
    }
    ObjectNode request = TokenRequest.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      cluster.get(Kinds.SERVICE_ACCOUNT, cluster.namespace(), account);
      Optional<String> lasting =
          call.text("--duration").isEmpty() ? lasting(cluster, account) : Optional.empty();
      String token = lasting.isPresent() ? lasting.get() : fresh(call, cluster, account, request);
      String namespace = call.text("--with-namespace");
      ObjectNode config =
          AccountConfig.of(
              cluster.kubeconfig(),
              cluster.selection(),
              account,
              namespace.isEmpty() ? cluster.namespace() : namespace,
              token);
      call.context().out().print(YamlDocuments.text(config));
      return ExitCode.SUCCESS;
    }
  }

  /** Who may make tokens need not be allowed to read secrets. */
  private static Optional<String> lasting(Cluster cluster, String account) {
    try {
      return AccountToken.lasting(cluster, account);
    } catch (StatusException e) {
      if (e.status().code() == FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String fresh(Call call, Cluster cluster, String account, ObjectNode request)
      throws IOException {
    ObjectNode answer = TokenRequest.send(cluster, account, request);
    call.warn(
        "The token is good until "
            + Json.string(Json.objectAt(answer, "status"), "expirationTimestamp"));
    return TokenRequest.token(answer);
  }
}
