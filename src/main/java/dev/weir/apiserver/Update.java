package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.Identity;
import dev.weir.apiserver.request.ObjectBodies;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.apiserver.request.Remarks;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Replaces an object. */
final class Update {
  private final Answers answers;
  private final ObjectBodies bodies;

  Update(Answers answers, ObjectBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void answer(Call call) throws IOException {
    WriteOptions options = QueryOptions.write(call.exchange());
    ObjectNode object = bodies.read(call);
    Identity.settle(call, object);
    Remarks remarks = new Remarks(call);
    remarks.sent(object);
    Updated updated =
        call.rest()
            .update(
                call.scope(),
                call.name(),
                present -> {
                  remarks.before(present);
                  return object.deepCopy();
                },
                options);
    remarks.add(updated.object());
    answers.object(call, updated.created() ? 201 : 200, updated.object());
  }
}
