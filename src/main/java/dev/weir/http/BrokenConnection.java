package dev.weir.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a connection so that the client does not take the end for one that was meant. */
final class BrokenConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenConnection.class);

  private BrokenConnection() {}

  /** By a reset; under TLS nothing says goodbye before it. */
  static void reset(EndPoint connection) {
    EndPoint socket = connection;
    while (socket instanceof EndPoint.Wrapper wrapper) {
      socket = wrapper.unwrap();
    }
    if (socket.getTransport() instanceof SocketChannel channel) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException | UnsupportedOperationException e) {
        LOG.debug("a connection cannot be reset: {}", e.toString());
      }
    }
    socket.close();
  }
}
