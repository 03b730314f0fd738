package dev.weir.cli.secret;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import java.io.IOException;

/** {@code secrets unlink}: a service account uses secrets no more (cli.md 9). */
public final class UnlinkSecrets implements Command {
  @Override
  public Flags flags() {
    return LinkedSecrets.declare(
        "unlink",
        "Take secrets away from a service account; the secrets themselves stay.",
        "weir secrets unlink default pull");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    try (Cluster cluster = Cluster.of(call)) {
      LinkedSecrets secrets = LinkedSecrets.of(call, cluster);
      boolean changed =
          secrets.update(
              cluster,
              account -> {
                boolean mounts = LinkedSecrets.remove(account, "secrets", secrets.names());
                boolean pulls = LinkedSecrets.remove(account, "imagePullSecrets", secrets.names());
                return mounts || pulls;
              });
      if (!changed) {
        throw CliException.error("No valid secrets found or secrets not linked to service account");
      }
      call.print("serviceaccount/" + secrets.account() + " updated");
      if (!secrets.missing().isEmpty()) {
        throw CliException.error(
            "Unlinked deleted secrets from "
                + cluster.namespace()
                + "/"
                + secrets.account()
                + " service account");
      }
    }
    return ExitCode.SUCCESS;
  }
}
