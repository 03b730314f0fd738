package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * podman with a storage of its own, as a program for the PATH of a test. Where this machine lets it
 * run containers, it does; elsewhere {@code kube play} and {@code ps} are a stand-in, which keeps
 * what is played and shows its image.
 */
final class OwnPodman {
  /** Without a network, cgroups of systemd, limits that few may set, or a program for pods. */
  private static final String SETTINGS =
      """
      [containers]
      default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
      netns = "none"
      [engine]
      cgroup_manager = "cgroupfs"
      events_logger = "file"
      infra_image = "localhost/tiny:latest"
      infra_command = "/tiny"
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: trial}
      spec: {containers: [{name: tiny, image: 'localhost/tiny:latest', imagePullPolicy: Never}]}
      """;

  private static final String STAND_IN =
      """
      case "$1" in
        kube) cat > "$HOME/played.yaml"; exit ;;
        ps) sed -n 's/^[- ]*image: //p' "$HOME/played.yaml" | head -n 1; exit ;;
      esac
      """;

  private final Path program;
  private final Path work;

  private OwnPodman(Path program, Path work) {
    this.program = program;
    this.work = work;
  }

  /**
   * Makes the program, and in its storage the image {@code localhost/tiny}, which runs until it is
   * told to end.
   *
   * @param bin first in the PATH of the test
   */
  static OwnPodman in(Path bin, Path work) throws IOException, InterruptedException {
    Path program = bin.resolve("podman");
    Path image = Files.createDirectories(work.resolve("tiny"));
    TinyProgram.write(image.resolve("tiny"));
    Files.writeString(
        image.resolve("Containerfile"),
        "FROM scratch\n" + "COPY tiny /\n" + "ENTRYPOINT [\"/tiny\"]\n");
    for (String runtime : List.of("", "runtime = \"runc\"\n")) {
      Files.writeString(work.resolve("containers.conf"), SETTINGS + runtime);
      write(program, work, "");
      OwnPodman made = new OwnPodman(program, work);
      made.image("localhost/tiny:latest", "0");
      if (TinyProgram.runsHere() && made.playsPods()) {
        return made;
      }
    }
    write(program, work, STAND_IN);
    return new OwnPodman(program, work);
  }

  private static void write(Path program, Path work, String standIn) throws IOException {
    Files.writeString(
        program,
        """
        #!/bin/sh
        %sexport CONTAINERS_CONF=%s/containers.conf
        exec /usr/bin/env PATH="${PATH#*:}" podman --root=%s/root --runroot=%s/run \\
          --storage-driver=vfs "$@"
        """
            .formatted(standIn, work, work, work));
    if (!program.toFile().setExecutable(true)) {
      throw new IOException(program + " cannot be made executable");
    }
  }

  private RealClient.Output attempt(String input, String... arguments)
      throws IOException, InterruptedException {
    String path = program.resolveSibling("") + ":" + System.getenv("PATH");
    return RealClient.at(program, Map.of("PATH", path, "HOME", work.toString()))
        .attempt(input, arguments);
  }

  private boolean playsPods() throws IOException, InterruptedException {
    boolean plays = attempt(POD, "kube", "play", "-").exit() == 0;
    clear();
    return plays;
  }

  /** Makes an image that runs until it is told to end. */
  void image(String name, String version) throws IOException, InterruptedException {
    String directory = work.resolve("tiny").toString();
    RealClient.Output built =
        attempt("", "build", "-q", "--label", "version=" + version, "-t", name, directory);
    if (built.exit() != 0) {
      throw new AssertionError(built.err());
    }
  }

  /** Ends all that it runs. */
  void clear() throws IOException, InterruptedException {
    RealClient.Output _ = attempt("", "pod", "rm", "-f", "-a", "-t", "0");
  }
}
