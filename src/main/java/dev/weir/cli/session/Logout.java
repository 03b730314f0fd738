package dev.weir.cli.session;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** {@code logout}: ends the session at the server and forgets its token (cli.md 14). */
public final class Logout implements Command {
  private static final String PREFIX = "sha256~";
  private static final int NOT_FOUND = 404;

  @Override
  public Flags flags() {
    return Flags.of("logout")
        .describedAs("End the session of the current context, and forget its token.")
        .examples("weir logout");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.error("No arguments are allowed");
    }
    try (Cluster cluster = Cluster.of(call)) {
      String token = cluster.selection().identity().token();
      if (token.isEmpty()) {
        throw CliException.error("You must have a token in order to logout.");
      }
      String user = Meta.name(cluster.resources().get(Kinds.USER, "", "~").tree());
      Optional<String> kept = revoke(cluster, token);
      cluster.kubeconfig().forgetToken(cluster.selection().user());
      call.print("Logged \"" + user + "\" out on \"" + cluster.selection().server() + "\"");
      kept.ifPresent(
          why ->
              call.warn(
                  "warning: the session is forgotten here, and the server still takes its token ("
                      + why
                      + ")"));
    }
    return ExitCode.SUCCESS;
  }

  /**
   * The server keeps it by its hash; a token that it does not keep, as an administrator's or a
   * service account's, ends here only.
   *
   * @return why the server keeps it, if it does
   */
  private static Optional<String> revoke(Cluster cluster, String token) throws IOException {
    if (!token.startsWith(PREFIX)) {
      return Optional.empty(); // its name would be the token itself, and names are logged
    }
    String name = hash(token.substring(PREFIX.length()));
    try {
      cluster
          .client()
          .json(
              ApiRequest.of(
                  "DELETE",
                  "/apis/oauth.openshift.io/v1/oauthaccesstokens/" + ResourcePath.encode(name),
                  Json.bytes(Json.object())));
      return Optional.empty();
    } catch (StatusException e) {
      return e.status().code() == NOT_FOUND ? Optional.empty() : Optional.of(e.status().message());
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
