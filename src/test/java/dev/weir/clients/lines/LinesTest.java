package dev.weir.clients.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ServerProcess;
import dev.weir.clients.WeirServer;
import dev.weir.clients.lines.Golden.Kept;
import dev.weir.remote.extract.TarMaker;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each line of the table is answered as the real client answers it, or differs for a reason that is
 * written down. Where {@code oc} or {@code kubectl} is not there, its kept answers stand for it.
 * {@code WEIR_LINES=rewrite} keeps the answers of now; {@code WEIR_LINES_ONLY=get} runs the
 * sections whose names begin so, {@code get,tag} those of both.
 */
@WeirServer
class LinesTest {
  private static final int AT_ONCE = 2;

  /** The password "secret" as {@code htpasswd} keeps it. */
  private static final String SECRET =
      "$2y$05$kjG0e09W547nGaj3yPpome5/TJGXFcGPxRsbW4KHQPIgiijOBlLs6";

  private static final boolean REWRITES = "rewrite".equals(System.getenv("WEIR_LINES"));
  private static final String ONLY =
      Optional.ofNullable(System.getenv("WEIR_LINES_ONLY")).orElse("");

  private final Path work;
  private final ServerProcess server;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final Map<Section, Future<List<Kept>>> answers = new LinkedHashMap<>();

  LinesTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
  }

  static Stream<Section> sections() {
    List<String> beginnings = List.of(ONLY.split(","));
    return Section.all().stream()
        .filter(section -> beginnings.stream().anyMatch(section.name()::startsWith));
  }

  @BeforeAll
  void begin() throws IOException {
    TestImages.single(upstream.repository("team/app"), "v1");
    TestImages.layered(upstream.repository("team/app"), "v2");
    TestImages.index(upstream.repository("team/many"), "v1", "linux/amd64", "linux/arm64");
    TestImages.layered(
        upstream.repository("team/files"),
        "v1",
        FakeBlob.of(new TarMaker().file("etc/motd", "hello\n").file("etc/old", "old\n").gzip()),
        FakeBlob.of(new TarMaker().file("etc/.wh.old", "").link("etc/motd.link", "motd").gzip()));
    people();
    ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    sections().forEach(section -> answers.put(section, workers.submit(() -> answered(section))));
    workers.shutdown();
  }

  /** Who can log in: {@code {ns}ann} and {@code {ns}bob} of each side, whose password is secret. */
  private void people() throws IOException {
    StringBuilder users = new StringBuilder();
    for (Section section : Section.all()) {
      for (String whose : List.of("w", "o")) {
        String namespace = namespace(section, whose);
        users.append(namespace).append("ann:").append(SECRET).append('\n');
        users.append(namespace).append("bob:").append(SECRET).append('\n');
      }
    }
    Files.writeString(server.data().resolve("users.htpasswd"), users);
  }

  private static String namespace(Section section, String whose) {
    return "p-" + section.name() + "-" + whose;
  }

  @AfterAll
  void end() throws Exception {
    upstream.close();
    if (REWRITES) {
      for (String file : answers.keySet().stream().map(Section::file).distinct().toList()) {
        Map<String, List<Kept>> kept = new LinkedHashMap<>();
        Map<String, List<Kept>> before = Golden.read(file);
        for (Section section : Section.all()) {
          if (section.file().equals(file)) {
            Future<List<Kept>> now = answers.get(section);
            kept.put(
                section.name(),
                now == null ? before.getOrDefault(section.name(), List.of()) : now.get());
          }
        }
        Golden.write(file, kept);
      }
    }
  }

  private List<Kept> answered(Section section) throws IOException, InterruptedException {
    List<Kept> before = Golden.read(section.file()).getOrDefault(section.name(), List.of());
    boolean alone = section.program().equals("weir");
    boolean isThere = !alone && isThere(section.program());
    Side weir = side(section, "w");
    Optional<Side> real = isThere ? Optional.of(side(section, "o")) : Optional.empty();
    List<Kept> answers = new ArrayList<>();
    for (Section.Step step : section.steps()) {
      switch (step) {
        case Section.Step.Written(String name, String text) -> {
          weir.write(name, text);
          if (real.isPresent()) {
            real.get().write(name, text);
          }
        }
        case Section.Step.Prepared(String line) -> {
          weir.prepare(line);
          if (real.isPresent()) {
            real.get().prepare(line);
          }
        }
        case Section.Step.Row(String line) -> {
          Answer ours = weir.answer(Side::weir, line);
          int row = answers.size();
          Answer theirs =
              real.isPresent()
                  ? real.get().answer(Side.real(section.program()), line)
                  : alone ? ours : keptOf(before, row, line);
          answers.add(
              new Kept(line, theirs, ours.equals(theirs) ? Optional.empty() : Optional.of(ours)));
        }
      }
    }
    return answers;
  }

  private static Answer keptOf(List<Kept> before, int row, String line) {
    return row < before.size() && before.get(row).line().equals(line)
        ? before.get(row).real()
        : new Answer("nothing is kept of this row\n");
  }

  private static boolean isThere(String program) {
    return (program.equals("oc") && System.getenv("OC") != null)
        || Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private Side side(Section section, String whose) throws IOException {
    String name = section.name() + "-" + whose;
    return new Side(
        work.resolve(name),
        namespace(section, whose),
        server.environment(Files.createDirectories(work.resolve("home"))),
        Map.of(
            "api",
            server.api(),
            "ca",
            server.data().resolve("ca.crt").toString(),
            "registry",
            server.registry(),
            "upstream",
            upstream.host()));
  }

  @ParameterizedTest
  @MethodSource("sections")
  void linesAreAnsweredAsByTheRealClient(Section section) throws Exception {
    Differences wanted = Differences.read();
    List<Kept> now = Objects.requireNonNull(answers.get(section)).get();
    List<Kept> before =
        REWRITES ? now : Golden.read(section.file()).getOrDefault(section.name(), List.of());
    List<String> wrong = new ArrayList<>();
    for (int row = 0; row < now.size(); row++) {
      Kept answer = now.get(row);
      String shown = section.name() + ": " + answer.line();
      boolean explained = wanted.covering(shown).isPresent();
      if (answer.weir().isPresent() && !explained) {
        wrong.add(
            shown
                + "\n--- "
                + section.program()
                + " "
                + answer.real().text()
                + "--- weir "
                + answer.ours().text());
      } else if (answer.weir().isEmpty() && explained) {
        wrong.add(shown + "\ndiffers no longer: take it out of " + Differences.file());
      } else if (row >= before.size() || !before.get(row).equals(answer)) {
        wrong.add(
            shown
                + "\nis answered in another way than was kept; WEIR_LINES=rewrite keeps this:\n"
                + answer);
      }
    }
    assertThat(wrong).as(() -> String.join("\n", wrong)).isEmpty();
    assertThat(before).hasSameSizeAs(now);
  }

  @Test
  void eachReasonHasARow() throws IOException {
    List<String> rows =
        Section.all().stream()
            .flatMap(section -> section.rows().stream().map(row -> section.name() + ": " + row))
            .toList();
    assertThat(Differences.read().all())
        .allSatisfy(
            wanted ->
                assertThat(rows)
                    .as(wanted.reason() + " " + wanted.rows())
                    .anyMatch(wanted::covers));
  }
}
