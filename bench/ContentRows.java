import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What "is this here" costs in a stream of ten manifests and in one of 1,500, in one run: pushed
 * there, or tagged into it from another stream. Both take turns, so that a busy neighbour hits
 * both.
 */
final class ContentRows {
  private static final int FEW = 10;
  private static final String API = "/apis/image.openshift.io/v1/namespaces/bench/";

  private final Program weir;
  private final int many;
  private final int rounds;
  private int moves;

  ContentRows(Program weir, boolean quick) {
    this.weir = weir;
    this.many = quick ? 300 : 1_500;
    this.rounds = quick ? 200 : 1_000;
  }

  /** Asks one stream. */
  private interface Question {
    void ask(String stream) throws IOException;
  }

  void print() throws Exception {
    try (HttpCaller registry = weir.callRegistry();
        HttpCaller api = weir.callApi()) {
      String foreign = new SmallImage(registry, "bench/elsewhere").blob("a layer".getBytes(UTF_8));
      for (String size : List.of("few", "many")) {
        int number = size.equals("few") ? FEW : many;
        push(registry, size, number);
        for (int i = 0; i < number; i++) {
          tag(api, size, size + "-tagged", i, "t" + i);
          tag(api, size, size + "-history", i, "t2");
        }
      }
      String nothing = SmallImage.digest("nothing has this digest".getBytes(UTF_8));
      Question none = stream -> {};
      Question moved = stream -> tag(api, stream.replaceAll("-.*", ""), stream, moves++ % 2, "t2");
      row("HEAD of a blob that is nowhere", "", none, head(registry, "blobs", nothing));
      row("HEAD of another repository's blob", "", none, head(registry, "blobs", foreign));
      row("  where all was tagged", "-tagged", none, head(registry, "blobs", foreign));
      row("  and a tag moves each time", "-tagged", moved, head(registry, "blobs", foreign));
      row("  and all are one tag's history", "-history", moved, head(registry, "blobs", foreign));
      row("HEAD of another's manifest", "", none, head(registry, "manifests", foreign));
      row("  where all was tagged", "-tagged", none, head(registry, "manifests", foreign));
      row("  and a tag moves each time", "-tagged", moved, head(registry, "manifests", foreign));
      row(
          "  and all are one tag's history",
          "-history",
          moved,
          head(registry, "manifests", foreign));
      String subject = SmallImage.digest(new SmallImage(registry, "bench/few").manifest(0));
      row("referrers of an image that has one", "", none, referrers(registry, subject));
    }
  }

  private static Question head(HttpCaller registry, String what, String digest) {
    return stream ->
        registry
            .call("HEAD", "/v2/bench/" + stream + "/" + what + "/" + digest, "", new byte[0])
            .require(404);
  }

  private static Question referrers(HttpCaller registry, String subject) {
    return stream -> {
      String path = "/v2/bench/" + stream + "/referrers/" + subject;
      if (!new String(registry.get(path).require(200).body(), UTF_8).contains("sha256:")) {
        throw new IllegalStateException("no referrer");
      }
    };
  }

  /** Pushes images, and one that refers to the first. */
  private static void push(HttpCaller registry, String stream, int number) throws IOException {
    SmallImage image = new SmallImage(registry, "bench/" + stream);
    for (int i = 0; i < number; i++) {
      image.put("t" + i, image.manifest(i));
    }
    byte[] signature = image.referrer(image.manifest(0));
    image.put(SmallImage.digest(signature), signature);
  }

  private static void tag(HttpCaller api, String from, String to, int image, String tag)
      throws IOException {
    String body =
        """
        {"kind":"ImageStreamTag","apiVersion":"image.openshift.io/v1",
         "metadata":{"name":"%s:%s","namespace":"bench"},
         "tag":{"name":"%s","from":{"kind":"ImageStreamTag","name":"%s:t%d"}}}\
        """
            .formatted(to, tag, tag, from, image);
    api.json("PUT", API + "imagestreamtags/" + to + ":" + tag, body).require(200, 201);
  }

  private void row(String name, String suffix, Question before, Question question)
      throws IOException {
    List<Double> few = new ArrayList<>();
    List<Double> manifold = new ArrayList<>();
    for (int i = -rounds; i < rounds; i++) { // the first half warms up
      before.ask("few" + suffix);
      double one = micros(question, "few" + suffix);
      before.ask("many" + suffix);
      double other = micros(question, "many" + suffix);
      if (i >= 0) {
        few.add(one);
        manifold.add(other);
      }
    }
    double some = median(few);
    double lots = median(manifold);
    Table.row(name, "%.0f us".formatted(lots), "%.0f us".formatted(some), lots / some, "<= 2");
  }

  private static double micros(Question question, String stream) throws IOException {
    long begin = System.nanoTime();
    question.ask(stream);
    return (System.nanoTime() - begin) / 1e3;
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
