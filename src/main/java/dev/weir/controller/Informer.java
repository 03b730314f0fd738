package dev.weir.controller;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.failure.Reason;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a handler up to date with all objects of a kind: a list, then every change after it; a new
 * list when the past is forgotten or the connection broke. A watch that the server ends, as API
 * servers do now and then, is taken up where it was. A kind that the server does not have is looked
 * for again from time to time.
 */
public final class Informer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Informer.class);
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final int UNAVAILABLE = 503;
  private static final int MOST_DOUBLINGS = 5;
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /** A watch that lasts so long works. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Resources resources;
  private final ResourceKind kind;
  private final Handler handler;
  private final Duration retryDelay;
  private final Duration lookAgain;

  private int failures;
  private String told = "";

  /**
   * Made, and not running yet.
   *
   * @param retryDelay after a failure; longer after several, up to 32 times as long
   */
  public Informer(Resources resources, ResourceKind kind, Handler handler, Duration retryDelay) {
    this(resources, kind, handler, retryDelay, LOOK_AGAIN);
  }

  /**
   * As above.
   *
   * @param lookAgain how long a kind that the server does not have is not asked for
   */
  public Informer(
      Resources resources,
      ResourceKind kind,
      Handler handler,
      Duration retryDelay,
      Duration lookAgain) {
    this.resources = resources;
    this.kind = kind;
    this.handler = handler;
    this.retryDelay = retryDelay;
    this.lookAgain = lookAgain;
  }

  /** What wants to know. Called by one thread. */
  public interface Handler {
    /**
     * All that there is now; what was known before is void.
     *
     * @param all to be gone through once: objects may come into being meanwhile
     */
    void replaced(Iterable<ApiObject> all);

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
          failed(Reason.of(e));
        }
      } catch (UnansweredException e) {
        failed(Reason.of(e));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("watching {} failed and is tried again: {}", kind.resource(), Reason.of(e));
        LOG.debug("watching {} failed", kind.resource(), e);
        pause(delay());
      } catch (VirtualMachineError e) {
        throw e;
      } catch (Error e) {
        LOG.error(
            "watching {} failed by a fault in Weir itself and is tried again", kind.resource(), e);
        pause(delay());
      }
    }
  }

  private void follow() throws InterruptedException {
    String resourceVersion = list();
    while (!resourceVersion.isEmpty()) {
      resourceVersion = watch(resourceVersion);
    }
  }

  /** Until the server ends it; returns where to go on. */
  private String watch(String resourceVersion) throws InterruptedException {
    try (ObjectWatch watch = resources.watch(kind, "", Resources.Query.ALL, resourceVersion)) {
      boolean lived = false;
      while (true) {
        List<ObjectEvent> events;
        try {
          events = watch.next(lived ? LONG : SHORT);
        } catch (StatusException e) {
          if (e.status().code() == UNAVAILABLE && lived) {
            return watch.progress() > 0 ? Long.toString(watch.progress()) : resourceVersion;
          }
          throw e;
        }
        lived = true;
        recovered();
        events.forEach(handler::changed);
      }
    }
  }

  /** A method of its own: a frame that never ends would hold the list in memory for ever. */
  private String list() {
    Resources.Listing all;
    try {
      all = resources.list(kind, "", Resources.Query.ALL);
    } catch (StatusException e) {
      if (e.status().code() != NOT_FOUND) {
        throw e;
      }
      absent();
      return "";
    }
    handler.replaced(all.objects());
    return all.resourceVersion();
  }

  private void absent() {
    handler.replaced(List.of());
    String words = "the server has no " + kind.resource();
    if (!told.equals(words)) {
      LOG.info("{}; they are looked for again from time to time", words);
      told = words;
    }
    pause(lookAgain);
  }

  private void failed(String why) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    if (!told.equals(why)) {
      LOG.warn("watching {} failed, trying again: {}", kind.resource(), why);
      told = why;
    }
    pause(delay());
  }

  private void recovered() {
    failures = 0;
    if (!told.isEmpty()) {
      LOG.info("watching {} again", kind.resource());
      told = "";
    }
  }

  private Duration delay() {
    Duration delay = retryDelay.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return delay;
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
