package dev.weir.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.HeapBudget;
import dev.weir.http.Exchange;
import dev.weir.server.config.ListenAddress;
import dev.weir.server.config.ServerConfig.RegistryTls;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with few places for connections, and clients of two addresses. */
@Timeout(60)
class ConnectionPlacesTest {
  private static final String GREEDY = "127.0.0.1";
  private static final String OTHER = "127.0.0.2";
  private static final int MANY = 100;

  @TempDir private Path parent;
  private DataDirectory data;
  private Listeners listeners;
  private int places;
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    data = DataDirectory.open(parent.resolve("data"));
    HeapBudget heap = new HeapBudget(16L << 20);
    places = (int) (heap.connections().room() / (12 * 1024));
    assertThat(places).isBetween(20, MANY - 20);
    ListenAddress any = new ListenAddress("127.0.0.1", 0);
    listeners =
        Listeners.bind(
            ListenersTest.config(data.root(), any, any, RegistryTls.OFF),
            new Certificates(data, Clock.systemUTC()).own(List.of()),
            new RequestMetrics(),
            heap);
    listeners.start(this::answer, this::answer, data.socket());
  }

  @AfterEach
  void stop() throws IOException {
    mayEnd.countDown();
    for (Socket socket : sockets) {
      socket.close();
    }
    listeners.close();
    data.close();
  }

  private void answer(Exchange exchange) throws IOException {
    if (exchange.rawPath().equals("/wait")) {
      exchange.output().flush();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.send("text/plain", new byte[0]);
  }

  private Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setSoTimeout(20_000);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), listeners.registry().port()));
    return socket;
  }

  /** Asks for something; true if an answer begins. */
  private static boolean asks(Socket socket, String path) throws IOException {
    try {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: x\r\n\r\n"
                  .formatted(path)
                  .getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      for (int next = 0; next >= 0 && head.indexOf("\r\n\r\n") < 0; ) {
        next = socket.getInputStream().read();
        head.append((char) next);
      }
      return head.toString().startsWith("HTTP/1.1 200");
    } catch (SocketException reset) {
      return false;
    }
  }

  private int manyAsk(String from, String path) throws IOException {
    int answered = 0;
    for (int i = 0; i < MANY; i++) {
      answered += asks(connect(from), path) ? 1 : 0;
    }
    return answered;
  }

  @Test
  void anAddressLeavesPlacesForOthersHoweverManyItTakes() throws Exception {
    assertThat(manyAsk(GREEDY, "/wait")).isEqualTo(places * 3 / 4);
    assertThat(asks(connect(OTHER), "/wait")).isTrue();
    assertThat(manyAsk(OTHER, "/wait")).isGreaterThan(places / 8);
  }

  @Test
  void whoLeavesGivesThePlaceBack() throws Exception {
    for (int round = 0; round < 3; round++) {
      assertThat(manyAsk(GREEDY, "/")).isEqualTo(MANY);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    assertThat(manyAsk(GREEDY, "/wait")).isEqualTo(places * 3 / 4);
  }

  @Test
  void aConnectionThatRestsMakesRoomForTheNext() throws Exception {
    assertThat(manyAsk(GREEDY, "/")).isEqualTo(MANY);
    assertThat(asks(sockets.getFirst(), "/")).isFalse();
    assertThat(asks(sockets.getLast(), "/")).isTrue();
  }

  @Test
  void theAddressThatHasMostMakesRoomForOthers() throws Exception {
    Socket mine = connect(OTHER);
    assertThat(asks(mine, "/")).isTrue();
    for (int i = 0; i < MANY; i++) {
      Socket _ = connect(GREEDY); // and says nothing
    }

    assertThat(manyAsk(OTHER, "/wait")).isGreaterThanOrEqualTo(places / 2 - 1);
  }
}
