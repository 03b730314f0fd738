package dev.weir.server.listen;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/** Connectors whose connections are {@link PunctualEndPoint}s, and what ends those that are not. */
final class PunctualConnectors {
  /** Of the patience; so much later at most a connection ends. */
  private static final int PART = 10;

  private PunctualConnectors() {}

  static ServerConnector tcp(
      Server jetty,
      int acceptors,
      int selectors,
      ConnectionPlaces places,
      ConnectionFactory... protocols) {
    return new ServerConnector(jetty, acceptors, selectors, protocols) {
      @Override
      protected SocketChannelEndPoint newEndPoint(
          SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint =
            new PunctualEndPoint(channel, selector, key, getScheduler(), Optional.of(places));
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
      }

      @Override
      protected SelectorManager newSelectorManager(
          Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
          @Override
          public void connectionOpened(Connection connection, Object context) {
            boolean opened = false;
            try {
              super.connectionOpened(connection, context);
              opened = true;
            } finally {
              if (!opened) { // or only its channel is closed, and its place is not given back
                connection.getEndPoint().close();
              }
            }
          }
        };
      }
    };
  }

  static UnixDomainServerConnector unix(
      Server jetty, int acceptors, int selectors, ConnectionFactory... protocols) {
    return new UnixDomainServerConnector(jetty, acceptors, selectors, protocols) {
      @Override
      protected SelectorManager newSelectorManager(
          Executor executor, Scheduler scheduler, int selectors) {
        return new UnixDomainSelectorManager(executor, scheduler, selectors) {
          @Override
          protected EndPoint newEndPoint(
              SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            SocketChannelEndPoint endPoint =
                new PunctualEndPoint(
                    (SocketChannel) channel, selector, key, getScheduler(), Optional.empty());
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
          }
        };
      }
    };
  }

  /** From now on ends connections whose headers are owed for so long, while the server runs. */
  static void endLate(Server jetty, Duration patience) {
    Runnable look =
        () -> {
          for (Connector connector : jetty.getConnectors()) {
            for (EndPoint endPoint : ((AbstractConnector) connector).getConnectedEndPoints()) {
              PunctualEndPoint.of(endPoint).ifPresent(p -> p.endIfLate(patience.toNanos()));
            }
          }
        };
    Thread _ = Thread.ofVirtual().name("late-headers").start(() -> repeat(jetty, patience, look));
  }

  private static void repeat(Server jetty, Duration patience, Runnable look) {
    try {
      while (!jetty.isStopping() && !jetty.isStopped()) {
        Thread.sleep(patience.dividedBy(PART));
        look.run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
