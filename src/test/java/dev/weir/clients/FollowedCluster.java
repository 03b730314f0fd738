package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Path;

/** An API server whose workloads follow tags of a Weir; it can sleep, die and come back. */
interface FollowedCluster extends AutoCloseable {
  /** Its administrator's way in, which a restart does not change. */
  Path kubeconfig();

  long pid();

  /** SIGKILL. */
  void die() throws IOException, InterruptedException;

  /** The same server again, at the same address. */
  void comeBack() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** It keeps its connections and answers nothing. */
  default void sleep() throws IOException, InterruptedException {
    signal("STOP");
  }

  default void wake() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -" + name + " " + pid() + " exits with " + exit);
    }
  }
}
