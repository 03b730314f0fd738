package dev.weir.window;

import dev.weir.imagestream.age.MinimumAge;
import dev.weir.resource.FieldProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A project that shows a whole upstream.
 *
 * @param project its name
 * @param insecure whether the upstream may be spoken to over plain HTTP or with a certificate that
 *     nobody knows
 */
public record Window(
    String project, UpstreamHost upstream, Freshness freshness, Keep keep, boolean insecure) {
  /** Of a window that says nothing. */
  static final Freshness USUAL_FRESHNESS = new Freshness.Within(Duration.ofMinutes(15));

  private static final Keep USUAL_KEEP = new Keep.Unpulled(Duration.ofDays(30));

  /** Makes a project a window: the host of the upstream. */
  public static final String UPSTREAM = "weir.dev/upstream";

  /** How often the upstream is asked. */
  public static final String FRESHNESS = "weir.dev/freshness";

  /** How long what nobody pulls stays. */
  public static final String KEEP = "weir.dev/keep";

  /** {@code true} lets a window's imports use plain HTTP and unverified TLS, as on a stream. */
  public static final String INSECURE = "openshift.io/image.insecureRepository";

  /**
   * The window that a project with these annotations is; empty if it is none. What cannot be read
   * of a project that was written before it was checked counts as if it were not said.
   */
  public static Optional<Window> of(String project, Map<String, String> annotations) {
    return read(annotations, UPSTREAM, UpstreamHost::parse)
        .map(
            upstream ->
                new Window(
                    project,
                    upstream,
                    read(annotations, FRESHNESS, Freshness::parse).orElse(USUAL_FRESHNESS),
                    read(annotations, KEEP, Keep::parse).orElse(USUAL_KEEP),
                    annotations.getOrDefault(INSECURE, "").equals("true")));
  }

  private static <T> Optional<T> read(
      Map<String, String> annotations, String name, Function<String, T> parse) {
    try {
      return Optional.ofNullable(annotations.get(name)).map(parse);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** What is wrong with the annotations of a project that were not so before. */
  static List<FieldProblem> problems(Map<String, String> before, Map<String, String> after) {
    List<FieldProblem> problems = new ArrayList<>();
    check(problems, before, after, UPSTREAM, UpstreamHost::parse);
    check(problems, before, after, FRESHNESS, Freshness::parse);
    check(problems, before, after, KEEP, Keep::parse);
    check(problems, before, after, MinimumAge.ANNOTATION, MinimumAge::parse);
    return problems;
  }

  private static void check(
      List<FieldProblem> problems,
      Map<String, String> before,
      Map<String, String> after,
      String name,
      Function<String, ?> parse) {
    String value = after.get(name);
    if (value == null || value.equals(before.get(name))) {
      return;
    }
    try {
      var _ = parse.apply(value);
    } catch (IllegalArgumentException e) {
      problems.add(
          FieldProblem.invalid(
              "metadata.annotations[" + name + "]", value, String.valueOf(e.getMessage())));
    }
  }
}
