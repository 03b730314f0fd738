package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** {@code docs/clients.md} lists what the tests of this package do, and nothing else. */
class ClientsPageTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\w+) \\| ([^|]+) \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);

  private static final Pattern MODULE = Pattern.compile("^(\\S+) \\S+ v(\\S+)$", Pattern.MULTILINE);

  /** A row's version and its deeds. */
  private record Row(String version, List<String> deeds) {}

  private static Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new TreeMap<>();
    ROW.matcher(Files.readString(Path.of("docs/clients.md")))
        .results()
        .forEach(
            row ->
                rows.put(
                    row.group(1).toLowerCase(Locale.ROOT),
                    new Row(row.group(2), Stream.of(row.group(3).split(", ")).sorted().toList())));
    rows.remove("client");
    return rows;
  }

  @Test
  void listsTheDeedsOfEachClient() throws IOException {
    Map<String, List<String>> tested = new TreeMap<>();
    ReflectionSupport.findAllClassesInPackage(
            ClientsPageTest.class.getPackageName(), _ -> true, _ -> true)
        .forEach(
            test -> {
              List<String> deeds =
                  AnnotationSupport.findAnnotatedMethods(
                          test, Deed.class, HierarchyTraversalMode.TOP_DOWN)
                      .stream()
                      .map(method -> Deeds.words(method.getName()))
                      .sorted()
                      .toList();
              if (!deeds.isEmpty()) {
                tested.put(Deeds.client(test), deeds);
              }
            });

    Map<String, List<String>> listed = new TreeMap<>();
    rows().forEach((client, row) -> listed.put(client, row.deeds()));
    assertThat(listed).hasSizeGreaterThan(10).isEqualTo(tested);
  }

  @Test
  void namesTheVersionsThatAreBuilt() throws IOException {
    Map<String, Row> rows = rows();
    Map<String, String> built = new TreeMap<>();
    MODULE
        .matcher(Files.readString(Path.of(".ci/clients/modules")))
        .results()
        .forEach(module -> built.put(module.group(1), module.group(2)));
    var _ = built.remove("actionlint"); // looks at files of CI, and is no client
    assertThat(built)
        .hasSize(5)
        .allSatisfy(
            (client, version) ->
                assertThat(rows)
                    .hasEntrySatisfying(
                        client, row -> assertThat(row.version()).isEqualTo(version)));
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<jib.version>" + rows.getOrDefault("jib", new Row("", List.of())).version());
  }
}
