package dev.weir.pullthrough.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pullthrough.mirror.EvictionPlan.Bounds;
import dev.weir.pullthrough.mirror.EvictionPlan.Piece;
import dev.weir.pullthrough.mirror.EvictionPlan.Use;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is there is written as {@code name=size:project@hour,…}: a name in capitals is a manifest, a
 * {@code !} after the hour is a stream that shows it no more, a {@code *} something that may not
 * go.
 */
class EvictionPlanTest {
  private static Digest digest(String name) {
    return Digest.of(name.getBytes(UTF_8));
  }

  private static Piece piece(String text) {
    String[] parts = text.replace("*", "").split("[=:]", 3);
    List<Use> uses =
        Arrays.stream(parts[2].split(","))
            .map(
                use -> {
                  String[] at = use.replace("!", "").split("@", 2);
                  return new Use(
                      new StreamName(at[0], "app"),
                      Instant.EPOCH.plusSeconds(3600L * Integer.parseInt(at[1])),
                      !use.endsWith("!"));
                })
            .toList();
    boolean manifest = Character.isUpperCase(parts[0].charAt(0));
    return new Piece(digest(parts[0]), Long.parseLong(parts[1]), manifest, uses);
  }

  @ParameterizedTest(name = "{0}: all {1}, p {2} takes {3}, {4} over")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // within the bound, nothing goes
        "a=50:p@1 b=50:p@2                 | 100 | -   | -          | 0",
        // what was pulled least recently, down to nine tenths
        "a=50:p@2 b=50:p@1 c=20:p@3        | 100 | -   | b/p        | 0",
        "a=5:p@1 b=5:p@2 c=100:p@3         | 100 | -   | a/p b/p c/p | 0",
        "a=10:p@1 b=10:p@2 c=90:p@3        | 100 | -   | a/p b/p    | 0",
        // a digest counts once, and the latest of its pulls
        "a=60:p@1,q@9 b=60:p@5             | 100 | -   | b/p        | 0",
        "a=60:p@1,q@2 b=30:p@5             | 100 | -   | -          | 0",
        // what no stream shows first, manifests at last
        "a=60:p@1 b=60:p@9!                | 100 | -   | b/p        | 0",
        "a=60:p@1 b=60:p@8!,q@9            | 100 | -   | a/p        | 0",
        "M=60:p@1 b=60:p@9                 | 100 | -   | b/p        | 0",
        "M=60:p@1! b=60:p@9                | 100 | -   | M/p        | 0",
        // what may not go stays, and it is said
        "a=60:p@1* b=60:p@9                | 100 | -   | b/p        | 0",
        "a=60:p@1* b=60:p@9*               | 100 | -   | -          | 20",
        "a=90:p@1* b=60:p@9                | 80  | -   | b/p        | 10",
        // a project's bound takes away what is its own
        "a=60:p@1,q@1 b=60:p@2 c=90:q@1    | -   | 100 | a/p        | 0",
        "a=60:p@9,q@1 b=60:p@2 c=90:q@1    | -   | 100 | b/p        | 0",
        "a=60:q@1 b=60:q@2                 | -   | 100 | -          | 0",
        // the server's bound comes after that
        "a=60:p@1,q@5 b=60:p@2 c=60:q@1    | 135 | 100 | a/p c/q    | 0",
        "a=60:p@1 b=60:p@2 c=60:q@3        | 110 | 100 | a/p b/p    | 0",
      })
  void takesNoMoreThanItMust(String there, Long all, Long project, String gone, long over) {
    List<String> texts = Arrays.asList(there.strip().split(" +"));
    Set<Digest> staying =
        texts.stream()
            .filter(text -> text.endsWith("*"))
            .map(text -> digest(text.substring(0, text.indexOf('='))))
            .collect(Collectors.toSet());
    Bounds bounds =
        new Bounds(
            all == null ? OptionalLong.empty() : OptionalLong.of(all),
            project == null ? Map.of() : Map.of("p", project));

    EvictionPlan plan =
        EvictionPlan.of(
            texts.stream().map(EvictionPlanTest::piece).toList(),
            bounds,
            piece -> !staying.contains(piece.digest()));

    assertThat(plan.keys())
        .containsExactlyInAnyOrderElementsOf(
            gone == null
                ? List.of()
                : Arrays.stream(gone.strip().split(" "))
                    .map(
                        text ->
                            new MirrorKey(
                                new StreamName(text.substring(2), "app"),
                                digest(text.substring(0, 1))))
                    .toList());
    assertThat(plan.over()).isEqualTo(over);
  }
}
