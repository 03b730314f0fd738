package dev.weir.storage.backup;

import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.backup.ItemWriter;
import dev.weir.blob.Blob;
import dev.weir.blob.DamagedBlobException;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pages by which backups are taken, for members of {@code system:masters} and nobody else,
 * since they show everything:
 *
 * <ul>
 *   <li>{@code /backup/store?id=ID[&keys=true]}: all but blobs, as {@link ItemWriter} writes it.
 *       After its end the answer goes on, with a line feed now and then, until the client leaves:
 *       <b>as long as it lasts no blob goes</b>. It breaks off when nothing was heard of the client
 *       for a minute.
 *   <li>{@code /backup/hold?id=ID}: says that the client is there; 404 if nothing is kept for it
 *       any more.
 *   <li>{@code /backup/blob?digest=D[&from=N]}: the bytes of a blob.
 *   <li>{@code /backup/keys}: the server's keys, files in base64 by their names.
 * </ul>
 */
public final class BackupPages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackupPages.class);
  private static final long SIGN_SECONDS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int BUFFER = 64 * 1024;
  private static final String BYTES = "application/octet-stream";

  private final BackupSource source;
  private final Takers takers;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread watch;

  /**
   * The pages of a server.
   *
   * @param steady never goes back
   */
  public BackupPages(BackupSource source, InstantSource steady) {
    this.source = source;
    this.takers = new Takers(steady, PATIENCE);
    this.watch = Thread.ofVirtual().name("backup-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!ending.await(SIGN_SECONDS, TimeUnit.SECONDS)) {
        takers.look();
      }
    } catch (InterruptedException _) {
      // the server ends
    }
  }

  /** The pages by their paths. */
  public Map<String, Door> pages() {
    return Map.of(
        "/backup/store", guarded(recorded(this::store)),
        "/backup/hold", guarded(this::hold),
        "/backup/blob", guarded(this::blob),
        "/backup/keys", guarded(recorded(this::keys)));
  }

  /** Each blob of a backup would push all else out of the audit log. */
  private static Door recorded(Door page) {
    return exchange -> {
      AuditNote.of(exchange.request()).always();
      page.handle(exchange);
    };
  }

  /** A role can give the right to any page; this takes more than a role. */
  private static Door guarded(Door page) {
    return exchange -> {
      boolean master = exchange.user().map(User::groups).orElse(List.of()).contains(User.MASTERS);
      if (!master) {
        throw ApiStatus.forbidden(
                "backups show everything that is stored, and are for members of the group "
                    + User.MASTERS
                    + " only; the server's admin.kubeconfig is the login of one")
            .exception();
      }
      if (!exchange.method().equals("GET")) {
        throw ApiStatus.methodNotAllowed("only GET is allowed on " + exchange.rawPath())
            .exception();
      }
      page.handle(exchange);
    };
  }

  private void store(Exchange exchange) throws IOException, InterruptedException {
    boolean keys = exchange.query("keys").equals("true");
    String user = exchange.user().map(User::name).orElse("");
    try (Takers.Taker taker = takers.begin(exchange.query("id"), user, source.hold().get())) {
      LOG.info("a backup begins, for {}", user);
      exchange.status(200).setHeader("Content-Type", BYTES);
      try (OutputStream out = exchange.output()) {
        OutputStream buffered = new BufferedOutputStream(out, BUFFER);
        new Snapshot(source, keys).write(new ItemWriter(buffered));
        taker.require();
        buffered.flush();
        while (!ending.await(SIGN_SECONDS, TimeUnit.SECONDS)) {
          taker.require();
          out.write('\n');
          out.flush();
        }
      } finally {
        LOG.info("a backup has ended, for {}", user);
      }
    }
  }

  private void hold(Exchange exchange) throws IOException {
    if (!takers.heard(exchange.query("id"))) {
      throw ApiStatus.notFound("no backup of that name is being taken; it has ended").exception();
    }
    exchange.status(200);
    exchange.send(BYTES, new byte[0]);
  }

  private void blob(Exchange exchange) throws IOException {
    Optional<Digest> digest = Digest.tryParse(exchange.query("digest"));
    Optional<Blob> found = digest.flatMap(source.blobs()::open);
    if (found.isEmpty()) {
      throw ApiStatus.notFound("there is no blob " + exchange.query("digest")).exception();
    }
    try (Blob blob = found.get()) {
      String from = exchange.query("from");
      long start = from.matches("[0-9]{1,18}") ? Long.parseLong(from) : 0;
      long length = Math.max(0, blob.size() - start);
      try (InputStream bytes = Channels.newInputStream(blob.part(start, length))) {
        exchange.status(200).setHeader("Content-Type", BYTES);
        exchange.setHeader("Content-Length", Long.toString(length));
        try (OutputStream out = exchange.output()) {
          long _ = bytes.transferTo(out);
        }
      }
    } catch (DamagedBlobException e) {
      if (exchange.isCommitted()) {
        throw e;
      }
      throw ApiStatus.notFound("the blob " + exchange.query("digest") + " is damaged").exception();
    }
  }

  private void keys(Exchange exchange) throws IOException {
    LOG.info("the keys are given to {}", exchange.user().map(User::name).orElse(""));
    ObjectNode json = Json.object();
    source
        .files()
        .keys()
        .forEach((name, bytes) -> json.put(name, Base64.getEncoder().encodeToString(bytes)));
    exchange.status(200);
    exchange.send("application/json", Json.bytes(json));
  }

  /** Ends what waits for clients to leave, so that the server can stop. */
  @Override
  public void close() {
    ending.countDown();
    watch.interrupt();
  }
}
