package dev.weir.cluster;

import dev.weir.client.ObjectWatch;
import dev.weir.client.UnansweredException;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.Identity;
import dev.weir.client.http.RequestedResources;
import dev.weir.client.http.StatusErrors;
import dev.weir.client.http.WatchStream;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundBody;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.remote.outbound.OutboundRequest;
import dev.weir.remote.outbound.OutboundSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of an API server, for loops that run as long as this process: many requests at once,
 * each with the credentials of its moment. A server that asks for patience ({@code Retry-After})
 * gets it; one that is silent for too long, as behind a connection that nobody told of its end, is
 * given up.
 */
public final class ClusterResources extends RequestedResources implements AutoCloseable {
  /** Largest answer that is read whole, in bytes. */
  private static final int MAX_BODY = 512 * 1024 * 1024;

  private static final int ANSWERED_AT_ALL = 400;
  private static final int MAX_TRIES = 5;

  private final ClusterAccess access;
  private final String root;
  private final boolean isPrivate;
  private final Limits limits;
  private final Outbound outbound;

  /**
   * How long is long.
   *
   * @param answer until an answer begins
   * @param silence in the middle of an answer, and of a watch. Some servers send nothing while
   *     nothing happens, so that they are asked to end each watch before that: what is silent for
   *     longer is gone
   * @param pause how to wait before asking again
   */
  public record Limits(Duration connect, Duration answer, Duration silence, Pause pause) {
    /** 10 s to connect, 30 s until an answer begins, 3 minutes of silence. */
    public static final Limits USUAL =
        new Limits(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(3), Thread::sleep);
  }

  /** How to wait. */
  @FunctionalInterface
  public interface Pause {
    void forTime(Duration time) throws InterruptedException;
  }

  /**
   * The objects of a server; nothing is sent yet.
   *
   * @throws IllegalArgumentException if its certificates or keys cannot be read
   */
  public ClusterResources(ClusterAccess access, Limits limits) {
    this.access = access;
    this.limits = limits;
    this.root = access.server().toString().replaceAll("/+$", "");
    this.isPrivate = "https".equalsIgnoreCase(access.server().getScheme());
    this.outbound =
        new JettyOutbound(
            new OutboundSettings(
                AddressPolicy.PRIVATE_ALLOWED,
                access.proxies(),
                List.of(),
                limits.connect(),
                limits.silence(),
                Optional.of(access.serverTls())));
  }

  @Override
  protected ObjectNode ask(ApiRequest request) {
    try (OutboundAnswer answer = accepted(request)) {
      return request.read(answer.read(MAX_BODY));
    } catch (IOException e) {
      throw new UnansweredException(e);
    }
  }

  @Override
  protected String moreOfWatch() {
    return "&timeoutSeconds=" + Math.max(1, limits.silence().toSeconds() * 5 / 6);
  }

  @Override
  protected ObjectWatch open(ApiRequest request) {
    try {
      OutboundAnswer answer = accepted(request);
      return WatchStream.of(answer.body(), answer::close);
    } catch (IOException e) {
      throw new UnansweredException(e);
    }
  }

  /** The answer of a server that did not refuse. */
  private OutboundAnswer accepted(ApiRequest request) throws IOException {
    for (int tries = 1; ; tries++) {
      OutboundAnswer answer = outbound.send(outbound(request));
      if (answer.status() < ANSWERED_AT_ALL) {
        return answer;
      }
      try (answer) {
        Optional<Duration> wait = RetryAfter.of(answer.status(), answer.header("retry-after"));
        if (wait.isEmpty() || tries == MAX_TRIES) {
          throw StatusErrors.of(answer.status(), request, answer.read(MAX_BODY)).exception();
        }
        byte[] _ = answer.read(MAX_BODY);
        pause(wait.get());
      }
    }
  }

  private OutboundRequest outbound(ApiRequest request) {
    OutboundRequest sent =
        OutboundRequest.of(request.method(), URI.create(root + request.target()), true)
            .within(limits.answer())
            .withHeader("accept", request.accept());
    for (Identity.Field field : access.identity().get().fields(isPrivate)) {
      sent = sent.withHeader(field.name(), field.value());
    }
    return request.contentType().isEmpty()
        ? sent
        : sent.withHeader("content-type", request.contentType())
            .withBody(OutboundBody.of(request.body()));
  }

  private void pause(Duration time) throws OutboundException {
    try {
      limits.pause().forTime(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new OutboundException(
          OutboundException.Kind.INTERRUPTED, access.server().getAuthority() + ": interrupted");
    }
  }

  @Override
  public void close() {
    outbound.close();
  }
}
