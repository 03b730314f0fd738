package dev.weir.server;

import dev.weir.failure.FileProblem;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.StartException;
import dev.weir.server.reload.Live;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A running Weir. */
final class Server implements AutoCloseable {
  /** How long running requests may take to finish; the rest of ten seconds is for the store. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Parts parts;
  private final Ground ground;
  private final Runnable endAnswers;
  private final ServerReadiness ready;
  private final Live changes;

  /**
   * A server that a recipe has started, of these parts.
   *
   * @param endAnswers ends answers that have no end by themselves
   * @param changes what of it can be changed
   */
  Server(Parts parts, Ground ground, Runnable endAnswers, ServerReadiness ready, Live changes) {
    this.changes = changes;
    this.parts = parts;
    this.ground = ground;
    this.endAnswers = endAnswers;
    this.ready = ready;
  }

  /**
   * Starts a server; on return it answers.
   *
   * @throws StartException if it cannot start here
   */
  static Server start(ServerConfig config, Surroundings surroundings) {
    Parts parts = new Parts();
    try {
      return recipe(parts, config, surroundings);
    } catch (IOException e) {
      parts.close();
      throw new StartException("Weir cannot start: " + FileProblem.named(e) + ".", e);
    } catch (StoreException e) {
      parts.close();
      throw new StartException("Weir cannot start: " + e.getMessage() + ".", e);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /**
   * There is one recipe. The place of the second is beside it: <em>aggregated</em>, for the image
   * API inside a cluster, is {@link Ground}, {@link Stores} and {@link StreamsHalf} upon that
   * cluster's own host, callers that its front proxy names, and rights that it is asked for; no
   * {@link Admittance} and no {@link PlatformHalf}.
   */
  private static Server recipe(Parts parts, ServerConfig config, Surroundings surroundings)
      throws IOException {
    return new Standalone(parts, config, surroundings).start();
  }

  Live changes() {
    return changes;
  }

  String apiUrl() {
    return ground.apiUrl();
  }

  String registryUrl() {
    return ground.registryUrl();
  }

  /** What to know about the registry's name, if pull specs lead elsewhere. */
  Optional<String> otherName() {
    return ground.otherName();
  }

  Path kubeconfig() {
    return ground.data().adminKubeconfig();
  }

  /** Finishes what runs, makes everything durable, and lets go of the data directory. */
  @Override
  public void close() {
    ready.end();
    try {
      ground.listeners().stop(PATIENCE, endAnswers);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    parts.close();
  }
}
