package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.DeleteRequest;
import dev.weir.apiserver.request.ObjectBodies;
import dev.weir.objects.DeleteOptions;
import java.io.IOException;

/** Deletes one object. */
final class Delete {
  private final Answers answers;
  private final ObjectBodies bodies;

  Delete(Answers answers, ObjectBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void answer(Call call) throws IOException {
    DeleteOptions options = DeleteRequest.read(call, bodies);
    answers.tree(call, 200, call.rest().delete(call.scope(), call.name(), options));
  }
}
