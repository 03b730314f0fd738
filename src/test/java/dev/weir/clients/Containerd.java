package dev.weir.clients;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Debian's containerd with a root, a state and a socket of its own. */
public final class Containerd implements AutoCloseable {
  private final Path home;
  private final Process daemon;
  private final RealClient ctr;

  private Containerd(Path home, Process daemon) {
    this.home = home;
    this.daemon = daemon;
    this.ctr =
        RealClient.required(
            Map.of(), "ctr", "--address", home.resolve("sock").toString(), "-n", "test");
  }

  /** Starts it; it runs as root only. */
  public static Containerd start() throws IOException {
    RealClient containerd = RealClient.required(Map.of(), "containerd");
    Missing.here().unless(isRoot(), "containerd runs as root, and this is not");
    Path home = Files.createTempDirectory(Path.of("/tmp"), "ctrd"); // a socket's path is short
    Path config =
        Files.writeString(
            home.resolve("config.toml"),
            """
            version = 2
            root = "%1$s/root"
            state = "%1$s/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "%1$s/sock"
            [ttrpc]
              address = "%1$s/ttrpc"
            """
                .formatted(home));
    Process daemon = containerd.start("--config", config.toString());
    Containerd started = new Containerd(home, daemon);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> started.ctr.attempt("", "version").exit() == 0);
    return started;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Leads the pulls of every registry to this one: the one file that a node needs.
   *
   * @param server with its scheme
   * @param more lines about it
   */
  Path hosts(String server, String... more) throws IOException {
    Path hosts = home.resolve("certs.d");
    Files.writeString(
        Files.createDirectories(hosts.resolve("_default")).resolve("hosts.toml"),
        """
        [host."%s"]
          capabilities = ["pull", "resolve"]
          %s
        """
            .formatted(server, String.join("\n  ", more)));
    return hosts;
  }

  /** Fetches an image with all that its platform needs. */
  String fetch(Path hosts, String image, String... options)
      throws IOException, InterruptedException {
    return run(List.of("content", "fetch"), hosts, image, options);
  }

  /** Pulls an image and unpacks it into a snapshot, as a node does before it runs it. */
  String pull(Path hosts, String image, String... options)
      throws IOException, InterruptedException {
    return run(List.of("images", "pull", "--snapshotter", "native"), hosts, image, options);
  }

  private String run(List<String> command, Path hosts, String image, String... options)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("--hosts-dir", hosts.toString()));
    line.addAll(List.of(options));
    line.add(image);
    return ctr.run(line.toArray(String[]::new));
  }

  /** Its command line. */
  public RealClient ctr() {
    return ctr;
  }

  /** Names of the snapshots that images were unpacked into. */
  public String snapshots() throws IOException, InterruptedException {
    return ctr.run("snapshots", "--snapshotter", "native", "ls");
  }

  /** Digests of all that it holds. */
  public String content() throws IOException, InterruptedException {
    return ctr.run("content", "ls", "-q");
  }

  /** Names and digests of its images. */
  public String images() throws IOException, InterruptedException {
    return ctr.run("images", "ls");
  }

  @Override
  public void close() throws IOException {
    daemon.destroy();
    try {
      if (!daemon.waitFor(Duration.ofSeconds(10))) {
        daemon.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
