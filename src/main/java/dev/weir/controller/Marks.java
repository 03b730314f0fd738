package dev.weir.controller;

import dev.weir.client.ObjectEvent;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** Marks each object that there is, and each that comes or changes, as {@code NAMESPACE/NAME}. */
public record Marks(WorkQueue queue) implements Informer.Handler {
  @Override
  public void replaced(Iterable<ApiObject> all) {
    all.forEach(this::mark);
  }

  @Override
  public void changed(ObjectEvent event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> mark(event.object());
      case DELETED, BOOKMARK -> {}
    }
  }

  private void mark(ApiObject object) {
    ObjectNode metadata = object.metadata();
    queue.add(Json.string(metadata, "namespace") + "/" + Json.string(metadata, "name"));
  }
}
