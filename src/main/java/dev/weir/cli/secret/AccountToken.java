package dev.weir.cli.secret;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code sa get-token}: the lasting token of a service account, from its secret. */
public final class AccountToken implements Command {
  private static final String ACCOUNT = "kubernetes.io/service-account.name";
  private static final String TYPE = "kubernetes.io/service-account-token";

  @Override
  public Flags flags() {
    return Flags.of("sa get-token SERVICEACCOUNT")
        .describedAs(
            "Print the token that a service account has in a secret. It never expires: prefer"
                + " 'weir create token', which asks for one that does.")
        .examples("weir sa get-token robot");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage("expected one service account name as an argument");
    }
    String account = call.positional().getFirst();
    call.warn("Command \"get-token\" is deprecated, use 'weir create token' instead.");
    try (Cluster cluster = Cluster.of(call)) {
      cluster.get(Kinds.SERVICE_ACCOUNT, cluster.namespace(), account);
      call.print(
          lasting(cluster, account)
              .orElseThrow(
                  () ->
                      CliException.error(
                          "could not find a service account token for service account \""
                              + account
                              + "\"")));
      return ExitCode.SUCCESS;
    }
  }

  /** The token that an account has in a secret; empty if there is no such secret. */
  static Optional<String> lasting(Cluster cluster, String account) {
    Query query = new Query("", "type=" + TYPE);
    return cluster.resources().list(Kinds.SECRET, cluster.namespace(), query).items().stream()
        .map(secret -> tokenOf(secret.tree(), account))
        .filter(token -> !token.isEmpty())
        .findFirst();
  }

  private static String tokenOf(JsonNode secret, String account) {
    String token = Json.string(Json.objectAt(secret, "data"), "token");
    return Meta.annotation(secret, ACCOUNT).equals(account)
        ? new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8)
        : "";
  }
}
