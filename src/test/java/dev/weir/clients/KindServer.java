package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A real server with a project of {@link KindSample#NAMESPACE}, and in it an object of each kind
 * that has a sample.
 */
record KindServer(ServerProcess process, HttpApi api, List<KindSample> kinds)
    implements AutoCloseable {
  /** Which kinds. */
  interface Choice {
    List<KindSample> of(HttpApi api) throws IOException, InterruptedException;
  }

  static KindServer start(Path data, Choice choice) throws Exception {
    ServerProcess process = ServerProcess.start(data);
    HttpApi api = HttpApi.of(process);
    List<KindSample> kinds = choice.of(api);
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + KindSample.NAMESPACE + "\"}}");
    for (KindSample kind : kinds) {
      if (kind.hasSample() && kind.skip().isEmpty()) {
        api.post(kind.path(), kind.object(kind.names().getFirst()));
      }
    }
    return new KindServer(process, api, kinds);
  }

  @Override
  public void close() throws IOException {
    api.close();
    process.close();
  }
}
