import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the console's pages take among many streams and of a large one, what a first page weighs,
 * and what pages that are left open take beside watches of the API by the same users.
 */
final class ConsoleRows implements AutoCloseable {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/%s/imagestreams";
  private static final String BINDINGS =
      "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings";
  private static final Pattern IMAGE =
      Pattern.compile("href=\"(/console/projects/bench/streams/large/images/[^\"?]+)\"");
  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/console/assets/[^\"]+)\"");
  private static final int CLIENTS = 16;

  private final boolean quick;
  private final int readers;
  private final Program weir;

  ConsoleRows(Path directory, boolean quick) throws Exception {
    this.quick = quick;
    this.readers = quick ? 2 : 10;
    Path data = Files.createDirectories(directory.resolve("console"));
    Path users = data.resolve("users.htpasswd");
    for (int i = 0; i < readers; i++) {
      Process made =
          new ProcessBuilder(
                  "htpasswd", i == 0 ? "-cbB" : "-bB", users.toString(), "u" + i, "secret")
              .redirectErrorStream(true)
              .start();
      made.getInputStream().transferTo(OutputStream.nullOutputStream());
      if (made.waitFor() != 0) {
        throw new IllegalStateException("htpasswd made no user");
      }
    }
    this.weir = Program.weir(data, false);
  }

  void print() throws Exception {
    List<String> tokens = new ArrayList<>();
    int streams = quick ? 1_000 : 10_000;
    int tags = quick ? 100 : 1_000;
    int events = quick ? 10 : 50;
    try (HttpCaller api = weir.callApi()) {
      for (String project : List.of("many", "few", "bench")) {
        api.json("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + project + "\"}}")
            .require(201);
        api.json("POST", BINDINGS.formatted(project), viewers()).require(201);
      }
      fill(streams);
      large(api, tags, events);
    }
    for (int i = 0; i < readers; i++) {
      tokens.add(token("u" + i));
    }
    Table.head("until it is there", "server's CPU");
    try (HttpCaller reader = reader(tokens.getFirst())) {
      page(reader, "all projects", "/console/projects");
      page(reader, "a project of %,d streams".formatted(streams), "/console/projects/many");
      page(reader, "  searched, by change", "/console/projects/many?q=9&sort=changed&page=2");
      page(
          reader,
          "a stream of %,d tags x %d events".formatted(tags, events),
          "/console/projects/bench/streams/large");
      page(reader, "  one of its tags", "/console/projects/bench/streams/large/tags/t7");
      page(reader, "  an image that it has", image(reader));
      page(reader, "catalog among all of them", "/console/catalog");
    }
    try (HttpCaller reader = reader(tokens.getFirst())) {
      weigh(reader);
    }
    Table.head("open pages", "watches");
    new OpenPageRows(weir, tokens, quick).print();
  }

  /** The page of the image that the tag has. */
  private static String image(HttpCaller reader) throws Exception {
    String tag = "/console/projects/bench/streams/large/tags/t7";
    reader.with("Accept-Encoding", "identity");
    Matcher found = IMAGE.matcher(new String(reader.get(tag).require(200).body(), UTF_8));
    reader.with("Accept-Encoding", "gzip");
    if (!found.find()) {
      throw new IllegalStateException("the tag's page names no image");
    }
    return found.group(1);
  }

  private String viewers() {
    StringBuilder subjects = new StringBuilder();
    for (int i = 0; i < readers; i++) {
      subjects
          .append(i == 0 ? "" : ",")
          .append("{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"u")
          .append(i)
          .append("\"}");
    }
    return """
    {"metadata":{"name":"viewers"},"subjects":[%s],
     "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}\
    """
        .formatted(subjects);
  }

  /** As the console gets one: by the login of a user who has a name and a password. */
  private String token(String user) throws IOException {
    String basic = Base64.getEncoder().encodeToString((user + ":secret").getBytes(UTF_8));
    try (HttpCaller login = new HttpCaller(weir.api(), weir.tls(), "Basic " + basic)) {
      login.with("X-CSRF-Token", "1");
      String location =
          login
              .get("/oauth/authorize?response_type=token&client_id=openshift-challenging-client")
              .require(302)
              .headers()
              .get("location");
      Matcher token = Pattern.compile("access_token=([^&]+)").matcher(location);
      if (!token.find()) {
        throw new IllegalStateException("no token: " + location);
      }
      return token.group(1).replace("%7E", "~");
    }
  }

  /** The cookie of a session by a token. */
  static String session(String token) {
    return "__Host-weir-session=lent~" + token;
  }

  private HttpCaller reader(String token) throws IOException {
    HttpCaller reader = new HttpCaller(weir.api(), weir.tls(), "");
    reader.with("Cookie", session(token));
    reader.with("Accept-Encoding", "gzip");
    return reader;
  }

  private void fill(int streams) throws Exception {
    List<HttpCaller> callers = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        callers.add(weir.callApi());
      }
      Load.times(
          CLIENTS,
          streams,
          (client, number) ->
              callers
                  .get(client)
                  .json("POST", STREAMS.formatted("many"), stream(number))
                  .require(201));
    } finally {
      for (HttpCaller caller : callers) {
        caller.close();
      }
    }
  }

  private static String stream(int number) {
    return """
    {"kind":"ImageStream","apiVersion":"image.openshift.io/v1","metadata":{"name":"s%d"},
     "spec":{"tags":[{"name":"a","reference":true,"from":{"kind":"DockerImage","name":"example.com/a:1"}}]}}\
    """
        .formatted(number);
  }

  private void large(HttpCaller api, int tags, int events) throws Exception {
    api.json("POST", STREAMS.formatted("bench"), ApiRows.followers(tags)).require(201);
    try (HttpCaller registry = weir.callRegistry()) {
      SmallImage image = new SmallImage(registry, "bench/large");
      for (int i = 0; i < events; i++) {
        image.put("base", image.manifest(i));
      }
    }
  }

  private void page(HttpCaller reader, String name, String path) throws IOException {
    int rounds = quick ? 20 : 60;
    List<Double> millis = new ArrayList<>();
    double used = 0;
    for (int i = -rounds; i < rounds; i++) {
      if (i == 0) { // the first half warms up
        used = weir.cpuSeconds();
        millis.clear();
      }
      long begin = System.nanoTime();
      reader.get(path).require(200);
      millis.add((System.nanoTime() - begin) / 1e6);
    }
    used = (weir.cpuSeconds() - used) * 1000 / rounds;
    Table.row(name + ", p50", ms(Load.Figure.of(millis, 1).p50()), ms(used), "< 100 ms");
  }

  /** The page and the files that it names, as they are on the wire. */
  private static void weigh(HttpCaller reader) throws IOException {
    long page = reader.drain("/console/projects").bytes();
    reader.with("Accept-Encoding", "identity");
    String text = new String(reader.get("/console/projects").require(200).body(), UTF_8);
    reader.with("Accept-Encoding", "gzip");
    Set<String> assets = new TreeSet<>();
    Matcher named = ASSET.matcher(text);
    while (named.find()) {
      assets.add(named.group(1));
    }
    long files = 0;
    for (String asset : assets) {
      files += reader.drain(asset).bytes();
    }
    Table.row(
        "a first page with its files, compressed",
        "%.1f kB".formatted((page + files) / 1e3),
        "page alone %.1f kB".formatted(page / 1e3),
        "<= 130 kB");
  }

  private static String ms(double millis) {
    return "%.1f ms".formatted(millis);
  }

  @Override
  public void close() throws InterruptedException {
    weir.close();
  }
}
