package dev.weir.server;

import dev.weir.server.upkeep.Heap;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The machine that the server runs on. */
final class Machine {
  /** This process's own memory. */
  static final Heap HEAP =
      new Heap() {
        @Override
        public long bytes() {
          return Runtime.getRuntime().totalMemory();
        }

        @Override
        public void collect() {
          System.gc();
        }
      };

  private Machine() {}

  /** Its addresses, but for loopback and those that only a link knows. */
  static List<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .map(text -> text.replaceFirst("%.*", ""))
          .sorted()
          .toList();
    } catch (SocketException _) {
      return List.of(); // a machine without a network
    }
  }
}
