import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server that is measured, in a process of its own. */
final class Program implements AutoCloseable {
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final URI registry;
  private final URI api;
  private final String authorization;
  private final SSLContext tls;
  private final double startSeconds;

  private Program(
      Process process,
      URI registry,
      URI api,
      String authorization,
      SSLContext tls,
      double startSeconds) {
    this.process = process;
    this.registry = registry;
    this.api = api;
    this.authorization = authorization;
    this.tls = tls;
    this.startSeconds = startSeconds;
  }

  /** Weir, by its launcher as users start it; returns at its ready line. */
  static Program weir(Path data, boolean registryTls) throws Exception {
    return weir(data, registryTls, "");
  }

  /** As above, with options for its virtual machine, and more flags. */
  static Program weir(Path data, boolean registryTls, String options, String... flags)
      throws Exception {
    long begin = System.nanoTime();
    List<String> command =
        new ArrayList<>(
            List.of(
                "./weir", "serve",
                "--data", data.toString(),
                "--api", "127.0.0.1:0",
                "--registry", "127.0.0.1:0",
                "--registry-tls", registryTls ? "on" : "off"));
    command.addAll(List.of(flags));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(data.resolveSibling(data.getFileName() + ".log").toFile());
    if (!options.isEmpty()) {
      builder.environment().put("JAVA_TOOL_OPTIONS", options);
    }
    Process process = builder.start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (line == null) {
      throw new IllegalStateException("./weir serve did not start; see " + data + ".log");
    }
    Matcher ready = Pattern.compile("ready api=(\\S+) registry=(\\S+) .*").matcher(line);
    Matcher token =
        Pattern.compile("token: \"?([^\"\\s]+)")
            .matcher(Files.readString(data.resolve("admin.kubeconfig")));
    if (!ready.matches() || !token.find()) {
      throw new IllegalStateException("unexpected: " + line);
    }
    return new Program(
        process,
        URI.create(ready.group(2)),
        URI.create(ready.group(1)),
        "Bearer " + token.group(1),
        trust(data),
        seconds);
  }

  /**
   * Debian's docker-registry with what makes it fast: no access log, descriptors cached in memory.
   *
   * @param weirData a data directory whose certificate it shows, too; without it, plain HTTP
   */
  static Program dockerRegistry(Path directory, Optional<Path> weirData) throws Exception {
    return dockerRegistry(directory, weirData, List.of());
  }

  /** Debian's docker-registry as a proxy of another registry, over plain HTTP. */
  static Program dockerProxy(Path directory, String upstream) throws Exception {
    return dockerRegistry(
        directory, Optional.empty(), List.of("proxy:", "  remoteurl: " + upstream));
  }

  /**
   * Distribution 3, the successor of docker-registry, if this machine has it; set up as that one
   * is.
   */
  static Optional<Program> distribution(Path directory, Optional<Path> weirData) throws Exception {
    Optional<String> program = distributionProgram();
    return program.isEmpty()
        ? Optional.empty()
        : Optional.of(registry(program.get(), "distribution", directory, weirData, List.of()));
  }

  /** By its name on the PATH, or where {@code README.md} tells to put it. */
  private static Optional<String> distributionProgram() {
    Optional<Path> onPath =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(place -> Path.of(place, "distribution"))
            .filter(Files::isExecutable)
            .findFirst();
    String home = System.getProperty("user.home");
    Path cache =
        Path.of(
            System.getenv().getOrDefault("XDG_CACHE_HOME", home + "/.cache"),
            "weir-ci",
            "distribution-3.1.2",
            "registry");
    return onPath.or(() -> Optional.of(cache).filter(Files::isExecutable)).map(Path::toString);
  }

  private static Program dockerRegistry(Path directory, Optional<Path> weirData, List<String> more)
      throws Exception {
    return registry("docker-registry", "docker", directory, weirData, more);
  }

  private static Program registry(
      String program, String name, Path directory, Optional<Path> weirData, List<String> more)
      throws Exception {
    int port = Calibration.freePort();
    List<String> config = new ArrayList<>();
    config.add("version: 0.1");
    config.add("log: {level: error, accesslog: {disabled: true}}");
    config.add("storage:");
    config.add("  cache: {blobdescriptor: inmemory}");
    config.add("  filesystem: {rootdirectory: " + directory.resolve(name) + "}");
    config.add("http:");
    config.add("  addr: 127.0.0.1:" + port);
    if (weirData.isPresent()) {
      config.add("  tls:");
      config.add("    certificate: " + weirData.get().resolve("tls/server.crt"));
      config.add("    key: " + weirData.get().resolve("tls/server.key"));
    }
    config.addAll(more);
    Path file = Files.write(directory.resolve(name + "-" + port + ".yml"), config);
    ProcessBuilder builder =
        new ProcessBuilder(program, "serve", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + "-" + port + ".log").toFile());
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    String scheme = weirData.isPresent() ? "https" : "http";
    return of(builder.start(), URI.create(scheme + "://127.0.0.1:" + port), weirData);
  }

  /**
   * Any other server, once its port answers.
   *
   * @param weirData a data directory whose certificate it shows; without it, plain HTTP
   */
  static Program of(Process process, URI address, Optional<Path> weirData) throws Exception {
    awaitPort(address.getPort());
    SSLContext tls = weirData.isPresent() ? trust(weirData.get()) : SSLContext.getDefault();
    return new Program(process, address, address, "", tls, 0);
  }

  private static SSLContext trust(Path weirData) throws Exception {
    KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    try (InputStream in = Files.newInputStream(weirData.resolve("ca.crt"))) {
      known.setCertificateEntry(
          "weir", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void awaitPort(int port) throws Exception {
    for (int i = 0; i < 100; i++) {
      try (Socket _ = new Socket("127.0.0.1", port)) {
        return;
      } catch (ConnectException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("nothing answers at port " + port);
  }

  URI registry() {
    return registry;
  }

  /** A connection to the registry. */
  HttpCaller callRegistry() throws IOException {
    return new HttpCaller(registry, tls, authorization);
  }

  /** A connection to the API. */
  HttpCaller callApi() throws IOException {
    return new HttpCaller(api, tls, authorization);
  }

  URI api() {
    return api;
  }

  /** Trusts the server's certificate. */
  SSLContext tls() {
    return tls;
  }

  String authorization() {
    return authorization;
  }

  /** Seconds from the launcher's start to the ready line. */
  double startSeconds() {
    return startSeconds;
  }

  /** Processor seconds that it has used so far, with its workers if it has any. */
  double cpuSeconds() throws IOException {
    double sum = cpuSeconds(process.pid());
    for (ProcessHandle worker : process.descendants().toList()) {
      sum += cpuSeconds(worker.pid());
    }
    return sum;
  }

  /** Processor seconds that a process has used so far; 0 if it is gone. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    return fields.length < 13
        ? 0
        : (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Memory that it holds now, in bytes. */
  long rss() throws IOException {
    return status(process.pid(), "VmRSS:");
  }

  /** The most memory that a process has held so far, in bytes; 0 if it is gone. */
  static long largestRss(long pid) throws IOException {
    return status(pid, "VmHWM:");
  }

  private static long status(long pid, String name) throws IOException {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  private static String read(long pid, String file) throws IOException {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
        throw e;
      }
      return "";
    }
  }

  /** Bytes of its heap that are in use after a collection. */
  long heapInUse() throws Exception {
    jcmd("GC.run");
    Matcher used =
        Pattern.compile("(?m)^ *(?!Metaspace|class space)\\w.* used (\\d+)K")
            .matcher(jcmd("GC.heap_info"));
    long sum = 0;
    while (used.find()) {
      sum += Long.parseLong(used.group(1)) * 1024;
    }
    return sum;
  }

  private String jcmd(String command) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IllegalStateException("jcmd " + command + ": " + output);
    }
    return output;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
