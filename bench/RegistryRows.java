import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * What a registry does in a second with blobs, by curl, beside another one and nginx. All take
 * turns within each row, so that a busy neighbour hits all.
 */
final class RegistryRows {
  private static final String REPOSITORY = "bench/app";

  private final Path directory;
  private final boolean quick;
  private String digest = ""; // of the blob as it is now

  RegistryRows(Path directory, boolean quick) {
    this.directory = directory;
    this.quick = quick;
  }

  /** What one registry reached. */
  private record Transfer(double gigabytesPerSecond, double cpuPerGigabyte) {}

  private interface Measure<T> {
    T of(Program program) throws Exception;
  }

  /**
   * Measures all of them.
   *
   * @param nginx gives out the files of {@link #files}, as they are
   * @param how names the transport in the table
   */
  void print(Program weir, Program peer, Optional<Program> nginx, String how) throws Exception {
    boolean plain = how.equals("plain");
    Path blob = blob();
    List<Transfer> up =
        transfers(List.of(weir, peer), () -> renew(blob), program -> upload(program, blob));
    transferRows("blob upload, " + how, up.get(0), up.get(1), ">= 1.5", "");
    List<Program> givers = new ArrayList<>(List.of(weir, peer));
    nginx.ifPresent(givers::add);
    List<Transfer> down =
        transfers(
            givers,
            () -> {},
            program ->
                download(
                    program,
                    nginx.filter(program::equals).isPresent()
                        ? "/" + blob.getFileName()
                        : "/v2/" + REPOSITORY + "/blobs/" + digest));
    transferRows(
        "blob GET, " + how,
        down.get(0),
        down.get(1),
        plain ? ">= 1.5" : ">= 1",
        plain ? "<= 0.5" : "");
    if (nginx.isPresent()) {
      transferRows("  beside nginx", down.get(0), down.get(2), plain ? ">= 0.9" : ">= 0.8", "");
    }
    Files.delete(blob);
  }

  /** Where the blob lies that is sent and fetched. */
  Path files() throws IOException {
    return Files.createDirectories(directory.resolve("files"));
  }

  private static void transferRows(
      String name, Transfer ours, Transfer theirs, String aim, String cpuAim) {
    Table.row(
        name,
        "%.2f GB/s".formatted(ours.gigabytesPerSecond()),
        "%.2f GB/s".formatted(theirs.gigabytesPerSecond()),
        ours.gigabytesPerSecond() / theirs.gigabytesPerSecond(),
        aim);
    Table.row(
        "  server CPU per GB",
        "%.2f s".formatted(ours.cpuPerGigabyte()),
        "%.2f s".formatted(theirs.cpuPerGigabyte()),
        ours.cpuPerGigabyte() / theirs.cpuPerGigabyte(),
        cpuAim);
  }

  private interface Preparation {
    void run() throws IOException;
  }

  /** Of each program, the first of which is Weir; they take turns. */
  private List<Transfer> transfers(
      List<Program> programs, Preparation preparation, Measure<Transfer> measure) throws Exception {
    for (int i = 0; i < (quick ? 1 : 6); i++) { // warm up, as with manifests
      preparation.run();
      measure.of(programs.get(0));
    }
    for (Program peer : programs.subList(1, programs.size())) {
      measure.of(peer);
    }
    List<List<Transfer>> all = new ArrayList<>();
    programs.forEach(_ -> all.add(new ArrayList<>()));
    for (int i = 0; i < (quick ? 2 : 5); i++) {
      preparation.run();
      for (int j = 0; j < programs.size(); j++) {
        all.get(j).add(measure.of(programs.get(j)));
      }
    }
    return all.stream().map(RegistryRows::median).toList();
  }

  private static Transfer median(Iterable<Transfer> all) {
    List<Double> speeds = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    for (Transfer one : all) {
      speeds.add(one.gigabytesPerSecond());
      costs.add(one.cpuPerGigabyte());
    }
    return new Transfer(median(speeds), median(costs));
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  private Transfer upload(Program program, Path blob) throws Exception {
    String location;
    try (HttpCaller caller = program.callRegistry()) {
      location =
          caller
              .call("POST", "/v2/" + REPOSITORY + "/blobs/uploads/", "", new byte[0])
              .require(202)
              .headers()
              .get("location");
    }
    Path headers = directory.resolve("headers");
    double cpu = program.cpuSeconds();
    long begin = System.nanoTime();
    String absolute = location.startsWith("/") ? program.registry() + location : location;
    curl(program, "-X", "PATCH", "-T", blob.toString(), "-D", headers.toString(), absolute);
    String next =
        Files.readAllLines(headers).stream()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location:"))
            .map(line -> line.substring("location:".length()).strip())
            .findFirst()
            .orElseThrow();
    String end = next.startsWith("/") ? program.registry() + next : next;
    curl(program, "-X", "PUT", end + (end.contains("?") ? "&" : "?") + "digest=" + digest);
    return transfer(program, begin, cpu, Files.size(blob));
  }

  private Transfer download(Program program, String path) throws Exception {
    double cpu = program.cpuSeconds();
    long begin = System.nanoTime();
    curl(program, "-o", "/dev/null", program.registry() + path);
    return transfer(program, begin, cpu, blobSize());
  }

  private static Transfer transfer(Program program, long begin, double cpu, long bytes)
      throws IOException {
    double seconds = (System.nanoTime() - begin) / 1e9;
    double gigabytes = bytes / 1e9;
    return new Transfer(gigabytes / seconds, (program.cpuSeconds() - cpu) / gigabytes);
  }

  private void curl(Program program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-k", "--fail", "-H", "Expect:"));
    if (!program.authorization().isEmpty()) {
      Path header = directory.resolve("authorization");
      Files.writeString(header, "Authorization: " + program.authorization() + "\n");
      command.addAll(List.of("-H", "@" + header));
    }
    command.addAll(Arrays.asList(arguments));
    run(command);
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command.get(0) + ": " + output);
    }
    return output;
  }

  private int blobSize() {
    return (quick ? 64 : 512) * 1024 * 1024;
  }

  private Path blob() throws IOException {
    Path file = files().resolve("blob");
    byte[] bytes = new byte[1024 * 1024];
    Random random = new Random(1);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int written = 0; written < blobSize(); written += bytes.length) {
        random.nextBytes(bytes);
        out.write(ByteBuffer.wrap(bytes));
      }
    }
    return file;
  }

  /** Gives the file another digest: a registry may drop what it has already. */
  private void renew(Path blob) throws IOException {
    try (FileChannel out = FileChannel.open(blob, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.allocate(8).putLong(0, System.nanoTime()), 0);
    }
    digest = digestOf(blob);
  }

  private static String digestOf(Path blob) throws IOException {
    MessageDigest sha256 = SmallImage.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(1024 * 1024);
    try (FileChannel in = FileChannel.open(blob, StandardOpenOption.READ)) {
      while (in.read(buffer) >= 0) {
        sha256.update(buffer.flip());
        buffer.clear();
      }
    }
    return "sha256:" + HexFormat.of().formatHex(sha256.digest());
  }
}
