import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How soon a push is the next version of a deployment config, among others in the same namespace:
 * until its ReplicationController is there, and until its rollout is complete.
 */
final class DeploymentConfigRows {
  private static final String NAMESPACE = "/namespaces/rollouts/";
  private static final String CONFIGS =
      "/apis/apps.openshift.io/v1" + NAMESPACE + "deploymentconfigs";
  private static final String CONTROLLERS = "/api/v1" + NAMESPACE + "replicationcontrollers";
  private static final String LATEST = "openshift.io/deployment-config.latest-version";
  private static final int MANY = 8;

  private final Program weir;
  private final Path directory;
  private final boolean quick;

  DeploymentConfigRows(Program weir, Path directory, boolean quick) {
    this.weir = weir;
    this.directory = directory;
    this.quick = quick;
  }

  void print() throws Exception {
    int configs = quick ? 200 : 2_000;
    int pushes = quick ? 30 : 200;
    fill(configs);
    List<Double> begun = new ArrayList<>();
    List<Double> complete = new ArrayList<>();
    try (HttpCaller registry = weir.callRegistry();
        HttpCaller watcher = weir.callApi();
        HttpCaller caller = weir.callApi()) {
      SmallImage image = new SmallImage(registry, "rollouts/followed");
      image.put("live", image.manifest(0));
      caller.json("POST", CONFIGS, config("followed", true)).require(201);
      BufferedReader events =
          watcher.lines(
              CONTROLLERS
                  + "?watch=true&labelSelector=openshift.io/deployment-config.name%3Dfollowed");
      await(events, 1, "Complete");
      for (int i = 1; i <= pushes * 2; i++) {
        byte[] manifest = image.manifest(i);
        long begin = System.nanoTime();
        image.put("live", manifest);
        await(events, i + 1, "New");
        double there = (System.nanoTime() - begin) / 1e6;
        await(events, i + 1, "Complete");
        if (i > pushes) { // the first half warms up
          begun.add(there);
          complete.add((System.nanoTime() - begin) / 1e6);
        }
      }
    }
    Load.Figure sync = Calibration.fsync(directory, Duration.ofSeconds(1));
    row(
        "push -> next version, %d configs, p50; 4 fsync".formatted(configs),
        begun,
        0.5,
        4,
        sync,
        "< 50 ms");
    row("  p99", begun, 0.99, 4, sync, "");
    row("push -> rolled out, p50; 8 fsync", complete, 0.5, 8, sync, "");
  }

  private static void row(
      String name, List<Double> millis, double at, int writes, Load.Figure sync, String aim) {
    Load.Figure figure = Load.Figure.of(millis, 1);
    double ours = at == 0.5 ? figure.p50() : figure.p99();
    double beside = writes * (at == 0.5 ? sync.p50() : sync.p99());
    Table.row(name, ms(ours), ms(beside), ours / beside, aim);
  }

  private static String ms(double millis) {
    return "%.2f ms".formatted(millis);
  }

  private void fill(int configs) throws Exception {
    List<HttpCaller> callers = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        callers.add(weir.callApi());
      }
      callers
          .getFirst()
          .json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"rollouts\"}}")
          .require(201, 409);
      Load.times(
          MANY,
          configs,
          (client, number) ->
              callers
                  .get(client)
                  .json("POST", CONFIGS, config("web" + number, false))
                  .require(201));
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  private static void await(BufferedReader events, int version, String phase) throws IOException {
    String wanted = "\"" + LATEST + "\":\"" + version + "\"";
    String told = "\"openshift.io/deployment.phase\":\"" + phase + "\"";
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.contains(wanted) && line.contains(told)) {
        return;
      }
    }
    throw new IOException("the watch ended");
  }

  /** A config that follows a tag, or only its own template. */
  private static String config(String name, boolean follows) {
    String trigger =
        follows
            ? """
            {"type":"ImageChange","imageChangeParams":{"automatic":true,"containerNames":["web"],
             "from":{"kind":"ImageStreamTag","name":"followed:live"}}}\
            """
            : "{\"type\":\"ConfigChange\"}";
    return """
    {"kind":"DeploymentConfig","apiVersion":"apps.openshift.io/v1","metadata":{"name":"%1$s"},
     "spec":{"replicas":1,"triggers":[%2$s],
      "template":{"metadata":{"labels":{"app":"%1$s"}},
       "spec":{"containers":[{"name":"web","image":"placeholder:latest",
        "ports":[{"containerPort":8080}],"resources":{"limits":{"memory":"64Mi"}}}]}}}}\
    """
        .formatted(name, trigger);
  }
}
