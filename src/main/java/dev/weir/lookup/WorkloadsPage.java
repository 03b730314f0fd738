package dev.weir.lookup;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.prune.Workload;
import dev.weir.prune.WorkloadText;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Which images workloads of another server use, for those who prune and may see the pods of all
 * namespaces here.
 */
public final class WorkloadsPage implements Door {
  /** Where it stands. */
  public static final String PATH = "/pruning/workloads";

  private final Supplier<List<Workload>> workloads;
  private final Authorizer authorizer;

  /**
   * The page.
   *
   * @param workloads of the other server; none if there is none
   */
  public WorkloadsPage(Supplier<List<Workload>> workloads, Authorizer authorizer) {
    this.workloads = workloads;
    this.authorizer = authorizer;
  }

  @Override
  public boolean decides() {
    return true;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    authorizer.require(
        exchange.user().orElse(User.ANONYMOUS), Attributes.resource("list", "", "pods", "", ""));
    byte[] page;
    try {
      page = Json.bytes(WorkloadText.write(workloads.get()));
    } catch (RuntimeException e) {
      throw ApiStatus.unavailable(
              "what workloads of the other server use cannot be told: " + e.getMessage())
          .exception();
    }
    exchange.status(200);
    exchange.send("application/json", page);
  }
}
