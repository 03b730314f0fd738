package dev.weir.client.oauth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A port of this machine alone, to which the browser comes back once. */
final class Callback implements AutoCloseable {
  private static final String PATH = "/callback";
  private static final int READ_MILLIS = 5_000;
  private static final int MAX_LINE = 16 * 1024;

  private final ServerSocket socket;

  private Callback(ServerSocket socket) {
    this.socket = socket;
  }

  static Callback listen(int port) throws IOException {
    return new Callback(
        new ServerSocket(port, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
  }

  String address() {
    return "http://127.0.0.1:" + socket.getLocalPort() + PATH;
  }

  /**
   * Waits until the browser comes.
   *
   * @return the path and query that it asked for
   * @throws LoginRefusedException if it does not come in time
   */
  String await(Duration patience) throws IOException, LoginRefusedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new LoginRefusedException(0, "the browser did not come back in time");
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      try (Socket browser = socket.accept()) {
        String target = target(browser);
        boolean ours = target.startsWith(PATH + "?");
        answer(browser, ours);
        if (ours) {
          return target;
        }
      } catch (SocketTimeoutException _) {
        // A browser that says nothing, or nobody: look at the clock.
      }
    }
  }

  private static String target(Socket browser) throws IOException {
    browser.setSoTimeout(READ_MILLIS);
    var in =
        new BufferedReader(
            new InputStreamReader(browser.getInputStream(), StandardCharsets.US_ASCII), 1024);
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n' && line.length() < MAX_LINE; ) {
      line.append((char) next);
      next = in.read();
    }
    String[] words = line.toString().strip().split(" ");
    return words.length == 3 && words[0].equals("GET") ? words[1] : "";
  }

  private static void answer(Socket browser, boolean ours) throws IOException {
    String text =
        ours
            ? "You are logged in, or told why not, where you started the command."
            : "Nothing is here.";
    byte[] body = ("<!doctype html><title>weir</title><p>" + text).getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + (ours ? "200 OK" : "404 Not Found")
            + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    browser.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    browser.getOutputStream().write(body);
    browser.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
