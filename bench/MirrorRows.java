import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A copy of one image with large layers from registry to registry by {@code weir image mirror}
 * beside {@code skopeo copy}: from docker-registry to another one, and to Weir. Each copy goes to a
 * registry that was just started and has nothing.
 */
final class MirrorRows {
  private static final String REPOSITORY = "bench/large";
  private static final int LAYERS = 10;
  private static final int BLOCK = 1024 * 1024;
  private static final int GZIP = 0x1f8b0800;
  private static final long LOOKS = 20;

  private final Path directory;
  private final boolean quick;
  private final long bytes;
  private int copies;

  /**
   * Nothing is started yet.
   *
   * @param bytes of all layers together
   */
  MirrorRows(Path directory, boolean quick, long bytes) {
    this.directory = directory;
    this.quick = quick;
    this.bytes = bytes;
  }

  /**
   * What a command took.
   *
   * @param rss most bytes that its process held
   */
  private record Took(double seconds, double cpu, long rss) {}

  private interface Target {
    Program start(Path place) throws Exception;
  }

  void print() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    try (Program from = Program.dockerRegistry(source, Optional.empty())) {
      String digest = fill(from);
      rows("docker-registry", from, digest, this::dockerRegistry);
      rows("Weir", from, digest, this::weir);
    }
  }

  private Program dockerRegistry(Path place) throws Exception {
    return Program.dockerRegistry(place, Optional.empty());
  }

  private Program weir(Path place) throws Exception {
    Program weir = Program.weir(place.resolve("data"), false);
    new ApiRows(weir, place, quick).prepare();
    return weir;
  }

  private void rows(String name, Program from, String digest, Target target) throws Exception {
    List<Took> ours = new ArrayList<>();
    List<Took> theirs = new ArrayList<>();
    for (int i = 0; i < (quick ? 1 : 3); i++) {
      ours.add(copy(from, digest, target, this::mirror));
      theirs.add(copy(from, digest, target, this::skopeo));
    }
    Took our = median(ours);
    Took their = median(theirs);
    Table.row(
        "copy of %.1f GB to %s, wall".formatted(bytes / 1e9, name),
        "%.2f s".formatted(our.seconds()),
        "%.2f s".formatted(their.seconds()),
        their.seconds() / our.seconds(),
        ">= 1");
    Table.row(
        "  client CPU",
        "%.2f s".formatted(our.cpu()),
        "%.2f s".formatted(their.cpu()),
        our.cpu() / their.cpu(),
        "");
    Table.row(
        "  client's largest RSS",
        "%.0f MB".formatted(our.rss() / 1e6),
        "%.0f MB".formatted(their.rss() / 1e6),
        (double) our.rss() / their.rss(),
        "< 150 MB");
  }

  private static Took median(List<Took> all) {
    return all.stream()
        .sorted(Comparator.comparingDouble(Took::seconds))
        .toList()
        .get(all.size() / 2);
  }

  private interface Command {
    List<String> of(Path logins, String source, String target);
  }

  private List<String> mirror(Path logins, String source, String target) {
    return List.of(
        "./weir", "image", "mirror", "--insecure", "-a", logins.toString(), source, target);
  }

  private List<String> skopeo(Path logins, String source, String target) {
    return List.of(
        "skopeo",
        "copy",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        "--authfile",
        logins.toString(),
        "docker://" + source,
        "docker://" + target);
  }

  private Took copy(Program from, String digest, Target target, Command command) throws Exception {
    Path place = Files.createDirectory(directory.resolve("copy" + ++copies));
    try (Program to = target.start(place)) {
      Path logins = Files.writeString(place.resolve("logins.json"), logins(to));
      String source = from.registry().getAuthority() + "/" + REPOSITORY + ":v1";
      String copied = to.registry().getAuthority() + "/bench/copied:v1";
      Path log = place.resolve("copy.log");
      Took took = run(command.of(logins, source, copied), log);
      try (HttpCaller registry = to.callRegistry()) {
        registry.accept(SmallImage.MANIFEST);
        if (registry.get("/v2/bench/copied/manifests/" + digest).status() != 200) {
          throw new IllegalStateException("the copy did not arrive: " + Files.readString(log));
        }
      }
      return took;
    } finally {
      delete(place);
    }
  }

  private static String logins(Program to) {
    String token = to.authorization().replaceFirst("Bearer ", "");
    return token.isEmpty()
        ? "{\"auths\":{}}"
        : "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
            .formatted(
                to.registry().getAuthority(),
                Base64.getEncoder().encodeToString(("bench:" + token).getBytes(UTF_8)));
  }

  private static Took run(List<String> command, Path log) throws Exception {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    double cpu = 0;
    long rss = 0;
    while (process.isAlive()) {
      Thread.sleep(LOOKS);
      cpu = Math.max(cpu, Program.cpuSeconds(process.pid()));
      rss = Math.max(rss, Program.largestRss(process.pid()));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + Files.readString(log));
    }
    return new Took(seconds, cpu, rss);
  }

  /** Pushes the image; returns the digest of its manifest. */
  private String fill(Program registry) throws Exception {
    try (HttpCaller caller = registry.callRegistry()) {
      SmallImage image = new SmallImage(caller, REPOSITORY);
      List<String> layers = new ArrayList<>();
      long size = bytes / LAYERS / BLOCK * BLOCK;
      for (int i = 0; i < LAYERS; i++) {
        String begun =
            location(caller.call("POST", "/v2/" + REPOSITORY + "/blobs/uploads/", "", new byte[0]));
        DigestInputStream layer = new DigestInputStream(new Blocks(size, i), SmallImage.sha256());
        String sent = location(caller.send("PATCH", begun, size, layer));
        String digest = "sha256:" + HexFormat.of().formatHex(layer.getMessageDigest().digest());
        caller
            .call(
                "PUT",
                sent + (sent.contains("?") ? "&" : "?") + "digest=" + digest,
                "",
                new byte[0])
            .require(201);
        layers.add(
            "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"size\":%d,\"digest\":\"%s\"}"
                .formatted(size, digest));
      }
      byte[] manifest = image.manifest(layers);
      image.put("v1", manifest);
      return SmallImage.digest(manifest);
    }
  }

  private static String location(HttpCaller.Answer answer) {
    return answer.require(202).headers().get("location").replaceFirst("^https?://[^/]+", "");
  }

  /** Begins as gzip does, or skopeo would compress it; no two blocks are alike. */
  private static final class Blocks extends InputStream {
    private final byte[] block = new byte[BLOCK];
    private final int stamp;
    private long left;
    private int number;
    private int at = BLOCK;

    Blocks(long length, int stamp) {
      this.left = length;
      this.stamp = stamp;
      new Random(stamp).nextBytes(block);
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (left == 0) {
        return -1;
      }
      if (at == BLOCK) {
        ByteBuffer.wrap(block).putInt(GZIP).putInt(stamp).putInt(++number);
        at = 0;
      }
      int n = (int) Math.min(Math.min(length, BLOCK - at), left);
      System.arraycopy(block, at, into, from, n);
      at += n;
      left -= n;
      return n;
    }
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> paths = Files.walk(place)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
