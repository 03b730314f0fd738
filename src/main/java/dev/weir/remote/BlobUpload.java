package dev.weir.remote;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteException.Passing;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundBody;
import dev.weir.remote.outbound.OutboundRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One upload of a blob: start, send, commit (registry.md 1.4), the way most clients do. Where it
 * breaks off, the registry is asked how far it came, and sent the rest; if it does not know, all of
 * it in a new upload.
 */
final class BlobUpload {
  private static final Pattern RECEIVED = Pattern.compile("(?:bytes=)?0-(?<last>\\d{1,18})");

  /** Statuses that say that the upload is not where we think: it is looked at. */
  private static final Set<Integer> ASTRAY = Set.of(408, 409, 416);

  /** Some copy the whole blob once more before they answer. */
  private static final Duration COMMIT = Duration.ofMinutes(10);

  /** By then a registry has heard that a connection broke. */
  private static final Duration NOTICED = Duration.ofMillis(250);

  private final RegistrySession session;
  private final Retries retries;
  private final Digest digest;
  private final long size;
  private final BlobSource source;
  private final Breaks breaks;

  BlobUpload(
      RegistrySession session, Retries retries, Digest digest, long size, BlobSource source) {
    this.session = session;
    this.retries = retries;
    this.digest = digest;
    this.size = size;
    this.source = source;
    this.breaks = retries.breaks();
  }

  /**
   * Where an upload stands.
   *
   * @param at where to go on
   * @param received bytes
   */
  private record Standing(URI at, long received) {}

  void run() {
    Standing now = start();
    while (true) {
      try {
        if (now.received() < size || size == 0) {
          now = new Standing(send(now), size);
        }
        commit(now.at());
        return;
      } catch (RemoteException e) {
        if (e.kind() == Kind.STOPPED || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        Optional<Standing> further = isWorthGoingOn(e) ? settled(now) : Optional.empty();
        long received = further.map(Standing::received).orElse(0L);
        if (!isWorthGoingOn(e) || !breaks.mayGoOn(received, e)) {
          cancel(now.at());
          throw e;
        }
        now = further.isPresent() ? further.get() : again(now);
      }
    }
  }

  private boolean isWorthGoingOn(RemoteException e) {
    return e.mayPass() || e.kind() == Kind.BLOB_UNKNOWN;
  }

  private Standing again(Standing before) {
    cancel(before.at());
    return start();
  }

  private Standing start() {
    return retries.run(
        () -> {
          OutboundRequest request =
              session.request("POST", session.uri("blobs/uploads/")).withBody(BlobPush.nothing());
          try (OutboundAnswer answer = session.send(request)) {
            if (answer.status() != 202) {
              throw session.failure(answer, Kind.REPOSITORY_UNKNOWN);
            }
            return new Standing(BlobPush.location(answer), 0);
          }
        });
  }

  private URI send(Standing now) {
    Rest rest = new Rest(now.received());
    OutboundRequest request =
        session
            .request("PATCH", now.at())
            .withHeader("content-type", "application/octet-stream")
            .withBody(rest);
    if (now.received() > 0) {
      request = request.withHeader("content-range", now.received() + "-" + (size - 1));
    }
    try (OutboundAnswer answer = session.send(request, Lane.BODY)) {
      if (!answer.isSuccess()) {
        throw failure(answer);
      }
      return BlobPush.location(answer);
    } catch (RemoteException e) {
      IOException cause = rest.unreadable;
      throw cause == null
          ? e
          : new RemoteException(
              Kind.REGISTRY_ERROR, "what is sent cannot be read: " + cause.getMessage());
    }
  }

  private void commit(URI upload) {
    String separator = upload.getRawQuery() == null ? "?" : "&";
    URI commit = URI.create(upload + separator + "digest=" + digest.toString().replace(":", "%3A"));
    OutboundRequest request =
        session.request("PUT", commit).withBody(BlobPush.nothing()).within(COMMIT);
    try (OutboundAnswer answer = session.send(request)) {
      if (!answer.isSuccess()) {
        throw failure(answer);
      }
    } catch (RemoteException e) {
      if (!isWorthGoingOn(e) || !isThere()) {
        throw e; // else it was taken, and only the answer got lost
      }
    }
  }

  private RemoteException failure(OutboundAnswer answer) {
    RemoteException failure = session.failure(answer, Kind.BLOB_UNKNOWN);
    return ASTRAY.contains(answer.status())
        ? new RemoteException(
            failure.kind(),
            Passing.NETWORK,
            String.valueOf(failure.getMessage()),
            failure.retryAfter())
        : failure;
  }

  private boolean isThere() {
    try {
      return new BlobPull(session).size(digest).isPresent();
    } catch (RemoteException _) {
      return false; // asked again when it has been sent again
    }
  }

  /**
   * How far it came; empty if the registry does not know. One that says that nothing came may not
   * have noticed the break yet, and one that cannot be asked may have gone with it: both are asked
   * once more in a while.
   */
  private Optional<Standing> settled(Standing before) {
    Optional<Standing> now = standingIfTold(before);
    if (now.filter(standing -> standing.received() <= 1).isPresent() && retries.waits(NOTICED)) {
      now = standingIfTold(before);
    }
    return now.filter(standing -> standing.received() > 1);
  }

  /** Where no answer comes, as if nothing had come. */
  private Optional<Standing> standingIfTold(Standing before) {
    try {
      return standing(before);
    } catch (RemoteException e) {
      return e.mayPass() ? Optional.of(new Standing(before.at(), 0)) : Optional.empty();
    }
  }

  /**
   * How far the registry says that it came; empty if it does not say, or more than it was sent.
   * That nothing came looks like one byte everywhere.
   */
  private Optional<Standing> standing(Standing before) {
    try (OutboundAnswer answer = session.send(session.request("GET", before.at()))) {
      Matcher range = RECEIVED.matcher(answer.header("range").strip());
      if (!answer.isSuccess() || !range.matches()) {
        return Optional.empty();
      }
      long received = Long.parseLong(range.group("last")) + 1;
      URI at = answer.header("location").isEmpty() ? before.at() : BlobPush.location(answer);
      return received <= size ? Optional.of(new Standing(at, received)) : Optional.empty();
    }
  }

  /** So that it does not lie there until it is too old; whether or not that is understood. */
  private void cancel(URI upload) {
    try {
      session.send(session.request("DELETE", upload)).close();
    } catch (RemoteException _) {
      // it goes by itself
    }
  }

  /** What has not been sent yet; tells a source that fails from a registry that does. */
  private final class Rest implements OutboundBody {
    private final long from;
    private volatile @Nullable IOException unreadable;

    Rest(long from) {
      this.from = from;
    }

    @Override
    public long length() {
      return size - from;
    }

    @Override
    public InputStream open() throws IOException {
      try {
        return new Watched(from == 0 ? source.open() : source.open(from));
      } catch (IOException e) {
        unreadable = e;
        throw e;
      }
    }

    private final class Watched extends FilterInputStream {
      private volatile boolean closed;

      Watched(InputStream in) {
        super(in);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
          return super.read(bytes, offset, length);
        } catch (IOException e) {
          unreadable = closed ? unreadable : e;
          throw e;
        }
      }

      @Override
      public void close() throws IOException {
        closed = true;
        super.close();
      }
    }
  }
}
