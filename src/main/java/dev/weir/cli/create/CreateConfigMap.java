package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code create configmap NAME}: from files and texts. */
public final class CreateConfigMap implements Command {
  @Override
  public Flags flags() {
    return DataSources.declare(
        Flags.of("create configmap NAME")
            .describedAs("Create a config map from files and texts.")
            .examples("weir create configmap site --from-literal=title=Web --from-file=logo.png"));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    Map<String, byte[]> data = DataSources.read(call, "ConfigMap");
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode map = Creation.object(cluster, Kinds.CONFIG_MAP, name);
      data.forEach((key, value) -> put(map, key, value));
      return Creation.create(call, cluster, Kinds.CONFIG_MAP, map, "failed to create configmap:");
    }
  }

  private static void put(ObjectNode map, String key, byte[] value) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      Json.ensureObject(map, "data").put(key, text);
    } catch (CharacterCodingException _) {
      Json.ensureObject(map, "binaryData").put(key, Base64.getEncoder().encodeToString(value));
    }
  }
}
