package dev.weir.clients;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** Debian's registry behind htpasswd: {@code ann} logs in with {@code correct-horse}. */
final class PrivateRegistry implements AutoCloseable {
  static final String USER = "ann";
  static final String PASSWORD = "correct-horse";

  private final Process process;
  private final String host;

  /** What a registry is beside its own. */
  private record More(String tls, String config, Map<String, String> variables) {}

  private PrivateRegistry(Path folder, Map<String, String> environment, More more)
      throws Exception {
    Files.createDirectories(folder);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    host = "127.0.0.1:" + port;
    Path passwords = folder.resolve("htpasswd");
    Files.writeString(
        passwords, RealClient.required(environment, "htpasswd").run("-Bbn", USER, PASSWORD));
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "%s"%s}
        auth: {htpasswd: {realm: private, path: %s}}
        """
                .formatted(folder.resolve("blobs"), host, more.tls(), passwords)
            + more.config());
    RealClient.required(environment, "docker-registry");
    ProcessBuilder builder =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(more.variables());
    process = builder.start();
    await()
        .ignoreExceptions()
        .until(
            () -> {
              try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return true;
              }
            });
  }

  /** Over plain HTTP. */
  static PrivateRegistry plain(Path folder, Map<String, String> environment) throws Exception {
    return new PrivateRegistry(folder, environment, new More("", "", Map.of()));
  }

  /**
   * Over plain HTTP, telling others of what happens.
   *
   * @param notifications that part of its configuration
   * @param trusted certificates of those whom it tells
   */
  static PrivateRegistry telling(
      Path folder, Map<String, String> environment, String notifications, Path trusted)
      throws Exception {
    return new PrivateRegistry(
        folder,
        environment,
        new More("", notifications, Map.of("SSL_CERT_FILE", trusted.toString())));
  }

  /** Over TLS with these files. */
  static PrivateRegistry tls(
      Path folder, Map<String, String> environment, Path certificate, Path key) throws Exception {
    return new PrivateRegistry(
        folder,
        environment,
        new More(", tls: {certificate: %s, key: %s}".formatted(certificate, key), "", Map.of()));
  }

  /** A file with the login to it. */
  static String logins(String host) {
    byte[] pair = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
        .formatted(host, Base64.getEncoder().encodeToString(pair));
  }

  /** {@code 127.0.0.1:PORT}. */
  String host() {
    return host;
  }

  /** Ends it; what it holds stays in its folder. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
