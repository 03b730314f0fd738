import dev.weir.blob.file.FileBlobStore;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.storage.check.Check;
import dev.weir.storage.check.Finding;
import dev.weir.store.Transaction;
import dev.weir.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A full check of what is stored: blobs of 16 MB each, and links to them. Bytes by second beside
 * what the same hash function takes of memory; both with one thread.
 */
public final class CheckBench {
  private static final int BLOB = 16 << 20;
  private static final int LINKS_AT_ONCE = 10_000;

  private CheckBench() {}

  public static void main(String[] arguments) throws Exception {
    int blobs = number(arguments, "--blobs", 64);
    int links = number(arguments, "--links", 1_000_000);
    Path directory =
        Files.createTempDirectory(
            Path.of(arguments.length % 2 == 1 ? arguments[arguments.length - 1] : "."), "bench");
    try {
      hash();
      run(directory, blobs, links);
    } finally {
      delete(directory);
    }
  }

  private static int number(String[] arguments, String flag, int usual) {
    int at = List.of(arguments).indexOf(flag);
    return at < 0 ? usual : Integer.parseInt(arguments[at + 1]);
  }

  private static void hash() throws Exception {
    byte[] bytes = new byte[BLOB];
    new Random(1).nextBytes(bytes);
    MessageDigest function = MessageDigest.getInstance("SHA-256");
    for (int round = 0; round < 3; round++) {
      long begin = cpu();
      for (int i = 0; i < 32; i++) {
        function.update(bytes);
      }
      byte[] _ = function.digest();
      if (round == 2) {
        double seconds = (cpu() - begin) / 1e9;
        System.out.printf(
            "SHA-256 of memory          %.0f MB/s per core%n", 32L * BLOB / 1e6 / seconds);
      }
    }
  }

  private static void run(Path directory, int count, int links) throws Exception {
    try (SqliteStore store = SqliteStore.open(directory.resolve("weir.db"));
        FileBlobStore blobs =
            FileBlobStore.open(Files.createDirectory(directory.resolve("blobs")));
        FileBlobStore mirror =
            FileBlobStore.open(Files.createDirectory(directory.resolve("mirror")))) {
      List<Digest> digests = blobs(blobs, count);
      check("check, cold JVM", store, blobs, mirror);
      check("check, warm", store, blobs, mirror);
      if (links > 0) {
        link(store, digests, links);
        System.gc();
        long before = heap();
        check("check with links", store, blobs, mirror);
        System.gc();
        System.out.printf(
            "links                      %,d; heap after the check %+.1f MB%n",
            links, (heap() - before) / 1e6);
      }
    }
  }

  private static long heap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static List<Digest> blobs(FileBlobStore blobs, int count) throws IOException {
    byte[] bytes = new byte[BLOB];
    new Random(2).nextBytes(bytes);
    Digest[] digests = new Digest[count];
    for (int i = 0; i < count; i++) {
      bytes[0] = (byte) i;
      bytes[1] = (byte) (i >> 8);
      digests[i] = Digest.of(bytes);
      blobs.put(digests[i], new ByteArrayInputStream(bytes));
    }
    return List.of(digests);
  }

  private static void link(SqliteStore store, List<Digest> digests, int links) {
    for (int from = 0; from < links; from += LINKS_AT_ONCE) {
      Transaction.Builder some = Transaction.builder();
      for (int i = from; i < Math.min(links, from + LINKS_AT_ONCE); i++) {
        some.put(
            "/links/team/app%07d/%s".formatted(i, digests.get(i % digests.size())),
            Json.bytes(Json.object().put("size", BLOB).put("since", 1)));
      }
      store.commit(some.build());
    }
  }

  private static void check(
      String name, SqliteStore store, FileBlobStore blobs, FileBlobStore mirror) throws Exception {
    long begin = System.nanoTime();
    long cpu = cpu();
    Check.Summary summary =
        new Check(store, blobs, mirror, InstantSource.system(), false, digest -> false)
            .run(
                new Check.Request(false, OptionalLong.empty()),
                new Check.Report() {
                  @Override
                  public void found(Finding finding) {
                    throw new IllegalStateException(finding.toString());
                  }

                  @Override
                  public void progress(Check.Progress progress) {
                    // nobody looks
                  }
                });
    double seconds = (System.nanoTime() - begin) / 1e9;
    double busy = (cpu() - cpu) / 1e9;
    System.out.printf(
        "%-26s %.2f s, %.2f s of CPU; %,d MB of blobs, %,d entries",
        name, seconds, busy, summary.bytes() / 1_000_000, summary.keys());
    System.out.println(
        summary.keys() == 0 ? "; %.0f MB/s per core".formatted(summary.bytes() / 1e6 / busy) : "");
  }

  private static long cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
