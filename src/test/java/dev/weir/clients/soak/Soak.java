package dev.weir.clients.soak;

import dev.weir.clients.ServerProcess;
import dev.weir.clients.soak.Repository.Held;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Many clients at once on one server, at a pace, and what is left when they have gone. */
final class Soak {
  private static final int PULLERS = 2;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final ServerProcess server;
  private final Door door;
  private final World world;
  private final Findings findings = new Findings();
  private final long seed;
  private final Duration slowest;
  private final List<Client> clients = new ArrayList<>();

  /**
   * Clients of a server.
   *
   * @param clients with streams of their own
   * @param pairs of clients with one stream
   * @param slowest the longest that a push rests between a blob and its manifest; less than leases
   *     last
   */
  Soak(ServerProcess server, long seed, int clients, int pairs, Duration slowest) throws Exception {
    this.server = server;
    this.door = Door.of(server);
    this.world = new World(seed);
    this.seed = seed;
    this.slowest = slowest;
    for (String project : List.of("one", "two")) {
      made(project);
    }
    for (int i = 0; i < clients; i++) {
      this.clients.add(client(i));
    }
    for (int i = 0; i < 2 * pairs; i++) {
      this.clients.add(oneOfTwo(i));
    }
  }

  /** One of two who push to the same stream, with the same base layers. */
  private Client oneOfTwo(int number) {
    Repository mine = world.shared("two", "pair" + number / 2, "c" + number % 2);
    return new Client(
        door,
        world,
        findings,
        new Random(seed * 37 + number),
        List.of(mine),
        List.of(),
        slowest.dividedBy(2));
  }

  private void made(String project) throws Exception {
    var answer = Removals.create(door, project);
    if (answer.status() != 201) {
      throw new IllegalStateException(answer.text());
    }
  }

  private Client client(int number) throws Exception {
    String project = "own" + number;
    made(project);
    Repository a = world.repository("one", "app" + number);
    Repository b = world.repository("two", "app" + number);
    Repository c = world.repository(project, "x");
    Repository d = world.repository(project, "y");
    return new Client(
        door,
        world,
        findings,
        new Random(seed * 31 + number),
        List.of(a, b, c, d),
        List.of(c, d),
        slowest);
  }

  Findings findings() {
    return findings;
  }

  World world() {
    return world;
  }

  Door door() {
    return door;
  }

  /**
   * Lets all clients work for a time, so that in the end so many blobs were sent; on a slow machine
   * for as long as that takes.
   */
  void run(Duration time, long blobs) throws Exception {
    long begin = System.nanoTime();
    long before = findings.blobs();
    long most = before + blobs;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (Client client : clients) {
        all.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() - begin < time.toNanos() || findings.blobs() < most) {
                    await(begin, time, before, blobs);
                    client.step();
                  }
                  return null;
                }));
      }
      for (int i = 0; i < PULLERS; i++) {
        Client puller = clients.get(i);
        all.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() - begin < time.toNanos() || findings.blobs() < most) {
                    puller.pull();
                    Thread.sleep(PAUSE);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private void await(long begin, Duration time, long before, long blobs)
      throws InterruptedException {
    while (findings.blobs() - before > blobs * (double) (System.nanoTime() - begin) / time.toNanos()
        && System.nanoTime() - begin < time.toNanos()) {
      Thread.sleep(10);
    }
  }

  /** Makes up its mind about all that had no answer, when the server is there again. */
  void look() throws Exception {
    for (Client client : clients) {
      client.restoreProject();
    }
    for (Repository repository : world.repositories()) {
      world.look(door, repository, findings);
    }
  }

  /** Pulls everything that is held. */
  void pullAll() throws Exception {
    for (Repository repository : world.repositories()) {
      for (List<Artifact> events : repository.tags().values()) {
        for (Artifact artifact : events) {
          Client.pull(door, findings, repository, new Held(artifact, repository.removals()));
        }
      }
    }
  }

  /** Digests of all files that the server keeps as blobs. */
  Set<String> stored() throws IOException {
    return stored(server.data());
  }

  /** The same of a data directory. */
  static Set<String> stored(Path data) throws IOException {
    Set<String> found = new HashSet<>();
    try (Stream<Path> files = Files.walk(data.resolve("blobs/blobs/sha256"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.length() == 64)
          .forEach(name -> found.add("sha256:" + name));
    } catch (java.io.UncheckedIOException e) {
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
    }
    return found;
  }

  /** Stored and held by nothing. */
  Set<String> garbage() throws IOException {
    Set<String> garbage = stored();
    garbage.removeAll(world.most());
    return garbage;
  }

  /** Held and not stored. */
  Set<String> missing() throws IOException {
    Set<String> missing = world.live();
    missing.removeAll(stored());
    return missing;
  }

  void print(PrintStream out) {
    out.println(findings);
    findings.broken().stream().limit(20).forEach(one -> out.println("  broken: " + one));
    findings.lost().stream().limit(20).forEach(one -> out.println("  lost: " + one));
    findings.odd().stream().limit(20).forEach(one -> out.println("  odd: " + one));
  }
}
