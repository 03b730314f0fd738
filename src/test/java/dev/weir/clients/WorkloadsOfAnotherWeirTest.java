package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Path;

/** Another Weir plays the cluster. */
class WorkloadsOfAnotherWeirTest extends WorkloadsElsewhereContract {
  @Override
  FollowedCluster startCluster(Path directory) throws IOException {
    return new OtherWeir(directory);
  }

  private static final class OtherWeir implements FollowedCluster {
    private final Path data;
    private final String address;
    private ServerProcess process;

    OtherWeir(Path data) throws IOException {
      this.data = data;
      this.process = ServerProcess.start(data);
      this.address = process.api().substring("https://".length());
    }

    @Override
    public Path kubeconfig() {
      return data.resolve("admin.kubeconfig");
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public void die() throws InterruptedException {
      process.kill();
    }

    @Override
    public void comeBack() throws IOException {
      process.close();
      process = ServerProcess.start(data, "--api", address);
    }

    @Override
    public void close() throws IOException {
      process.close();
    }
  }
}
