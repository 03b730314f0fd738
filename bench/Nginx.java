import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Debian's nginx, which gives a directory's files out as they are: by sendfile, where it can. */
final class Nginx {
  private Nginx() {}

  /**
   * Starts it, if this machine has it.
   *
   * @param files what it gives out
   * @param weirData a data directory whose certificate it shows; without it, plain HTTP
   */
  static Optional<Program> start(Path directory, Path files, Optional<Path> weirData)
      throws Exception {
    Optional<Path> program =
        Stream.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty()) {
      System.out.println("no nginx on this machine: blobs are not compared with it");
      return Optional.empty();
    }
    int port = Calibration.freePort();
    Path home = Files.createDirectories(directory.resolve("nginx-" + port));
    Path file = Files.write(home.resolve("nginx.conf"), config(port, home, files, weirData));
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "-p",
                home.toString(),
                "-e",
                "error",
                "-c",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile())
            .start();
    URI address = URI.create((weirData.isPresent() ? "https" : "http") + "://127.0.0.1:" + port);
    return Optional.of(Program.of(process, address, weirData));
  }

  private static List<String> config(int port, Path home, Path files, Optional<Path> weirData) {
    List<String> lines = new ArrayList<>();
    lines.add("daemon off;");
    if (System.getProperty("user.name").equals("root")) {
      lines.add("user root;"); // or its workers could not read the files
    }
    lines.add("worker_processes auto;");
    lines.add("pid pid;");
    lines.add("events { worker_connections 256; }");
    lines.add("http {");
    lines.add("  access_log off;");
    lines.add("  sendfile on;");
    lines.add("  tcp_nopush on;");
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      lines.add("  " + kind + "_temp_path " + home.resolve(kind) + ";");
    }
    lines.add("  server {");
    lines.add("    listen 127.0.0.1:" + port + (weirData.isPresent() ? " ssl;" : ";"));
    if (weirData.isPresent()) {
      lines.add("    ssl_certificate " + weirData.get().resolve("tls/server.crt") + ";");
      lines.add("    ssl_certificate_key " + weirData.get().resolve("tls/server.key") + ";");
    }
    lines.add("    root " + files + ";");
    lines.add("  }");
    lines.add("}");
    return lines;
  }
}
