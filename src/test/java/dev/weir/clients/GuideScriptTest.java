package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/guide.sh}: the product guide from top to bottom, as a user runs it. */
@Timeout(600)
class GuideScriptTest {
  private static final Path SCRIPT = Path.of("examples/guide.sh").toAbsolutePath();

  /** The guide's own sections that have something to type, in its order. */
  private static final List<String> SECTIONS =
      List.of(
          "Tagging Images",
          "Adding Tags to Image Streams",
          "Recommended Tagging Conventions",
          "Removing Tags from Image Streams",
          "Referencing Images in Image Streams",
          "Pulling from Private Registries with Delegated Authentication",
          "Importing Tag and Image Metadata",
          "Importing Images from Insecure Registries",
          "Image Stream Tag Policies",
          "Creating an Image Stream by Manually Pushing an Image",
          "Transferring Images",
          "Triggering Updates on Image Stream Changes",
          "Writing Image Stream Definitions");

  @TempDir private static Path program;
  @TempDir private Path work;
  private Map<String, String> environment = Map.of();

  @BeforeAll
  static void weirIsAProgram() throws IOException {
    List<String> path = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path place = Path.of(part);
      if (!Files.isDirectory(place)) {
        path.add(part);
      } else if (Files.exists(place.resolve("dev/weir/Main.class"))) {
        path.add(jar(place).toString());
      }
    }
    Path weir = program.resolve("weir");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // starts like the launcher's program: from an archive that the first command leaves behind
    Files.writeString(
        weir,
        """
        #!/bin/sh
        set -- dev.weir.Main "$@"
        if [ "$2" != serve ]; then
          if [ -f %1$s/client.aot ]; then set -- -XX:AOTCache=%1$s/client.aot "$@"
          else set -- -XX:AOTCacheOutput=%1$s/client.aot "$@"; fi
        fi
        exec %2$s -Xlog:disable -Xlog:all=error:stderr -Xlog:aot*=off:stderr -XX:TieredStopAtLevel=1 \\
          -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp %3$s "$@"
        """
            .formatted(program, java, String.join(":", path)));
    assertThat(weir.toFile().setExecutable(true)).isTrue();
  }

  /** Only of jars can an archive be made. */
  private static Path jar(Path classes) throws IOException {
    Path jar = program.resolve("weir.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  @BeforeEach
  void environment() {
    String weir = program.resolve("weir").toString();
    environment = Map.of("SERVER", weir, "WEIR", weir, "TMPDIR", work.toString());
  }

  private RealClient.Output walk(Map<String, String> environment) throws Exception {
    return RealClient.required(environment, "bash").in(work).attempt("", SCRIPT.toString());
  }

  private static void isWhole(RealClient.Output walked, String client) {
    assertThat(walked.exit()).as("%s%n%s", walked.out(), walked.err()).isZero();
    assertThat(walked.out().lines().filter(line -> line.startsWith("== ")))
        .containsExactlyElementsOf(
            SECTIONS.stream().map(section -> "== " + section + " ==").toList());
    assertThat(walked.out())
        .containsPattern("The whole guide, with " + client + ": \\d{3} checks, no difference\\.");
  }

  @Test
  void theWholeGuideCanBeTypedWithWeir() throws Exception {
    isWhole(walk(environment), "weir");

    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void theWholeGuideCanBeTypedWithOc() throws Exception {
    RealClient.Output version =
        RealClient.oc(Map.of("KUBECONFIG", "")).attempt("", "version", "--client");
    assertThat(version.exit()).as(version.err()).isZero();
    Map<String, String> withOc = new HashMap<>(environment);
    withOc.put("WEIR", System.getenv().getOrDefault("OC", "oc"));

    isWhole(walk(withOc), "oc");
  }

  @Test
  void theFirstDifferenceIsNamedAndEndsTheWalk() throws Exception {
    Path odd = work.resolve("odd");
    Files.writeString(
        odd,
        """
        #!/bin/sh
        if [ "$1 $2" = "tag ruby:2.0" ]; then echo "Tag set."; else exec "$SERVER" "$@"; fi
        """);
    assertThat(odd.toFile().setExecutable(true)).isTrue();
    Map<String, String> withOdd = new HashMap<>(environment);
    withOdd.put("WEIR", odd.toString());

    RealClient.Output walked = walk(withOdd);

    assertThat(walked.exit()).isEqualTo(1);
    assertThat(walked.err())
        .contains(
            "DIFFERENT in \"Adding Tags to Image Streams\"",
            "$ odd tag ruby:2.0 ruby:static-2.0",
            "it was to show: Tag ruby:static-2.0 set to ruby@sha256:*",
            "Tag set.");
  }
}
