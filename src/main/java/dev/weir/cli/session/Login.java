package dev.weir.cli.session;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.call.Refusal;
import dev.weir.client.http.ServerUnreachableException;
import dev.weir.client.kubeconfig.KubeconfigException;
import dev.weir.client.kubeconfig.SavedLogin;
import dev.weir.client.oauth.LoginRefusedException;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code login}: gets a token and keeps it in the kubeconfig (cli.md 14). */
public final class Login implements Command {
  private static final int MOST = 65_535;

  @Override
  public Flags flags() {
    return Flags.of("login [URL]")
        .describedAs(
            """
            Log in to a server and keep the session for the commands that follow.

            Without -p the password is asked for, or read from standard input. On the command line \
            other users of this machine can see it.\
            """)
        .examples(
            """
            # With a name and a password
            weir login https://127.0.0.1:8443 -u ann

            # The password from a file
            weir login https://127.0.0.1:8443 -u ann <password.txt

            # With the browser
            weir login https://127.0.0.1:8443 --web\
            """)
        .text("-u,--username", "NAME", "User name.")
        .text("-p,--password", "TEXT", "Password.")
        .flag("--password-stdin", "Read the password from standard input, and ask nobody.")
        .flag("-w,--web", "Log in with the browser.")
        .text("-c,--callback-port", "PORT", "Port that the browser comes back to; any free one.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    check(call);
    try {
      LoginTarget target = LoginTarget.of(call);
      if (target.tls().insecure()) {
        call.print(
            "WARNING: Using insecure TLS client config. Setting this option is not supported!\n");
      }
      return credentials(call, target)
          .map(found -> keep(call, target, found))
          .orElse(ExitCode.FAILURE);
    } catch (LoginRefusedException e) {
      if (e.status() == 401) {
        call.print("Login failed (401 Unauthorized)");
        call.print("Verify you have provided the correct credentials.");
        return ExitCode.FAILURE;
      }
      throw CliException.error(String.valueOf(e.getMessage()));
    } catch (ServerUnreachableException e) {
      throw unreachable(e);
    } catch (KubeconfigException | IllegalArgumentException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Credentials.Found> credentials(Call call, LoginTarget target)
      throws IOException, LoginRefusedException {
    try {
      return new Credentials(call, target).find();
    } catch (LoginRefusedException | StatusException e) {
      if (target.isRegistry()) {
        throw CliException.error(
            target.server()
                + " is the address of a registry, and users log in at the API: name the API's"
                + " address, such as https://HOST:8443, which weir serve prints as api=…; after"
                + " that, weir registry login logs in to the registry");
      }
      throw e;
    }
  }

  private static void check(Call call) {
    if (!call.positional().isEmpty() && call.positional().getFirst().isEmpty()) {
      throw CliException.error("A server URL must be specified");
    }
    String authority = call.text("--certificate-authority");
    if (!authority.isEmpty() && !Files.exists(call.context().file(authority))) {
      throw CliException.error("open " + authority + ": no such file or directory");
    }
    String port = call.text("--callback-port");
    if (!port.matches("|\\d{1,5}") || (!port.isEmpty() && Integer.parseInt(port) > MOST)) {
      throw CliException.flags(
          "invalid argument \""
              + port
              + "\" for \"-c, --callback-port\" flag: a port up to 65535 is expected");
    }
    if (call.positional().size() > 1) {
      throw CliException.error("Only the server URL may be specified as an argument");
    }
    if (!call.positional().isEmpty() && !call.text("--server").isEmpty()) {
      throw CliException.error(
          "--server and passing the server URL as an argument are mutually exclusive");
    }
    if (!call.text("--token").isEmpty() && !call.text("--username").isEmpty()) {
      throw CliException.error("--token and --username are mutually exclusive");
    }
    if (call.flag("--web")
        && Stream.of("--username", "--password", "--token")
            .anyMatch(flag -> !call.text(flag).isEmpty())) {
      throw CliException.error("--web cannot be used along with --username, --password or --token");
    }
    if (!port.isEmpty() && !call.flag("--web")) {
      throw CliException.error("--callback-port can only be specified along with --web");
    }
  }

  private static CliException unreachable(ServerUnreachableException e) {
    String message = String.valueOf(e.getMessage());
    return CliException.error(
        message.contains("certificate signed by unknown authority")
            ? "The server uses a certificate signed by unknown authority. You may need to use the"
                + " --certificate-authority flag to provide the path to a certificate file for the"
                + " certificate authority, or --insecure-skip-tls-verify to bypass the certificate"
                + " check and use insecure connections."
            : message);
  }

  /** Keeps the login, and then says so: who reads no more than the first line is logged in too. */
  private static ExitCode keep(Call call, LoginTarget target, Credentials.Found found) {
    try {
      LoginProjects projects = LoginProjects.of(call, target, found.token());
      boolean first = target.kubeconfig().isNew();
      target
          .kubeconfig()
          .save(
              new SavedLogin(
                  target.server(),
                  target.authority(),
                  target.tls().insecure(),
                  found.user(),
                  found.token(),
                  projects.current()));
      call.print(found.sentence() + "\n");
      call.print(projects.text());
      if (first) {
        call.print("Welcome! See 'weir help' to get started.");
      }
      return ExitCode.SUCCESS;
    } catch (IOException e) {
      call.print(found.sentence() + "\n");
      throw CliException.error(
          "the login cannot be kept; name another file with KUBECONFIG or --kubeconfig ("
              + Refusal.text(e).replaceFirst("^error: ", "")
              + ")");
    }
  }
}
