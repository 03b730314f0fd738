package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RandomRequests.Wish;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random requests against a real server: never an answer of the 5xx kind, never a hang, and nothing
 * changes by requests that are refused. {@code -Dweir.fuzz.seed=N -Dweir.fuzz.requests=M} for other
 * and longer runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiFuzzTest {
  private static final long SEED = Long.getLong("weir.fuzz.seed", 1);
  private static final int REQUESTS = Integer.getInteger("weir.fuzz.requests", 450);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern REVISION = Pattern.compile("(?m)^weir_store_revision (\\S+)");

  @TempDir static Path work;
  private KindServer kindServer;
  private HttpApi api;
  private List<KindSample> kinds = List.of();

  @BeforeAll
  void start() throws Exception {
    kindServer = KindServer.start(work.resolve("data"), KindSample::served);
    api = kindServer.api();
    kinds = kindServer.kinds();
  }

  @AfterAll
  void stop() throws IOException {
    kindServer.close();
  }

  private RandomGenerator seeded(String part) {
    System.out.println("fuzz: " + part + " weir.fuzz.seed=" + SEED + " requests=" + REQUESTS);
    return new SplittableRandom(SEED + part.hashCode());
  }

  @Test
  void whoHasNoRightsChangesNothing() throws Exception {
    RandomGenerator random = seeded("strangers");
    RandomRequests requests = new RandomRequests(random, kinds);
    long before = settled();
    for (int i = 0; i < REQUESTS / 3; i++) {
      Wish wish = requests.next();
      HttpResponse<byte[]> answer = send(stranger(random, wish.path()), wish);
      if (!wish.path().startsWith("/api") && !wish.path().startsWith("/oapi/v1/")) {
        continue; // pages, some of which are for everybody
      }
      boolean read = wish.method().equals("GET") || wish.method().equals("HEAD");
      assertThat(answer.statusCode())
          .as("seed %d, request %d: %s", SEED, i, wish)
          .satisfies(code -> assertThat(code >= 400 || read).isTrue());
    }
    assertThat(revision()).as("seed %d: the store changed", SEED).isEqualTo(before);
  }

  /** Nobody, a token that is none, or a user without any role. */
  private HttpRequest.Builder stranger(RandomGenerator random, String path) {
    return switch (random.nextInt(5)) {
      case 0 -> api.anonymous(path);
      case 1 -> api.anonymous(path).header("Authorization", "Bearer sha256~" + random.nextLong());
      case 2 -> api.anonymous(path).header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
      case 3 -> api.anonymous(path).header("Authorization", "Basic !!!");
      default -> api.request(path).header("Impersonate-User", "mallory");
    };
  }

  @Test
  void whatIsRefusedChangesNothing() throws Exception {
    RandomRequests requests = new RandomRequests(seeded("administrator"), kinds);
    Set<Integer> answers = new TreeSet<>();
    for (int i = 0; i < REQUESTS; i++) {
      Wish wish = requests.next();
      if (endsServer(wish)) {
        continue;
      }
      long before = revision();
      HttpResponse<byte[]> answer = send(api.request(wish.path()), wish);
      answers.add(answer.statusCode());
      boolean dry = wish.path().contains("dryRun=All");
      if (answer.statusCode() >= 400 || dry) {
        boolean changed = revision() != before;
        assertThat(changed && changesAgain(wish))
            .as(
                "seed %d, request %d was answered %d and changed the store: %s",
                SEED, i, answer.statusCode(), wish)
            .isFalse();
      }
    }
    assertThat(answers)
        .as("requests that all fail alike try nothing")
        .contains(200, 201, 400, 404, 405, 415, 422);
  }

  /** Loops write at any time; a request that changes something does so each time. */
  private boolean changesAgain(Wish wish) throws Exception {
    for (int i = 0; i < 3; i++) {
      long before = settled();
      send(api.request(wish.path()), wish);
      if (revision() == before) {
        return false;
      }
    }
    return true;
  }

  /** The namespace of the other requests stays. */
  private static boolean endsServer(Wish wish) {
    return wish.method().equals("DELETE")
        && wish.path().matches(".*/(namespaces|projects)(/walk)?/?(\\?.*)?");
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, Wish wish) throws Exception {
    wish.headers().forEach(request::header);
    try {
      HttpResponse<byte[]> answer =
          api.bytes(
              request
                  .timeout(PATIENCE)
                  .method(wish.method(), BodyPublishers.ofByteArray(wish.body())));
      String body = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
      boolean ahead = answer.statusCode() == 504 && body.contains("ResourceVersionTooLarge");
      assertThat(answer.statusCode() < 500 || ahead)
          .as("seed %d: %d %s for %s", SEED, answer.statusCode(), body, wish)
          .isTrue();
      return answer;
    } catch (HttpTimeoutException hang) {
      throw new AssertionError(
          "seed " + SEED + ": no answer within " + PATIENCE + " to " + wish, hang);
    }
  }

  private long revision() throws Exception {
    Matcher found = REVISION.matcher(api.get("/metrics").body());
    assertThat(found.find()).isTrue();
    return (long) Double.parseDouble(found.group(1));
  }

  /** The revision once loops have done what there was to do. */
  private long settled() throws Exception {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              long now = revision();
              return now == last.getAndSet(now);
            });
    return last.get();
  }
}
