package dev.weir.window;

import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
    List<String> remarks = new ArrayList<>();
    Map<String, String> annotations = Meta.annotations(object);
    Window.of(Meta.name(object), annotations)
        .map(window -> window.upstream().name())
        .filter(own)
        .ifPresent(
            host ->
                remarks.add(
                    "annotation %s: %s is this server's own registry, which is no upstream of itself; the project is no window"
                        .formatted(Window.UPSTREAM, host)));
    if (!annotations.containsKey(Window.UPSTREAM)) {
      Stream.of(Window.FRESHNESS, Window.KEEP)
          .filter(annotations::containsKey)
          .forEach(
              name ->
                  remarks.add(
                      "annotation %s: does nothing without %s, which makes the project a window"
                          .formatted(name, Window.UPSTREAM)));
    }
    return remarks;
  }
}
