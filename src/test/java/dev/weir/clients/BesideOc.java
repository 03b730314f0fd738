package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The same command by the real {@code oc} and by Weir, each in a directory of its own with the same
 * files. In arguments, {@code @@} stands for a name that each has for itself.
 */
final class BesideOc {
  private final RealClient oc;
  private final WeirCalls weir;
  private final List<Path> homes;
  private final AtomicInteger names = new AtomicInteger();

  private BesideOc(RealClient oc, WeirCalls weir, List<Path> homes) {
    this.oc = oc;
    this.weir = weir;
    this.homes = homes;
  }

  static BesideOc in(Path work) throws IOException {
    Path ocs = Files.createDirectories(work.resolve("ocs"));
    Path weirs = Files.createDirectories(work.resolve("weirs"));
    Map<String, String> environment =
        Map.of(
            "HOME",
            ocs.toString(),
            "KUBECONFIG",
            ocs.resolve("none").toString(),
            "REGISTRY_AUTH_FILE",
            "",
            "DOCKER_CONFIG",
            "");
    return new BesideOc(
        RealClient.oc(environment).in(ocs),
        new WeirCalls(Map.of("KUBECONFIG", weirs.resolve("none").toString()), weirs),
        List.of(ocs, weirs));
  }

  /** A file for both. */
  String file(String name, String text) throws IOException {
    for (Path home : homes) {
      Files.writeString(home.resolve(name), text);
    }
    return name;
  }

  /** What both said, with names and times alike. */
  record Both(String command, Output oc, Output weir) {
    Both agree() {
      assertThat(lines(weir.out())).as(command).isEqualTo(lines(oc.out()));
      assertThat(weir.exit()).as(command + "\n" + weir.err()).isEqualTo(oc.exit());
      return this;
    }

    /** They agree, and say the same beside the result as well. */
    Both alike() {
      agree();
      assertThat(lines(weir.err())).as(command).isEqualTo(lines(oc.err()));
      return this;
    }

    /** They agree, and Weir's last error begins as oc's does. */
    Both failAlike(String beginning) {
      agree();
      assertThat(oc.exit()).as(command).isEqualTo(1);
      assertThat(lines(oc.err())).as(command).anyMatch(line -> line.startsWith(beginning));
      assertThat(lines(weir.err())).as(command).anyMatch(line -> line.startsWith(beginning));
      return this;
    }

    /** Several requests at once end in any order. */
    private static List<String> lines(String text) {
      return text.lines()
          .map(line -> line.replaceFirst(" in [0-9.hms]+( \\([^)]*\\))?$", " in TIME"))
          // which one of several comes first is any
          .map(line -> line.replaceFirst("^  .* (blobs=\\d+ mounts=)", "$1"))
          .filter(line -> !line.startsWith("uploading: ") && !line.startsWith("mounted: "))
          .sorted()
          .toList();
    }
  }

  Both run(String... arguments) throws IOException, InterruptedException {
    int number = names.incrementAndGet();
    return new Both(
        String.join(" ", arguments),
        plain(oc.attempt("", named(arguments, "oc" + number)), "oc" + number),
        plain(weir.attempt("", named(arguments, "wr" + number)), "wr" + number));
  }

  private static String[] named(String[] arguments, String name) {
    return Stream.of(arguments).map(it -> it.replace("@@", name)).toArray(String[]::new);
  }

  private static Output plain(Output output, String name) {
    return new Output(
        output.exit(),
        output.out().replace(name, "@@"),
        output.err().replace(name, "@@").replace("See 'oc ", "See 'weir "));
  }
}
