package dev.weir.window;

import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Holds projects to annotations that can be read, and tells what of them comes to nothing. */
public final class WindowRules implements WriteHook {
  private final Predicate<String> own;

  /**
   * Rules of a server.
   *
   * @param own whether a host is, or was, the integrated registry's
   */
  public WindowRules(Predicate<String> own) {
    this.own = own;
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {
    require(kind, object, Map.of());
  }

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
    require(kind, after, Meta.annotations(before));
  }

  private static void require(ResourceKind kind, ObjectNode project, Map<String, String> before) {
    if (!kind.equals(Kinds.NAMESPACE)) {
      return;
    }
    List<FieldProblem> problems = Window.problems(before, Meta.annotations(project));
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind, Meta.name(project), problems).exception();
    }
  }

  @Override
  public List<String> remarks(ResourceKind kind, ObjectNode object) {
    if (!kind.equals(Kinds.NAMESPACE)) {
      return List.of();
    }
    return Window.of(Meta.name(object), Meta.annotations(object))
        .map(window -> window.upstream().name())
        .filter(own)
        .map(
            host ->
                "annotation %s: %s is this server's own registry, which is no upstream of itself; the project is no window"
                    .formatted(Window.UPSTREAM, host))
        .map(List::of)
        .orElse(List.of());
  }
}
