package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.registry.IntegratedRegistry.Hosts;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;

/** {@code registry info}: what the integrated registry is called. */
public final class RegistryInfo implements Command {
  private static final String UNKNOWN =
      "no image streams could be located to retrieve registry info, please specify a namespace"
          + " with image streams";

  @Override
  public Flags flags() {
    return Flags.of("registry info")
        .describedAs("Show the host of the integrated registry, as pull specs name it.")
        .examples(
            """
            weir registry info

            # Whether it answers
            weir registry info --check -q\
            """)
        .flag("--internal", "The name inside the cluster only.")
        .flag("--public", "The public name only.")
        .flag("--check", "Ask it whether it is there.")
        .flag("-q,--quiet", "Print nothing: with --check, the exit code tells.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    call.refuseArguments("no arguments are expected");
    if (call.flag("--internal") && call.flag("--public")) {
      throw CliException.error("only one of --internal or --public may be specified at a time");
    }
    try (Cluster cluster = Cluster.of(call)) {
      Hosts hosts = find(cluster, UNKNOWN);
      if (call.flag("--public") && hosts.exposed().isEmpty()) {
        throw CliException.error("registry does not have public hostname");
      }
      if (call.flag("--internal") && hosts.internal().isEmpty()) {
        throw CliException.error("registry does not have an internal hostname");
      }
      boolean internal = call.flag("--internal") || hosts.exposed().isEmpty();
      String host = internal ? hosts.internal() : hosts.exposed();
      if (call.flag("--check")) {
        OutboundSettings settings =
            OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, cluster.selection().tls().trusted());
        LoginCheck.reach(host, settings.through(call.context().proxies()));
      }
      if (!call.flag("--quiet")) {
        call.print(host);
      }
    }
    return ExitCode.SUCCESS;
  }

  /**
   * The names by any stream of the namespace, or else of {@code openshift}.
   *
   * @param unknown what is said if no stream tells them
   * @throws CliException if no stream says one
   */
  static Hosts find(Cluster cluster, String unknown) throws IOException {
    for (String namespace : List.of(cluster.namespace(), "openshift")) {
      try {
        Hosts hosts = IntegratedRegistry.hosts(cluster, namespace);
        if (hosts.internal().isEmpty() && hosts.exposed().isEmpty()) {
          throw CliException.error("the integrated registry has not been configured");
        }
        return hosts;
      } catch (StatusException e) {
        if (e.status().code() != 403 && e.status().code() != 404) {
          throw e;
        }
      }
    }
    throw CliException.error(unknown);
  }
}
