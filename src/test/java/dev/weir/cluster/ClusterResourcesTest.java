package dev.weir.cluster;

import static dev.weir.client.ScriptedServer.answer;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.ObjectWatch;
import dev.weir.client.OverHttpContract;
import dev.weir.client.Resources;
import dev.weir.client.Resources.Query;
import dev.weir.client.UnansweredException;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import dev.weir.network.ProxyRules;
import dev.weir.resource.ApiObject;
import dev.weir.resource.StatusException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterResourcesTest extends OverHttpContract {
  private static final String OBJECT =
      "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}";
  private static final String BUSY =
      "{\"kind\":\"Status\",\"code\":429,\"reason\":\"TooManyRequests\",\"message\":\"busy\"}";

  private final List<ClusterResources> opened = new ArrayList<>();
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  private Duration silence = Duration.ofSeconds(20);
  private Duration patience = Duration.ofSeconds(20);

  @AfterEach
  void close() {
    opened.forEach(ClusterResources::close);
  }

  @Override
  protected Resources of(URI server, TlsSettings tls, String token) {
    return of(server, tls, () -> Identity.ofToken(token));
  }

  private ClusterResources of(URI server, TlsSettings tls, Supplier<Identity> identity) {
    ClusterResources resources =
        new ClusterResources(
            new ClusterAccess(server, tls, ProxyRules.DIRECT, identity),
            new ClusterResources.Limits(Duration.ofSeconds(10), patience, silence, pauses::add));
    opened.add(resources);
    return resources;
  }

  @Test
  void eachRequestHasTheTokenOfItsMoment() {
    AtomicReference<String> token = new AtomicReference<>("of-yesterday");
    Resources rotating =
        of(running(), runningTls(), () -> Identity.ofToken(requireNonNull(token.get())));
    assertThatThrownBy(() -> rotating.list(CONFIG_MAP, "default", Query.ALL))
        .isInstanceOfSatisfying(
            StatusException.class, refused -> assertThat(refused.status().code()).isEqualTo(401));
    token.set(administratorsToken());
    assertThat(rotating.list(NAMESPACE, "", Query.ALL).items()).isNotEmpty();
  }

  @Test
  void aServerIsKnownByTheNameThatItsCertificateShallHave() {
    TlsSettings tls = runningTls();
    Resources named =
        of(
            running(),
            new TlsSettings(tls.authorities(), false, "localhost", "", ""),
            administratorsToken());
    assertThat(named.list(NAMESPACE, "", Query.ALL).items()).isNotEmpty();
    Resources another =
        of(
            running(),
            new TlsSettings(tls.authorities(), false, "k8s.example", "", ""),
            administratorsToken());
    assertThatThrownBy(() -> another.list(NAMESPACE, "", Query.ALL))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining("made out to another name");
  }

  @Test
  void aServerIsBelievedUncheckedWhereThatIsWanted() {
    Resources unchecked =
        of(running(), new TlsSettings("", true, "", "", ""), administratorsToken());
    assertThat(unchecked.list(NAMESPACE, "", Query.ALL).items()).isNotEmpty();
  }

  @Test
  void aRequestThatTakesLongHoldsUpNoOther() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicInteger waiting = new AtomicInteger();
    Resources resources =
        odd(
            exchange -> {
              if (exchange.getRequestURI().getPath().endsWith("/slow")) {
                waiting.incrementAndGet();
                await(answered);
              }
              answer(exchange, 200, OBJECT);
            });
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ApiObject>> slow = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        slow.add(all.submit(() -> resources.get(CONFIG_MAP, "default", "slow")));
      }
      Awaitility.await().until(() -> waiting.get() == 20);
      assertThat(resources.get(CONFIG_MAP, "default", "fast").tree()).isNotEmpty();
      assertThat(slow).noneMatch(Future::isDone);
      answered.countDown();
      for (Future<ApiObject> each : slow) {
        assertThat(each.get().tree()).isNotEmpty();
      }
    }
  }

  @Test
  void aServerThatAsksForPatienceIsAskedAgainThen() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Resources resources =
        odd(
            exchange -> {
              if (asked.incrementAndGet() < 3) {
                exchange.getResponseHeaders().set("Retry-After", "7");
                answer(exchange, 429, BUSY);
              } else {
                answer(exchange, 200, OBJECT);
              }
            });
    assertThat(resources.create(CONFIG_MAP, "default", object("v1", "ConfigMap", "", "x")).tree())
        .isNotEmpty();
    assertThat(asked).hasValue(3);
    assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
  }

  @Test
  void aServerThatNeverHasTimeRefuses() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Resources resources =
        odd(
            exchange -> {
              asked.incrementAndGet();
              exchange.getResponseHeaders().set("Retry-After", "86400");
              answer(exchange, 503, BUSY);
            });
    assertThatThrownBy(() -> resources.watch(CONFIG_MAP, "default", Query.ALL, "1"))
        .isInstanceOf(StatusException.class);
    assertThat(asked).hasValue(5);
    assertThat(pauses).hasSize(4).containsOnly(Duration.ofSeconds(30));
  }

  @Test
  void aRefusalThatAsksForNoPatienceIsFinal() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Resources resources =
        odd(
            exchange -> {
              asked.incrementAndGet();
              answer(exchange, 503, "{}");
            });
    assertThatThrownBy(() -> resources.get(CONFIG_MAP, "default", "x"))
        .isInstanceOf(StatusException.class);
    assertThat(asked).hasValue(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void aWatchThatFallsSilentIsGivenUp() throws Exception {
    silence = Duration.ofMillis(300);
    CountDownLatch over = new CountDownLatch(1);
    Resources resources =
        odd(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().flush();
              await(over);
            });
    try (ObjectWatch watch = resources.watch(CONFIG_MAP, "default", Query.ALL, "1")) {
      assertThatThrownBy(() -> watch.next(Duration.ofSeconds(20)))
          .isInstanceOf(UnansweredException.class);
    } finally {
      over.countDown();
    }
  }

  @Test
  void aWatchIsToEndBeforeItsSilenceMeansAnything() throws Exception {
    silence = Duration.ofMinutes(2);
    AtomicReference<String> asked = new AtomicReference<>("");
    Resources resources =
        odd(
            exchange -> {
              asked.set(exchange.getRequestURI().getQuery());
              answer(exchange, 200, "");
            });
    resources.watch(CONFIG_MAP, "default", Query.ALL, "1").close();
    assertThat(asked.get()).contains("timeoutSeconds=100");
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    patience = Duration.ofMillis(300);
    CountDownLatch over = new CountDownLatch(1);
    Resources resources = odd(exchange -> await(over));
    try {
      assertThatThrownBy(() -> resources.get(CONFIG_MAP, "default", "x"))
          .isInstanceOf(UnansweredException.class)
          .hasMessageContaining("no answer in time");
    } finally {
      over.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
