package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.LineStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** A check of a running server, by itself. */
final class RunningCheck implements CheckSource {
  private static final String PATH = "/storage/check";

  @Override
  public void check(Call call, boolean repair, OptionalLong rate, Lines lines) throws IOException {
    String target = PATH + "?repair=" + repair;
    if (rate.isPresent()) {
      target += "&rate=" + rate.getAsLong();
    }
    try (Cluster cluster = Cluster.of(call);
        LineStream answer =
            LineStream.open(cluster.client(), ApiRequest.of("POST", target, new byte[0]))) {
      Optional<ObjectNode> line = answer.next();
      while (line.isPresent()) {
        lines.line(line.get());
        line = answer.next();
      }
    }
  }
}
