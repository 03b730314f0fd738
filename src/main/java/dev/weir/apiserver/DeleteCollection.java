package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.DeleteRequest;
import dev.weir.apiserver.request.ObjectBodies;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.http.BodyBudget;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Deletes what a list would show, object by object. */
final class DeleteCollection {
  private final Answers answers;
  private final ObjectBodies bodies;
  private final BodyBudget budget;

  DeleteCollection(Answers answers, ObjectBodies bodies, BodyBudget budget) {
    this.answers = answers;
    this.bodies = bodies;
    this.budget = budget;
  }

  void answer(Call call) throws IOException, InterruptedException {
    ListOptions which = QueryOptions.list(call);
    DeleteOptions options = DeleteRequest.read(call, bodies);
    for (ApiObject object : call.rest().list(call.scope(), which)) {
      delete(call, object.metadata(), options);
    }
    answers.tree(call, 200, ApiStatus.success());
  }

  private void delete(Call call, ObjectNode metadata, DeleteOptions options)
      throws IOException, InterruptedException {
    Scope scope = new Scope(call.user(), Json.string(metadata, "namespace"));
    String name = Json.string(metadata, "name");
    try (BodyBudget.Turn _ = budget.turn(call.rest().storedBytes(scope, name))) {
      call.rest().delete(scope, name, options);
    } catch (StatusException refusal) {
      // Somebody else was faster, which is what was wanted.
      if (refusal.status().code() != 404) {
        throw refusal;
      }
    }
  }
}
