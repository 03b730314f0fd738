package dev.weir.registry;

import dev.weir.access.Authenticator;
import dev.weir.access.Authorizer;
import dev.weir.blob.BlobStore;
import dev.weir.blob.PushLeases;
import dev.weir.http.BodyBudget;
import dev.weir.http.DoorHandler;
import dev.weir.http.KnownNames;
import dev.weir.importing.Importer;
import dev.weir.importing.StreamImports;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.pullthrough.stream.TestPulls;
import dev.weir.reference.Digest;
import dev.weir.remote.Registries;
import dev.weir.streams.Streams;
import dev.weir.streams.removal.DeletedDigests;
import dev.weir.window.Windows;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The registry's door before streams, on a free port. */
public final class ServedRegistry implements AutoCloseable {
  /** The registry's name outside. */
  public static final String PUBLISHED = "registry.test:5000";

  private static final int CACHED = 4 << 20;

  private final Server server;
  private final ServerConnector connector;

  /** Imports of streams, as windows need them. */
  public static StreamImports imports(Streams streams, Registries registries) {
    return new StreamImports(streams, new Importer(registries, new ImportMemory(32L << 20)));
  }

  /**
   * Begins to serve.
   *
   * @param registries others that windows ask
   */
  public ServedRegistry(
      Streams streams,
      BlobStore blobs,
      StreamImports imports,
      Registries registries,
      Authenticator authenticator,
      Authorizer authorizer,
      BodyBudget bodies)
      throws Exception {
    this(
        streams,
        blobs,
        new PushLeases(InstantSource.system(), Duration.ofHours(24)),
        imports,
        registries,
        authenticator,
        authorizer,
        bodies,
        _ -> {});
  }

  /**
   * As above.
   *
   * @param leases what those who push were told of
   * @param letGo is told of blobs that somebody wants off the disk
   */
  public ServedRegistry(
      Streams streams,
      BlobStore blobs,
      PushLeases leases,
      StreamImports imports,
      Registries registries,
      Authenticator authenticator,
      Authorizer authorizer,
      BodyBudget bodies,
      Consumer<Digest> letGo)
      throws Exception {
    RegistryDoor door =
        new RegistryDoor(
            new RegistryDoor.Parts(
                blobs,
                leases,
                streams.names(),
                streams.links(),
                streams.tags(),
                streams.content(),
                streams.pushes(),
                new DeletedDigests(streams),
                letGo,
                TestPulls.over(streams),
                Windows.over(streams, imports, registries, PUBLISHED::equals),
                authenticator,
                authorizer,
                new Realm(Optional.empty(), new KnownNames(List.of()), PUBLISHED),
                streams.context()::now,
                bodies,
                CACHED));
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new DoorHandler(door));
    server.start();
  }

  /** Address and port. */
  public String host() {
    return "127.0.0.1:" + connector.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
