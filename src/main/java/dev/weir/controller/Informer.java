package dev.weir.controller;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a handler up to date with all objects of a kind: a list, then every change after it; a new
 * list when the past is forgotten or the connection broke.
 */
public final class Informer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Informer.class);
  private static final int GONE = 410;

  private final Resources resources;
  private final ResourceKind kind;
  private final Handler handler;
  private final Duration retryDelay;

  public Informer(Resources resources, ResourceKind kind, Handler handler, Duration retryDelay) {
    this.resources = resources;
    this.kind = kind;
    this.handler = handler;
    this.retryDelay = retryDelay;
  }

  /** What wants to know. Called by one thread. */
  public interface Handler {
    /** All that there is now; what was known before is void. */
    void replaced(List<ApiObject> all);

    void changed(ObjectEvent event);
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        follow();
      } catch (StatusException e) {
        if (e.status().code() != GONE) {
          LOG.warn("watching {} failed, trying again: {}", kind.resource(), e.getMessage());
          pause();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("watching {} failed, trying again", kind.resource(), e);
        pause();
      }
    }
  }

  private void follow() throws InterruptedException {
    String resourceVersion = list();
    try (ObjectWatch watch = resources.watch(kind, "", Resources.Query.ALL, resourceVersion)) {
      while (true) {
        watch.next(Duration.ofMinutes(1)).forEach(handler::changed);
      }
    }
  }

  /** A method of its own: a frame that never ends would hold the list in memory for ever. */
  private String list() {
    Resources.Listing all = resources.list(kind, "", Resources.Query.ALL);
    handler.replaced(all.items());
    return all.resourceVersion();
  }

  private void pause() {
    try {
      Thread.sleep(retryDelay);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
