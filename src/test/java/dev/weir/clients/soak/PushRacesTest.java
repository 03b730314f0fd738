package dev.weir.clients.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ServerProcess;
import dev.weir.clients.soak.Door.Answer;
import dev.weir.clients.soak.Repository.Held;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The races that registries with a collector are known to lose, each many times and spread over the
 * moments at which the collector marks and removes. {@code -Dweir.seed} repeats the moments.
 */
@Timeout(180)
final class PushRacesTest {
  private static final long SEED = Long.getLong("weir.seed", System.nanoTime() % 1_000_000);
  private static final int RUNNERS = Integer.getInteger("weir.runners", 15);

  /** Garbage goes between these times: after its grace, and within two rounds more. */
  private static final int EARLIEST = 700;

  private static final int LATEST = 2_500;

  @TempDir private static Path directory;

  private static ServerProcess server;
  private static Door door;
  private static final World WORLD = new World(SEED);
  private static final Findings FINDINGS = new Findings();
  private static final List<Artifact> NONE = List.of();
  private static final AtomicInteger SAID_TO_BE_THERE = new AtomicInteger();
  private static final AtomicInteger TAGGED = new AtomicInteger();
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final Map<String, List<Future<?>>> BEGUN = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    server =
        ServerProcess.start(
            directory.resolve("data"),
            "--gc-grace",
            "1s",
            "--push-lease",
            "10s",
            "--untagged-keep",
            "8s");
    door = Door.of(server);
    assertThat(Removals.create(door, "race").status()).isEqualTo(201);
    Map<String, Runner> races =
        Map.of(
            "upload", PushRacesTest::upload,
            "head", PushRacesTest::head,
            "mount", PushRacesTest::mount,
            "index", PushRacesTest::index,
            "sign", PushRacesTest::sign,
            "promote", PushRacesTest::promote);
    races.forEach(
        (name, runner) -> {
          List<Future<?>> all = new ArrayList<>();
          for (int i = 0; i < RUNNERS; i++) {
            all.add(begin(runner, name, i));
          }
          BEGUN.put(name, all);
        });
  }

  @AfterAll
  static void stop() throws Exception {
    THREADS.shutdownNow();
    door.close();
    server.close();
  }

  /** What one of many does, in a stream of its own. */
  private interface Runner {
    void run(Repository repository, Random random) throws Exception;
  }

  /** All at once, so that they take no longer than one. */
  private static Future<?> begin(Runner runner, String name, int number) {
    Repository repository = WORLD.repository("race", name + number);
    Random random = new Random(SEED * 7 + number);
    return THREADS.submit(
        () -> {
          runner.run(repository, random);
          return null;
        });
  }

  /** Waits for those of a race, then until all that nothing holds has gone. */
  private static void requireNothingLost(String name) throws Exception {
    for (Future<?> one : BEGUN.getOrDefault(name, List.of())) {
      Object _ = one.get();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> BEGUN.values().stream().flatMap(List::stream).allMatch(Future::isDone));
    String why = name + ", -Dweir.seed=" + SEED;
    assertThat(FINDINGS.broken()).as(why).isEmpty();
    Set<String> live = WORLD.live();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(Soak.stored(server.data())).as(why).isSubsetOf(live));
    for (Repository repository : WORLD.repositories()) {
      for (List<Artifact> events : repository.tags().values()) {
        for (Artifact artifact : repository.name().startsWith(name) ? events : NONE) {
          Client.pull(door, FINDINGS, repository, new Held(artifact, repository.removals()));
        }
      }
    }
    assertThat(FINDINGS.lost()).as(why).isEmpty();
    assertThat(Soak.stored(server.data())).as(why).isEqualTo(live);
  }

  private static Pusher pusher(Random random) {
    return new Pusher(door, FINDINGS, random, Duration.ofMillis(100));
  }

  /** Pushes an image and deletes its tag, and returns at a moment at which the image may go. */
  private static Artifact onItsWayOut(Repository repository, Random random) throws Exception {
    Artifact image = WORLD.image(random, 1);
    push(repository, "old", image, random);
    assertThat(door.api("DELETE", World.tag(repository, "old"), "").status()).isEqualTo(200);
    Thread.sleep(EARLIEST + random.nextInt(LATEST - EARLIEST));
    return image;
  }

  private static void push(Repository repository, String tag, Artifact image, Random random)
      throws Exception {
    boolean _ = pusher(random).push(repository.path(), tag, image, repository.path());
  }

  private static Answer put(Repository repository, String reference, Artifact artifact)
      throws Exception {
    return door.registry(
        "PUT",
        "/v2/" + repository.path() + "/manifests/" + reference,
        artifact.type(),
        artifact.bytes());
  }

  private static void requireCreated(Answer answer) {
    assertThat(answer.status()).as(answer.text() + ", -Dweir.seed=" + SEED).isEqualTo(201);
  }

  private static boolean upload(Repository repository, Piece piece) throws Exception {
    String path = "/v2/" + repository.path() + "/blobs/uploads/?digest=" + piece.digest();
    return door.registry("POST", path, Door.BYTES, piece.bytes()).status() == 201;
  }

  private static boolean head(Repository repository, String what) throws Exception {
    return door.registry("HEAD", "/v2/" + repository.path() + what).status() == 200;
  }

  @Test
  void aBlobThatIsAboutToGoStaysOnceItsUploadIsAnswered() throws Exception {
    requireNothingLost("upload");
  }

  private static void upload(Repository repository, Random random) throws Exception {
    Artifact image = onItsWayOut(repository, random);
    for (Piece piece : image.pieces()) {
      assertThat(upload(repository, piece)).isTrue();
    }
    Thread.sleep(1 + random.nextInt(2_000));
    requireCreated(put(repository, "new", image));
    repository.tagged("new", image);
  }

  @Test
  void aBlobThatWasSaidToBeThereIsThereForTheManifest() throws Exception {
    requireNothingLost("head");
    assertThat(SAID_TO_BE_THERE).as("-Dweir.seed=" + SEED).hasPositiveValue();
  }

  private static void head(Repository repository, Random random) throws Exception {
    Artifact image = onItsWayOut(repository, random);
    for (Piece piece : image.pieces()) {
      if (head(repository, "/blobs/" + piece.digest())) {
        SAID_TO_BE_THERE.incrementAndGet();
      } else {
        assertThat(upload(repository, piece)).isTrue();
      }
    }
    Thread.sleep(1 + random.nextInt(2_000));
    requireCreated(put(repository, "new", image));
    repository.tagged("new", image);
  }

  @Test
  void aBlobThatWasMountedIsThereForTheManifest() throws Exception {
    requireNothingLost("mount");
  }

  private static void mount(Repository repository, Random random) throws Exception {
    Artifact image = onItsWayOut(repository, random);
    Repository other = WORLD.repository("race", repository.name() + "-into");
    for (Piece piece : image.pieces()) {
      String mount =
          "/v2/%s/blobs/uploads/?mount=%s&from=%s"
              .formatted(other.path(), piece.digest(), repository.path());
      if (door.registry("POST", mount).status() != 201) {
        assertThat(upload(other, piece)).isTrue();
      }
    }
    Thread.sleep(1 + random.nextInt(2_000));
    requireCreated(put(other, "new", image));
    other.tagged("new", image);
  }

  @Test
  void anIndexHasTheChildrenThatWereSaidToBeThereOrPushedBeforeIt() throws Exception {
    requireNothingLost("index");
  }

  private static void index(Repository repository, Random random) throws Exception {
    Artifact child = onItsWayOut(repository, random);
    Artifact index = WORLD.index(List.of(child));
    if (random.nextBoolean() || !head(repository, "/manifests/" + child.digest())) {
      push(repository, child.digest(), child, random);
    }
    Thread.sleep(1 + random.nextInt(2_000));
    Answer answer = put(repository, "new", index);
    requireCreated(answer);
    assertThat(answer.warning()).isEmpty();
    repository.tagged("new", index);
  }

  @Test
  void aSignatureStaysWithAnImageThatComesBackAndGoesWithOneThatDoesNot() throws Exception {
    requireNothingLost("sign");
  }

  private static void sign(Repository repository, Random random) throws Exception {
    Artifact image = onItsWayOut(repository, random);
    Artifact signature = WORLD.referrer(image, random);
    push(repository, signature.digest(), signature, random);
    if (random.nextBoolean()) {
      push(repository, "new", image, random);
      repository.tagged("new", image);
      repository.refers(
          new Repository.Referrer(signature, image.digest(), java.util.Optional.empty()));
    }
  }

  @Test
  void aTagThatIsMadeOfAnImageWhoseOwnTagOrStreamIsDeletedHasItWholeOrIsNotMade() throws Exception {
    requireNothingLost("promote");
    assertThat(TAGGED).as("-Dweir.seed=" + SEED).hasPositiveValue();
  }

  private static void promote(Repository repository, Random random) throws Exception {
    Artifact image = WORLD.image(random, 1);
    push(repository, "old", image, random);
    String leaves = random.nextBoolean() ? World.tag(repository, "old") : World.stream(repository);
    Future<Answer> deleted = THREADS.submit(() -> door.api("DELETE", leaves, ""));
    Thread.sleep(random.nextInt(15));
    Repository other = WORLD.repository("race", repository.name() + "-prod");
    String body =
        """
        {"metadata":{"name":"%s:prod"},"tag":{"name":"prod","from":
         {"kind":"ImageStreamImage","name":"%s@%s"}}}
        """
            .formatted(other.name(), repository.name(), image.digest());
    Answer _ = door.api("PUT", World.tag(other, "prod"), body);
    assertThat(deleted.get().status()).isEqualTo(200);
    Answer shown = door.api("GET", World.stream(other), "");
    if (shown.status() == 200 && !shown.json().at("/status/tags/0/items/0").isMissingNode()) {
      other.tagged("prod", image);
      TAGGED.incrementAndGet();
    }
  }
}
