import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is found out about a repository: a thousand referrers of one image, and the tags of a stream
 * with as many as one can hold. Each is asked for just after a start, and when the server is warm;
 * beside it, a blob of as many bytes.
 */
final class DiscoveryRows {
  private static final String REFERRED = "bench/referred";
  private static final String SMALL = "bench/small";
  private static final String TAGGED = "bench/tagged";
  private static final String SIGNATURE = "application/vnd.example.signature.v1+json";

  /** A manifest can be given so many tags in one request. */
  private static final int TAGS_AT_ONCE = 50;

  private static final int PAGE = 1000;

  /** Questions that make a server warm. */
  private static final int WARM = 2_000;

  private final Path data;
  private final int referrers;
  private final int most;
  private final int rounds;

  DiscoveryRows(Path data, boolean quick) {
    this.data = data;
    this.referrers = quick ? 200 : 1_000;
    this.most = quick ? 2_000 : 100_000;
    this.rounds = quick ? 50 : 300;
  }

  /** Milliseconds until the first and the last byte of an answer. */
  private record Took(double first, double last, long bytes) {}

  /** What was asked for, the same of a small repository, and a blob of as many bytes. */
  private record Asked(String name, String path, String small, String blob) {}

  void print() throws Exception {
    List<Asked> questions = new ArrayList<>();
    String pages;
    try (Program weir = Program.weir(data, false);
        HttpCaller registry = weir.callRegistry()) {
      String few = refer(registry, SMALL, 10);
      String subject = refer(registry, REFERRED, referrers);
      int tags = tag(registry);
      pages = "all pages of %d of %,d tags".formatted(PAGE, tags);
      questions.add(
          asked(
              registry,
              "%,d referrers".formatted(referrers),
              "/v2/" + REFERRED + "/referrers/" + subject,
              "/v2/" + SMALL + "/referrers/" + few));
      questions.add(
          asked(
              registry,
              "%,d tags".formatted(tags),
              "/v2/" + TAGGED + "/tags/list",
              "/v2/" + SMALL + "/tags/list"));
    }
    for (Asked asked : questions) {
      try (Program weir = Program.weir(data, false);
          HttpCaller registry = weir.callRegistry()) {
        registry.get("/v2/").require(200);
        row(
            asked.name() + ", first after a start",
            List.of(ask(registry, asked.path())),
            List.of());
      }
      try (Program weir = Program.weir(data, false);
          HttpCaller registry = weir.callRegistry()) {
        for (int i = 0; i < WARM; i++) {
          Took _ = ask(registry, asked.small());
        }
        row(
            asked.name() + ", first in a warm server",
            List.of(ask(registry, asked.path())),
            List.of());
        long before = weir.heapInUse();
        List<Took> ours = new ArrayList<>();
        List<Took> beside = new ArrayList<>();
        for (int i = -rounds; i < rounds; i++) { // the first half warms up
          Took one = ask(registry, asked.path());
          Took other = ask(registry, asked.blob());
          if (i >= 0) {
            ours.add(one);
            beside.add(other);
          }
        }
        row(asked.name() + ", warm", ours, beside);
        Table.row(
            "  heap MB after, and before",
            "%.1f".formatted(weir.heapInUse() / 1e6),
            "%.1f".formatted(before / 1e6),
            "");
      }
    }
    pages(pages);
  }

  /** The blob is there already: the answer was pushed as one. */
  private static Asked asked(HttpCaller registry, String name, String path, String small)
      throws IOException {
    byte[] answer = registry.get(path).require(200).body();
    String blob = new SmallImage(registry, REFERRED).blob(answer);
    return new Asked(name, path, small, "/v2/" + REFERRED + "/blobs/" + blob);
  }

  private static Took ask(HttpCaller registry, String path) throws IOException {
    long begin = System.nanoTime();
    HttpCaller.Drained answer = registry.drain(path);
    return new Took(
        (answer.firstByte() - begin) / 1e6, (answer.lastByte() - begin) / 1e6, answer.bytes());
  }

  private static void row(String name, List<Took> ours, List<Took> beside) {
    Table.row("%s (%,d kB):".formatted(name, ours.getFirst().bytes() / 1000), "", "", "");
    row("  first byte", ours.stream().map(Took::first).toList(), beside, "< 20 ms");
    List<Double> whole = ours.stream().map(Took::last).toList();
    Load.Figure figure = Load.Figure.of(whole, 1);
    if (beside.isEmpty()) {
      Table.row("  whole", ms(figure.p50()), "", "< 20 ms");
      return;
    }
    Load.Figure blob = Load.Figure.of(beside.stream().map(Took::last).toList(), 1);
    Table.row(
        "  whole, p50; a blob of its size",
        ms(figure.p50()),
        ms(blob.p50()),
        figure.p50() / blob.p50(),
        "< 20 ms");
    Table.row("  p99", ms(figure.p99()), ms(blob.p99()), figure.p99() / blob.p99(), "< 20 ms");
  }

  private static void row(String name, List<Double> ours, List<Took> beside, String aim) {
    Load.Figure figure = Load.Figure.of(ours, 1);
    if (beside.isEmpty()) {
      Table.row(name, ms(figure.p50()), "", aim);
      return;
    }
    Load.Figure blob = Load.Figure.of(beside.stream().map(Took::first).toList(), 1);
    Table.row(name + ", p99", ms(figure.p99()), ms(blob.p99()), figure.p99() / blob.p99(), aim);
  }

  /** From the first page to the one without a next, as clients walk. */
  private void pages(String name) throws Exception {
    try (Program weir = Program.weir(data, false);
        HttpCaller registry = weir.callRegistry()) {
      List<Double> millis = new ArrayList<>();
      List<Double> walks = new ArrayList<>();
      int walk = Math.max(2, rounds / 10);
      for (int i = -walk; i < walk; i++) { // the first half warms up
        long begin = System.nanoTime();
        String next = "/v2/" + TAGGED + "/tags/list?n=" + PAGE;
        while (!next.isEmpty()) {
          long asked = System.nanoTime();
          HttpCaller.Answer page = registry.get(next).require(200);
          if (i >= 0) {
            millis.add((System.nanoTime() - asked) / 1e6);
          }
          next = page.headers().getOrDefault("link", "").replaceAll("<(.*)>.*", "$1");
        }
        if (i >= 0) {
          walks.add((System.nanoTime() - begin) / 1e6);
        }
      }
      Load.Figure page = Load.Figure.of(millis, 1);
      Table.row(name + ", p50", ms(Load.Figure.of(walks, 1).p50()), "", "");
      Table.row("  one page, p50", ms(page.p50()), "", "");
      Table.row("  p99", ms(page.p99()), "", "< 20 ms");
    }
  }

  /** Pushes an image and what refers to it; returns the image's digest. */
  private static String refer(HttpCaller registry, String repository, int count)
      throws IOException {
    SmallImage image = new SmallImage(registry, repository);
    byte[] subject = image.manifest(0);
    image.put("v1", subject);
    for (int i = 0; i < count; i++) {
      byte[] referrer =
          image.referrer(subject, i % 2 == 0 ? SIGNATURE : "application/spdx+json", i);
      image.put(SmallImage.digest(referrer), referrer);
    }
    return SmallImage.digest(subject);
  }

  /** Gives one image tags until its stream can hold no more; returns their number. */
  private int tag(HttpCaller registry) throws IOException {
    SmallImage image = new SmallImage(registry, TAGGED);
    byte[] manifest = image.manifest(0);
    for (int tags = 0; tags < most; tags += TAGS_AT_ONCE) {
      String names =
          IntStream.range(tags, tags + TAGS_AT_ONCE)
              .mapToObj("tag=build-%06d"::formatted)
              .collect(Collectors.joining("&"));
      String path = image.path(SmallImage.digest(manifest)) + "?" + names;
      HttpCaller.Answer answer =
          registry.call("PUT", path, SmallImage.MANIFEST, manifest).require(201, 413);
      if (answer.status() == 413) {
        System.out.println(
            "no more than %,d tags: %s".formatted(tags, new String(answer.body(), UTF_8)));
        return tags;
      }
    }
    return most;
  }

  private static String ms(double millis) {
    return "%.2f ms".formatted(millis);
  }
}
