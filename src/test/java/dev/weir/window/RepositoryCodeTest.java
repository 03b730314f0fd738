package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.reference.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of streams that repositories of an upstream get. */
class RepositoryCodeTest {
  private static final List<String> WORDS =
      List.of(
          "a", "b7", "d", "u", "x", "xd", "xxu", "h2", "h12", "h1", "h02", "xh3", "0", "library");
  private static final List<String> SEPARATORS =
      List.of("/", "/", ".", "_", "__", "-", "--", "---");

  @ParameterizedTest
  @CsvSource({
    "library/busybox, library.busybox",
    "pause, pause",
    "prom/node_exporter, prom.node_exporter",
    "kube-state-metrics/kube-state-metrics, kube-state-metrics.kube-state-metrics",
    "dotnet/runtime-deps, dotnet.runtime-deps",
    "a/b/c/d/e, a.b.c.d.e",
    "team/node.js, team.node_d_js",
    "a__b, a_u_b",
    "a--b, a_h2_b",
    "a------------b, a_h12_b",
    "a_d.b, a_xd_d_b",
    "a_xd, a_xxd",
    "a.d.c, a_d_d_d_c",
    "a_h1_b, a_h1_b",
  })
  void aPathBecomesANameAndComesBack(String path, String name) {
    assertThat(RepositoryCode.encode(path)).isEqualTo(name);
    assertThat(RepositoryCode.decode(name)).contains(path);
  }

  @Test
  void everyPathHasALegalNameOfItsOwnThatLeadsBack() {
    Map<String, String> named = new HashMap<>();
    for (String path : paths(20_000)) {
      String name = RepositoryCode.encode(path);
      assertThat(StreamName.isValidName(name)).as("%s of %s", name, path).isTrue();
      assertThat(RepositoryCode.decode(name)).as(name).contains(path);
      String before = named.put(name, path);
      assertThat(before == null || before.equals(path)).as("%s, %s", before, path).isTrue();
    }
    assertThat(named).hasSizeGreaterThan(10_000);
  }

  @Test
  void aNameIsOfOnePathOrOfNone() {
    int decoded = 0;
    for (String name : names(20_000)) {
      var path = RepositoryCode.decode(name);
      decoded += path.isPresent() ? 1 : 0;
      path.ifPresent(found -> assertThat(RepositoryCode.encode(found)).isEqualTo(name));
    }
    assertThat(decoded).isBetween(1_000, 19_999);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a_d", "a_d.b", "a_u-b", "a_h3", "a_h999_b", "A", "", "a..b", "a_", "a/b"})
  void someNamesAreOfNoPath(String name) {
    assertThat(RepositoryCode.decode(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a//b", "/a", "a/", "A", "a___b", "a._b", "a/-b", "a:b", "a\u00e9", "a b"
      })
  void whatIsNoPathHasNoName(String text) {
    assertThat(RepositoryCode.isPath(text)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepositoryCode.encode(text))
        .withMessageContaining("is no path of a repository");
  }

  @Test
  void longNonsenseIsRefusedAtOnce() {
    String text = "a.".repeat(100_000) + "a";
    assertThat(RepositoryCode.isPath(text)).isFalse();
    assertThat(RepositoryCode.decode(text)).isEmpty();
  }

  private static List<String> paths(int count) {
    return texts(count, SEPARATORS);
  }

  private static List<String> names(int count) {
    return texts(count, List.of(".", "_", "_", "_", "-"));
  }

  private static List<String> texts(int count, List<String> separators) {
    Random random = new Random(20_261_129);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder(pick(random, WORDS));
      for (int more = random.nextInt(7); more > 0; more--) {
        text.append(pick(random, separators)).append(pick(random, WORDS));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
