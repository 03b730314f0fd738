package dev.weir.pullthrough.mirror;

import dev.weir.host.Host;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** How much may be kept of other registries: of a server, and of a project by its annotation. */
public final class MirrorLimit implements WriteHook {
  /** On a project: most bytes that are kept for its streams, such as {@code 10Gi}. */
  public static final String ANNOTATION = "weir.dev/mirror-limit";

  /**
   * Reads a size.
   *
   * @return bytes
   * @throws IllegalArgumentException in words for whoever wrote it
   */
  public static long parse(String text) {
    BigDecimal bytes =
        Quantity.parse(text)
            .map(Quantity::amount)
            .filter(amount -> amount.signum() > 0)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a size in bytes is expected, such as 500Mi or 10Gi, not \""
                            + text
                            + "\""));
    return bytes.min(BigDecimal.valueOf(Long.MAX_VALUE)).max(BigDecimal.ONE).longValue();
  }

  /**
   * Most bytes that may be kept for a project, or for all if it is empty.
   *
   * @param server the server's own bound
   */
  public static long most(OptionalLong server, Host host, String project) {
    long all = server.orElse(Long.MAX_VALUE);
    String text = project.isEmpty() ? "" : host.annotations(project).getOrDefault(ANNOTATION, "");
    return Math.min(all, read(Map.of(project, text)).getOrDefault(project, all));
  }

  /** What annotations of projects say; one that cannot be read bounds nothing. */
  static Map<String, Long> read(Map<String, String> annotations) {
    Map<String, Long> limits = new HashMap<>();
    annotations.forEach(
        (project, text) -> {
          try {
            limits.put(project, parse(text));
          } catch (IllegalArgumentException _) {
            // it was written before this was checked
          }
        });
    return limits;
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {
    require(kind, "", object);
  }

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
    require(kind, Meta.annotation(before, ANNOTATION), after);
  }

  private static void require(ResourceKind kind, String before, ObjectNode project) {
    if (!kind.equals(Kinds.NAMESPACE) || !Meta.annotations(project).containsKey(ANNOTATION)) {
      return;
    }
    String text = Meta.annotation(project, ANNOTATION);
    if (text.equals(before)) {
      return;
    }
    try {
      var _ = parse(text);
    } catch (IllegalArgumentException e) {
      FieldProblem problem =
          FieldProblem.invalid(
              "metadata.annotations[" + ANNOTATION + "]", text, String.valueOf(e.getMessage()));
      throw ApiStatus.invalid(kind, Meta.name(project), List.of(problem)).exception();
    }
  }
}
