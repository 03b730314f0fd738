package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.registry.IntegratedRegistry.Hosts;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code registry login}: keeps a login for docker, podman and skopeo. The session's token is only
 * written for the integrated registry (cli.md 20, row 27).
 */
public final class RegistryLogin implements Command {
  @Override
  public Flags flags() {
    return Flags.of("registry login")
        .describedAs(
            "Write the session's token into the file where docker, podman, buildah and skopeo look"
                + " for logins. For another registry than the integrated one, name a login of"
                + " its own with --auth-basic.")
        .examples("weir registry login\nweir registry login --to=auth.json")
        .text("--registry", "HOST", "The registry; the integrated one if left out.")
        .text("--to", "FILE", "The file to write.")
        .text("-a,--registry-config", "FILE", "As --to.")
        .text("--auth-basic", "USER:PASSWORD", "This login instead of the session's token.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String basic = call.text("--auth-basic");
    if (!basic.isEmpty() && basic.indexOf(':') < 1) {
      throw CliException.error("--auth-basic must be in the form user:password");
    }
    String host = call.text("--registry");
    String pair = basic;
    try (Cluster cluster = Cluster.of(call)) {
      if (host.isEmpty()) {
        host = integrated(call, RegistryInfo.find(cluster));
      } else if (basic.isEmpty() && !IntegratedRegistry.isAt(cluster, cluster.namespace(), host)) {
        throw CliException.error(
            host
                + " is not the integrated registry of the server, and your token is not for"
                + " others; log in there with --auth-basic=USER:PASSWORD");
      }
      if (basic.isEmpty()) {
        String token = cluster.selection().identity().token();
        if (token.isEmpty()) {
          throw CliException.error("no token is currently in use for this session");
        }
        pair = "user:" + token;
      }
    }
    Path file = AuthFile.chosen(call);
    AuthFile.add(file, host, pair);
    call.print("Saved credentials for " + host + " into " + file);
    return ExitCode.SUCCESS;
  }

  private static String integrated(Call call, Hosts hosts) {
    if (hosts.exposed().isEmpty()) {
      call.warn("info: Using internal registry hostname " + hosts.internal());
      return hosts.internal();
    }
    call.warn("info: Using registry public hostname " + hosts.exposed());
    return hosts.exposed();
  }
}
