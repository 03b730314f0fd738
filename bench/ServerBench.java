import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A whole server from outside, beside docker-registry, etcd and fsync in the same run: manifests,
 * blobs, tag moves, triggers, pages, start and memory. Needs {@code ./weir}, wrk, curl, htpasswd
 * and docker-registry.
 *
 * <p>Arguments: {@code [--quick] [--only
 * registry|blobs|discovery|push|mirror|content|api|triggers|configs|lists|large|start|hostile|through|schedule|import|collection|history|client|console]
 * [--layer GIB] [DIRECTORY]}.
 */
public final class ServerBench {
  private final Path directory;
  private final boolean quick;
  private final long layer;

  private ServerBench(Path directory, boolean quick, long layer) {
    this.directory = directory;
    this.quick = quick;
    this.layer = layer;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> given = Arrays.asList(arguments);
    boolean quick = given.contains("--quick");
    String part = value(given, "--only", "");
    String layer = value(given, "--layer", quick ? "1" : "5");
    String place =
        given.stream()
            .filter(a -> !a.startsWith("--") && !a.equals(part) && !a.equals(layer))
            .findFirst()
            .orElse(".");
    Path directory = Files.createTempDirectory(Path.of(place).toAbsolutePath(), "bench");
    try {
      System.out.println("load average " + Files.readString(Path.of("/proc/loadavg")).strip());
      new ServerBench(directory, quick, Long.parseLong(layer) << 30).run(part);
      System.out.println("load average " + Files.readString(Path.of("/proc/loadavg")).strip());
    } finally {
      delete(directory);
    }
  }

  private void client(Path data) throws Exception {
    Table.head("weir", "oc");
    try (Program _ = Program.weir(data, false)) {
      new ClientRows(data, directory, quick).print();
    }
    Table.head("Weir", "beside it");
  }

  private static String value(List<String> given, String name, String usual) {
    int at = given.indexOf(name);
    return at < 0 ? usual : given.get(at + 1);
  }

  private void run(String part) throws Exception {
    Path data = directory.resolve("data");
    try (Program weir = Program.weir(data, false)) {
      System.out.printf("first start %.2f s%n", weir.startSeconds());
    }
    Table.head("Weir", "beside it");
    if (part.isEmpty() || part.equals("start")) {
      new StartRows(directory, quick).print(directory.resolve("start"));
    }
    if (part.isEmpty() || part.equals("client")) {
      client(directory.resolve("client"));
    }
    if (part.isEmpty() || part.equals("registry")) {
      registry(data);
    }
    if (part.isEmpty() || part.equals("blobs")) {
      blobs(data);
    }
    if (part.isEmpty() || part.equals("discovery")) {
      try (Program weir = Program.weir(data, false)) {
        new ApiRows(weir, directory, quick).prepare();
      }
      Table.head("Weir", "a blob");
      new DiscoveryRows(data, quick).print();
    }
    if (part.isEmpty() || part.equals("push")) {
      Table.head("Weir", "docker-registry");
      new PushRows(directory, quick).print();
    }
    if (part.isEmpty() || part.equals("mirror")) {
      Table.head("weir image mirror", "skopeo copy");
      new MirrorRows(directory, quick, layer).print();
    }
    if (part.isEmpty() || part.equals("content")) {
      try (Program weir = Program.weir(data, false)) {
        new ApiRows(weir, directory, quick).prepare();
        Table.head("10 manifests", "");
        new ContentRows(weir, quick).print();
      }
    }
    if (part.isEmpty() || part.equals("api")) {
      try (Program weir = Program.weir(data, false)) {
        ApiRows api = new ApiRows(weir, directory, quick);
        api.prepare();
        api.printTags();
        api.printTrigger();
      }
    }
    if (part.isEmpty() || part.equals("configs")) {
      try (Program weir = Program.weir(directory.resolve("configs"), false)) {
        new DeploymentConfigRows(weir, directory, quick).print();
      }
    }
    if (part.isEmpty() || part.equals("triggers")) {
      try (Program weir = Program.weir(directory.resolve("triggers"), false)) {
        new ApiRows(weir, directory, quick).prepare();
        Table.head("from the answer", "from the push");
        new TriggerRows(weir, directory, quick).print();
      }
    }
    if (part.isEmpty() || part.equals("lists")) {
      lists(data);
    }
    if (part.isEmpty() || part.equals("hostile")) {
      try (Program weir = Program.weir(directory.resolve("hostile"), false, "-Xmx512m")) {
        new HostileRows(weir, quick).print();
      }
    }
    if (part.isEmpty() || part.equals("through")) {
      Table.head("Weir", "docker-registry");
      try (PassThroughRows rows = new PassThroughRows(directory, quick, layer)) {
        rows.print();
      }
    }
    if (part.isEmpty() || part.equals("schedule")) {
      Table.head("Weir", "");
      try (ScheduleRows rows = new ScheduleRows(directory, quick)) {
        rows.print();
      }
    }
    if (part.isEmpty() || part.equals("import")) {
      Table.head("Weir", "requests alone");
      try (ImportRows rows = new ImportRows(directory, quick)) {
        rows.print();
      }
    }
    if (part.isEmpty() || part.equals("collection")) {
      Table.head("collecting", "not collecting");
      new CollectionRows(directory, quick).print();
    }
    if (part.isEmpty() || part.equals("history")) {
      Table.head("long", "100 events");
      new HistoryRows(directory, quick).print();
    }
    if (part.isEmpty() || part.equals("console")) {
      try (ConsoleRows rows = new ConsoleRows(directory, quick)) {
        rows.print();
      }
    }
    if (part.isEmpty() || part.equals("large")) {
      try (Program weir = Program.weir(data, false)) {
        ApiRows api = new ApiRows(weir, directory, quick);
        api.prepare();
        api.printLargeStream();
      }
    }
  }

  private void lists(Path data) throws Exception {
    try (Program weir = Program.weir(data, true)) {
      new ListRows(weir, quick).print();
      new WatchRows(weir, quick).print();
    }
  }

  private void registry(Path data) throws Exception {
    for (boolean secure : new boolean[] {false, true}) {
      Optional<Path> authority = secure ? Optional.of(data) : Optional.empty();
      try (Program weir = Program.weir(data, secure);
          Program peer = Program.dockerRegistry(directory, authority)) {
        new ApiRows(weir, directory, quick).prepare();
        try (Program newer = Program.distribution(directory, authority).orElse(null)) {
          new ManifestRows(quick)
              .print(weir, peer, Optional.ofNullable(newer), secure ? "TLS" : "plain");
        }
      }
    }
  }

  private void blobs(Path data) throws Exception {
    RegistryRows rows = new RegistryRows(directory, quick);
    for (boolean secure : new boolean[] {false, true}) {
      Optional<Path> authority = secure ? Optional.of(data) : Optional.empty();
      try (Program weir = Program.weir(data, secure);
          Program peer = Program.dockerRegistry(directory, authority);
          Program nginx = Nginx.start(directory, rows.files(), authority).orElse(null)) {
        new ApiRows(weir, directory, quick).prepare();
        rows.print(weir, peer, Optional.ofNullable(nginx), secure ? "TLS" : "plain");
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
