package dev.weir.apiserver;

import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Deletes what a list would show, object by object. */
final class DeleteCollection {
  private final Answers answers;
  private final ObjectBodies bodies;

  DeleteCollection(Answers answers, ObjectBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void answer(Call call) throws IOException {
    ListOptions which = QueryOptions.list(call);
    DeleteOptions options = DeleteRequest.read(call, bodies);
    for (ApiObject object : call.rest().list(call.scope(), which).items()) {
      delete(call, object.tree(), options);
    }
    answers.tree(call, 200, ApiStatus.success());
  }

  private static void delete(Call call, ObjectNode object, DeleteOptions options) {
    try {
      call.rest()
          .delete(new Scope(call.user(), Meta.namespace(object)), Meta.name(object), options);
    } catch (StatusException refusal) {
      // Somebody else was faster, which is what was wanted.
      if (refusal.status().code() != 404) {
        throw refusal;
      }
    }
  }
}
