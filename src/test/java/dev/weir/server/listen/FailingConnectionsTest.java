package dev.weir.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.HeapBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that fail before their first byte. */
@Timeout(60)
class FailingConnectionsTest {
  private final Server jetty = new Server();

  private static final class Failing extends HttpConnectionFactory {
    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
      return new AbstractConnection(endPoint, connector.getExecutor()) {
        @Override
        public void onOpen() {
          throw new IllegalStateException("this connection was made to fail");
        }

        @Override
        public void onFillable() {}
      };
    }
  }

  @AfterEach
  void stop() throws Exception {
    jetty.stop();
  }

  private static Socket connect(ServerConnector connector) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
  }

  @Test
  void giveTheirPlacesBack() throws Exception {
    HeapBudget.Part room = new HeapBudget(16L << 20).connections();
    ServerConnector connector =
        PunctualConnectors.tcp(jetty, 1, 1, new ConnectionPlaces(room), new Failing());
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    jetty.start();

    for (int i = 0; i < 5; i++) {
      try (Socket socket = connect(connector)) {
        assertThat(socket.getInputStream().read()).isNegative();
      }
    }

    await().untilAsserted(() -> assertThat(room.take(room.room())).isTrue());
  }
}
