package dev.weir.apiserver;

import dev.weir.apiserver.request.Bodies;
import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.Identity;
import dev.weir.apiserver.request.ObjectBodies;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.apiserver.request.Remarks;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.patch.ObjectPatch;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes parts of an object. The patched object keeps the {@code resourceVersion} of the one that
 * it was made of, unless the patch names another.
 */
final class Patch {
  private final Answers answers;
  private final ObjectBodies bodies;

  Patch(Answers answers, ObjectBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void answer(Call call) throws IOException {
    WriteOptions options = QueryOptions.write(call.exchange());
    byte[] body = Bodies.bytes(call.exchange());
    UnaryOperator<ObjectNode> patch =
        ObjectPatch.of(
            Bodies.mediaType(call.exchange()),
            () -> Bodies.parse(body, Bodies.Format.JSON),
            () -> bodies.schema(call),
            call.rest()::keepsAnnotation);
    List<String> twice = bodies.twiceInPatch(call, body);
    Remarks remarks = new Remarks(call);
    Updated updated =
        call.rest()
            .update(
                call.scope(),
                call.name(),
                present -> {
                  remarks.before(present);
                  ObjectNode changed = patch.apply(present);
                  bodies.checkFields(call, changed, twice);
                  Identity.settle(call, changed);
                  remarks.sent(changed);
                  return changed;
                },
                options);
    remarks.add(updated.object());
    answers.object(call, updated.created() ? 201 : 200, updated.object());
  }
}
