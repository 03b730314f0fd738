package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code create secret generic NAME}: from files and texts (cli.md 9). */
public final class CreateSecret implements Command {
  /** Types that the key of a single file gives away (cli.md 20, row 26). */
  private static final Map<String, String> TYPES =
      Map.of(
          ".dockerconfigjson", "kubernetes.io/dockerconfigjson",
          ".dockercfg", "kubernetes.io/dockercfg");

  @Override
  public Flags flags() {
    return DataSources.declare(
        Flags.of("create secret generic NAME")
            .describedAs("Create a secret from files and texts.")
            .examples(
                """
                weir create secret generic db --from-literal=password=…
                weir create secret generic pull --from-file=.dockerconfigjson=config.json\
                """)
            .text("--type", "TYPE", "Type of the secret."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    Map<String, byte[]> data = DataSources.read(call, "Secret");
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode secret = Creation.object(cluster, Kinds.SECRET, name);
      String type = type(call, data);
      if (!type.isEmpty()) {
        secret.put("type", type);
      }
      ObjectNode values = secret.putObject("data");
      data.forEach((key, value) -> values.put(key, Base64.getEncoder().encodeToString(value)));
      return Creation.create(call, cluster, Kinds.SECRET, secret, "failed to create secret");
    }
  }

  private static String type(Call call, Map<String, byte[]> data) {
    String given = call.text("--type");
    if (!given.isEmpty() || data.size() != 1) {
      return given;
    }
    String key = data.keySet().iterator().next();
    String type = TYPES.getOrDefault(key, "");
    if (!type.isEmpty()) {
      call.warn("info: the key " + key + " makes this a secret of type " + type);
    }
    return type;
  }
}
