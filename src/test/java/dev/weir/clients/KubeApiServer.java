package dev.weir.clients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kubernetes' own API server over etcd, as {@code .ci/kube/build} made it. Only where Go is can it
 * be made, so a machine of CI says with {@code WEIR_KUBE_APISERVER=absent} that it goes without;
 * then its tests are skipped by name.
 */
public final class KubeApiServer implements FollowedCluster {
  private static final String MISSING =
      "kube-apiserver is not built; .ci/kube/build does that where Go is";

  private final List<String> run;
  private final Path directory;

  private KubeApiServer(List<String> run, Path directory) {
    this.run = List.copyOf(run);
    this.directory = directory;
  }

  public static KubeApiServer start(Path directory) throws IOException, InterruptedException {
    Optional<Path> binary = ToolsCache.newest("kube-apiserver-[0-9.]+");
    Missing.here().unless(binary.isPresent(), MISSING, "WEIR_KUBE_APISERVER");
    for (String program : List.of("etcd", "openssl", "curl")) {
      RealClient _ = RealClient.required(Map.of(), program);
    }
    List<String> run =
        new ArrayList<>(
            List.of(
                Path.of(".ci/kube/run").toAbsolutePath().toString(),
                binary.get().toString(),
                directory.toString()));
    run.addAll(ports());
    KubeApiServer server = new KubeApiServer(run, directory);
    server.comeBack();
    return server;
  }

  private static List<String> ports() throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      taken.add(socket);
      ports.add(Integer.toString(socket.getLocalPort()));
    }
    for (ServerSocket socket : taken) {
      socket.close();
    }
    return ports;
  }

  @Override
  public Path kubeconfig() {
    return directory.resolve("admin.kubeconfig");
  }

  @Override
  public long pid() {
    return pid("apiserver").orElseThrow();
  }

  private Optional<Long> pid(String name) {
    try {
      Path file = directory.resolve(name + ".pid");
      return Files.exists(file)
          ? Optional.of(Long.parseLong(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  @Override
  public void die() throws InterruptedException {
    end("apiserver");
  }

  private void end(String name) throws InterruptedException {
    Optional<ProcessHandle> process = pid(name).flatMap(ProcessHandle::of);
    if (process.isPresent()) {
      process.get().destroyForcibly();
      process.get().onExit().join();
    }
  }

  @Override
  public void comeBack() throws IOException, InterruptedException {
    Process starting =
        new ProcessBuilder(run)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolveSibling("kube-run.log").toFile())
            .start();
    if (starting.waitFor() != 0) {
      throw new IOException(Files.readString(directory.resolveSibling("kube-run.log")));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      end("apiserver");
      end("etcd");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
