package dev.weir.console.operation;

import dev.weir.access.User;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the server is, as pages of the API tell it to somebody, in their forms.
 *
 * <p>Every refusal is a {@link dev.weir.resource.StatusException}.
 */
public interface Operations {
  /** As {@code /status/server}. */
  ObjectNode status(User user);

  /**
   * As {@code /storage/usage}.
   *
   * @param namespace the only one; empty for all
   */
  ObjectNode usage(User user, String namespace) throws IOException;

  /**
   * How the registries answer from which a project's streams come, with its own logins: the members
   * {@code upstreams} of {@code /status/server} without what others were told, and {@code time}.
   */
  ObjectNode upstreams(User user, String project);

  /** Requests that were refused of late, the newest first, to those who may see {@link #status}. */
  List<Refusal> refusals(User user);

  /** Those in a project; none to those who may not see who has which rights there. */
  List<Refusal> refusals(User user, String project);

  /**
   * A request that was refused.
   *
   * @param wish what was asked for, such as {@code create imagestreams "app" in namespace "shop"}
   */
  record Refusal(Instant at, String user, String address, String wish, String why, String next) {}
}
