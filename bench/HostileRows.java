import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.http.UnreadStreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ten honest clients beside many hostile connections of one sort, then a thousand of the largest
 * manifests at once; all against a server with 512 MB of heap, which ends when that is not enough.
 */
final class HostileRows {
  private static final int HONEST = 10;
  private static final int LARGEST = 4 << 20;
  private static final int PIECE = 64 * 1024;
  private static final String NAMESPACE = "hostile";
  private static final String OBJECT = "/api/v1/namespaces/hostile/configmaps/small";
  private static final String LARGE_OBJECT = "/api/v1/namespaces/hostile/configmaps/large";
  private static final int STREAMS = 100;
  private static final String MANIFEST = "/v2/hostile/app/manifests/v1";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final String IMPORTS =
      "/apis/image.openshift.io/v1/namespaces/hostile/imagestreamimports";

  private final Program weir;
  private final int connections;
  private final int manifests;
  private final Duration span;
  private final String honest;
  private final String hostile;
  private final String blob;

  HostileRows(Program weir, boolean quick) throws Exception {
    this.weir = weir;
    this.connections = quick ? 100 : 500;
    this.manifests = quick ? 100 : 1_000;
    this.span = Duration.ofSeconds(quick ? 3 : 8);
    try (HttpCaller api = weir.callApi();
        HttpCaller registry = weir.callRegistry()) {
      api.json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"hostile\"}}").require(201);
      api.json(
              "POST",
              "/api/v1/namespaces/hostile/configmaps",
              "{\"metadata\":{\"name\":\"small\"},\"data\":{\"a\":\"b\"}}")
          .require(201);
      SmallImage image = new SmallImage(registry, NAMESPACE + "/app");
      image.put("v1", image.manifest(1));
      this.blob = image.blob(new byte[LARGEST * 4]);
      api.json(
              "POST",
              "/api/v1/namespaces/hostile/configmaps",
              "{\"metadata\":{\"name\":\"large\"},\"data\":{\"a\":\"%s\"}}"
                  .formatted("x".repeat(900_000)))
          .require(201);
      this.honest = editor(api, "honest");
      this.hostile = editor(api, "hostile");
    }
  }

  /** A token of a new account that may edit the project. */
  private static String editor(HttpCaller api, String name) throws IOException {
    String accounts = "/api/v1/namespaces/hostile/serviceaccounts";
    api.json("POST", accounts, "{\"metadata\":{\"name\":\"%s\"}}".formatted(name)).require(201);
    api.json(
            "POST",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/hostile/rolebindings",
            """
            {"metadata":{"name":"%1$s"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"},
             "subjects":[{"kind":"ServiceAccount","namespace":"hostile","name":"%1$s"}]}
            """
                .formatted(name))
        .require(201);
    String answer =
        new String(
            api.json("POST", accounts + "/" + name + "/token", "{}").require(201).body(), UTF_8);
    Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer);
    if (!token.find()) {
      throw new IllegalStateException(answer);
    }
    return "Bearer " + token.group(1);
  }

  /** Holds a connection until it is ended from the other side. */
  private interface Sort {
    void hold(Socket socket, Runnable begun) throws Exception;
  }

  void print() throws Exception {
    String review = head("POST", REVIEWS, "", "application/json", 3_000_000);
    String tiny = head("POST", REVIEWS, "", "application/json", 1_000);
    String push = head("PUT", "/v2/hostile/app/manifests/x", hostile, "application/json", LARGEST);
    honest(span); // warm
    row("unfinished bodies of strangers", weir.api(), sending(review, 512 * 1024));
    row("one byte of a body of strangers", weir.api(), sending(tiny, 1));
    row("unfinished manifests of one user", weir.registry(), sending(push, LARGEST / 2));
    row("a byte of a header every 5 s", weir.registry(), HostileRows::drip);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<Socket> accepted = new ArrayList<>();
      Thread.ofVirtual().start(() -> acceptAll(silent, accepted));
      String wish = wish("127.0.0.1:" + silent.getLocalPort() + "/a/b:c");
      String request = head("POST", IMPORTS, hostile, "application/json", wish.length()) + wish;
      row("imports of one user from a silent host", weir.api(), sending(request, 0));
    }
    row("streams that strangers do not read", weir.api(), HostileRows::shut);
    row("patched objects one user does not read", weir.api(), this::patchUnread);
    row("unfinished uploads of one user", weir.registry(), this::upload);
    row("downloads that one user does not read", weir.registry(), this::download);
    largest();
  }

  private static void shut(Socket socket, Runnable begun) throws IOException {
    UnreadStreams client = new UnreadStreams(socket);
    for (int i = 0; i < STREAMS; i++) {
      client.request("GET", "/healthz", new byte[0]);
    }
    begun.run();
  }

  private void patchUnread(Socket socket, Runnable begun) throws IOException {
    UnreadStreams client = new UnreadStreams(socket);
    client.request(
        "PATCH",
        LARGE_OBJECT + "?dryRun=All",
        "{\"data\":{\"b\":\"c\"}}".getBytes(US_ASCII),
        "authorization",
        hostile,
        "content-type",
        "application/merge-patch+json");
    begun.run();
  }

  private void upload(Socket socket, Runnable begun) throws IOException {
    String type = "application/octet-stream";
    send(socket, head("POST", "/v2/hostile/app/blobs/uploads/", hostile, type, 0), 0);
    byte[] answer = new byte[4096];
    int read = socket.getInputStream().read(answer);
    String location =
        new String(answer, 0, Math.max(0, read), US_ASCII)
            .replaceAll("(?s).*Location: (?:https?://[^/]+)?(\\S+).*", "$1");
    send(socket, head("PATCH", location, hostile, type, 100_000_000), 1);
    begun.run();
  }

  private void download(Socket socket, Runnable begun) throws Exception {
    socket.setReceiveBufferSize(PIECE);
    send(socket, head("GET", "/v2/hostile/app/blobs/" + blob, hostile, "", 0), 0);
    begun.run();
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void acceptAll(ServerSocket silent, List<Socket> accepted) {
    try {
      while (true) {
        accepted.add(silent.accept());
      }
    } catch (IOException closed) {
      accepted.clear();
    }
  }

  private static String wish(String from) {
    return "{\"kind\":\"ImageStreamImport\",\"apiVersion\":\"image.openshift.io/v1\",\"metadata\":{\"name\":\"s\"},"
               + "\"spec\":{\"import\":true,\"images\":[{\"from\":{\"kind\":\"DockerImage\",\"name\":\""
        + from
        + "\"},\"importPolicy\":{\"insecure\":true}}]}}";
  }

  private static String head(
      String method, String path, String authorization, String type, int length) {
    String login = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
    return "%s %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(method, path, login, type, length);
  }

  private static Sort sending(String head, int filling) {
    return (socket, begun) -> {
      send(socket, head, filling);
      begun.run();
    };
  }

  private static void send(Socket socket, String head, int filling) throws IOException {
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    byte[] spaces = new byte[filling];
    Arrays.fill(spaces, (byte) ' ');
    socket.getOutputStream().write(spaces);
    socket.getOutputStream().flush();
  }

  private static void drip(Socket socket, Runnable begun) throws Exception {
    socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(US_ASCII));
    begun.run();
    while (!Thread.currentThread().isInterrupted()) {
      Thread.sleep(5_000);
      socket.getOutputStream().write('x');
    }
  }

  private void row(String name, URI target, Sort sort) throws Exception {
    Load.Figure alone = honest(span);
    List<Socket> open = new ArrayList<>();
    Load.Figure beside;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Semaphore begun = new Semaphore(0);
      for (int i = 0; i < connections; i++) {
        threads.submit(() -> hold(target, sort, open, begun));
      }
      begun.tryAcquire(connections, 60, TimeUnit.SECONDS);
      Thread.sleep(2_000); // that they come is no matter here, but that they stay
      beside = honest(span);
      threads.shutdownNow();
      synchronized (open) {
        for (Socket socket : open) {
          socket.close();
        }
      }
    }
    Table.row(
        connections + " x " + name,
        "%.1f ms".formatted(beside.p99()),
        "%.1f ms".formatted(alone.p99()),
        beside.p99() / alone.p99(),
        "< 2 (p99 of ten honest)");
  }

  /** Comes again five seconds after the end of a connection. */
  private Void hold(URI target, Sort sort, List<Socket> open, Semaphore begun) throws Exception {
    while (!Thread.currentThread().isInterrupted()) {
      try (Socket socket =
          target.getScheme().equals("https")
              ? weir.tls().getSocketFactory().createSocket(target.getHost(), target.getPort())
              : new Socket(target.getHost(), target.getPort())) {
        synchronized (open) {
          open.add(socket);
        }
        try {
          sort.hold(socket, () -> begun.release());
          long _ = socket.getInputStream().skip(Long.MAX_VALUE);
        } catch (IOException ended) {
          begun.release();
        }
      }
      Thread.sleep(5_000);
    }
    return null;
  }

  /** Each client asks the API for an object, then the registry for a manifest, and so on. */
  private Load.Figure honest(Duration time) throws Exception {
    Map<Integer, HttpCaller> api = new ConcurrentHashMap<>();
    Map<Integer, HttpCaller> registry = new ConcurrentHashMap<>();
    for (int i = 0; i < HONEST; i++) {
      api.put(i, new HttpCaller(weir.api(), weir.tls(), honest));
      registry.put(i, new HttpCaller(weir.registry(), weir.tls(), honest));
    }
    try {
      return Load.measure(
          HONEST,
          time,
          (client, round) -> {
            if (round % 2 == 0) {
              api.get(client).get(OBJECT).require(200);
            } else {
              registry.get(client).get(MANIFEST).require(200);
            }
            Thread.sleep(2); // people and builds do other things as well
          });
    } finally {
      for (int i = 0; i < HONEST; i++) {
        api.get(i).close();
        registry.get(i).close();
      }
    }
  }

  /** All at once; what is refused may be sent again. */
  private void largest() throws Exception {
    String begin =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[],\"annotations\":{\"x\":\"";
    String end = "\"}}";
    byte[] manifest =
        (begin + "y".repeat(LARGEST - begin.length() - end.length()) + end).getBytes(US_ASCII);
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < manifests; i++) {
        String tag = "t" + i;
        answers.add(threads.submit(() -> push(tag, manifest)));
      }
      for (Future<Integer> answer : answers) {
        statuses.merge(answer.get(), 1, Integer::sum);
      }
    }
    honest(Duration.ofSeconds(1));
    Table.row(
        manifests + " manifests of 4 MB at once, 512 MB of heap",
        statuses.toString(),
        "%.0f MB RSS".formatted(weir.rss() / 1e6),
        "201 or 429, nothing ends");
  }

  /** Sends as long as nothing is answered. */
  private int push(String tag, byte[] manifest) throws IOException {
    URI registry = weir.registry();
    try (Socket socket = new Socket(registry.getHost(), registry.getPort())) {
      String head =
          head(
              "PUT",
              "/v2/hostile/app/manifests/" + tag,
              hostile,
              "application/vnd.oci.image.index.v1+json",
              manifest.length);
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      for (int at = 0; at < manifest.length && in.available() == 0; at += PIECE) {
        socket.getOutputStream().write(manifest, at, Math.min(PIECE, manifest.length - at));
      }
      return Integer.parseInt(new String(in.readNBytes(12), US_ASCII).substring(9));
    }
  }
}
