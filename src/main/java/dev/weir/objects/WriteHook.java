package dev.weir.objects;

import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has its say on each object that somebody makes or changes: with defaults filled in, before the
 * rules of its kind are asked, and in a dry run too. It may change the object or refuse it. Changes
 * of a status do not come by. An update that meets another writer comes by again.
 */
public interface WriteHook {
  /** Lets everything pass. */
  WriteHook NONE = all(List.of());

  /**
   * An object that is to be.
   *
   * @param scope who makes it, and where
   * @throws dev.weir.resource.StatusException if it may not be
   */
  void creating(Scope scope, ResourceKind kind, ObjectNode object);

  /**
   * An object that is to change.
   *
   * @param before as it is stored; never changed
   * @throws dev.weir.resource.StatusException if it may not become so
   */
  void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after);

  /** Asks several, in this order: each sees what those before it made. */
  static WriteHook all(List<WriteHook> hooks) {
    List<WriteHook> asked = List.copyOf(hooks);
    return new WriteHook() {
      @Override
      public void creating(Scope scope, ResourceKind kind, ObjectNode object) {
        asked.forEach(hook -> hook.creating(scope, kind, object));
      }

      @Override
      public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
        asked.forEach(hook -> hook.updating(scope, kind, before, after));
      }
    };
  }
}
