package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiRequest;
import dev.weir.prune.Workload;
import dev.weir.prune.WorkloadText;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;

/** Workloads of another server that use images of this one: a Weir tells of them by a page. */
final class OtherWorkloads {
  private static final String PAGE = "/pruning/workloads";
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private OtherWorkloads() {}

  /**
   * None of a server that does not know the page; of one that does not show it, none either, as it
   * keeps what they use by itself.
   *
   * @throws StatusException if it cannot be told what they use
   */
  static List<Workload> of(Cluster cluster, Call call) throws IOException {
    try {
      return WorkloadText.read(cluster.client().json(ApiRequest.get(PAGE)));
    } catch (StatusException e) {
      switch (e.status().code()) {
        case NOT_FOUND -> {}
        case FORBIDDEN ->
            call.warn("Failed to look at workloads of another server: " + e.getMessage());
        default -> throw e;
      }
      return List.of();
    } catch (IllegalArgumentException e) {
      throw new IOException("the server answered GET " + PAGE + " with no list of workloads", e);
    }
  }
}
