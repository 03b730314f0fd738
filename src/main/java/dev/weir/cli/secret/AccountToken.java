package dev.weir.cli.secret;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
      Query query = new Query("", "type=" + TYPE);
      for (ApiObject secret :
          cluster.resources().list(Kinds.SECRET, cluster.namespace(), query).items()) {
        String token = tokenOf(secret.tree(), account);
        if (!token.isEmpty()) {
          call.print(token);
          return ExitCode.SUCCESS;
        }
      }
    }
    throw CliException.error(
        "could not find a service account token for service account \"" + account + "\"");
  }

  private static String tokenOf(JsonNode secret, String account) {
    String token = Json.string(Json.objectAt(secret, "data"), "token");
    return Meta.annotation(secret, ACCOUNT).equals(account)
        ? new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8)
        : "";
  }
}
