package dev.weir.cli.session;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.HttpResources;
import dev.weir.client.oauth.AuthorizationServer;
import dev.weir.client.oauth.CodeFlow;
import dev.weir.client.oauth.LoginRefusedException;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Finds a token that the server takes: given, kept from an earlier login, or a new one. */
record Credentials(Call call, LoginTarget target) {
  private static final int MAX_PASSWORD = 4096;
  private static final Duration BROWSER_PATIENCE = Duration.ofMinutes(5);

  /**
   * A token and whose it is.
   *
   * @param sentence what the user is told
   */
  record Found(String user, String token, String sentence) {
    /** Never shows the token. */
    @Override
    public String toString() {
      return "Found[" + user + "]";
    }
  }

  /** Empty if the user was told how to get a token. */
  Optional<Found> find() throws IOException, LoginRefusedException {
    String given = call.text("--token");
    if (!given.isEmpty()) {
      String user =
          userOf(given)
              .orElseThrow(() -> CliException.error("The token provided is invalid or expired."));
      return Optional.of(new Found(user, given, loggedInto(user, "the token provided")));
    }
    if (call.flag("--web")) {
      return Optional.of(fresh(flow().withBrowser(port(), BROWSER_PATIENCE, this::open)));
    }
    boolean gives = call.arguments().given("--password") || call.flag("--password-stdin");
    if (!target.knownToken().isEmpty() && !gives) {
      Optional<String> user = userOf(target.knownToken());
      if (user.isPresent()) {
        String sentence = loggedInto(user.get(), "existing credentials");
        return Optional.of(new Found(user.get(), target.knownToken(), sentence));
      }
    }
    return withPassword();
  }

  private Optional<Found> withPassword() throws IOException, LoginRefusedException {
    CodeFlow flow = flow();
    String user = call.text("--username");
    if (user.isEmpty()) {
      user = call.context().terminal().ask("Username: ").orElse("");
    }
    if (user.isEmpty()) {
      call.print(
          "You must obtain an API token by visiting "
              + flow.server().tokenPage()
              + "\n\nAlternatively, use \"weir login --web\" to login via your browser. See"
              + " \"weir login --help\" for more information.");
      return Optional.empty();
    }
    Optional<String> password = password();
    if (password.isEmpty()) {
      password = call.context().terminal().askSecret("Password: ");
    }
    return Optional.of(
        fresh(flow.withPassword(user, password.isEmpty() ? fromInput() : password.get())));
  }

  /** The password that is there without asking. */
  private Optional<String> password() throws IOException {
    if (call.arguments().given("--password")) {
      return Optional.of(call.text("--password"));
    }
    return call.flag("--password-stdin") ? Optional.of(fromInput()) : Optional.empty();
  }

  private String fromInput() throws IOException {
    byte[] input = call.context().in().readNBytes(MAX_PASSWORD);
    return new String(input, StandardCharsets.UTF_8).lines().findFirst().orElse("");
  }

  private CodeFlow flow() throws IOException, LoginRefusedException {
    try (ApiClient client = target.client("")) {
      return new CodeFlow(
          AuthorizationServer.of(client), target.tls(), target.proxies(), target.timeout());
    }
  }

  private int port() {
    String port = call.text("--callback-port");
    if (port.isEmpty()) {
      return 0;
    }
    return Integer.parseInt(port);
  }

  private void open(java.net.URI address) {
    call.print("Opening login URL in the default browser: " + address);
    call.context().out().flush();
    Browser.open(call.context(), address);
  }

  private Found fresh(String token) throws IOException {
    String user =
        userOf(token)
            .orElseThrow(() -> CliException.error("the server does not take its own token"));
    return new Found(user, token, "Login successful.");
  }

  private String loggedInto(String user, String how) {
    return "Logged into \"" + target.server() + "\" as \"" + user + "\" using " + how + ".";
  }

  /** Whose token it is; empty if nobody's any more. */
  private Optional<String> userOf(String token) throws IOException {
    try (ApiClient client = target.client(token)) {
      return Optional.of(Meta.name(new HttpResources(client).get(Kinds.USER, "", "~").tree()));
    } catch (StatusException e) {
      if (e.status().code() == 401) {
        return Optional.empty();
      }
      throw e;
    } catch (java.io.UncheckedIOException e) {
      throw java.util.Objects.requireNonNull(e.getCause());
    }
  }
}
