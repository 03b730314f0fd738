package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.Identity;
import dev.weir.apiserver.request.ObjectBodies;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.apiserver.request.Remarks;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Makes a new object, or calls what a POST to a subresource means. */
final class Create {
  private final Answers answers;
  private final ObjectBodies bodies;

  Create(Answers answers, ObjectBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void answer(Call call) throws IOException {
    WriteOptions options = QueryOptions.write(call.exchange());
    call.rest().requireServed();
    ObjectNode object = bodies.read(call);
    Identity.settle(call, object);
    Remarks remarks = new Remarks(call);
    remarks.sent(object);
    ApiObject made = call.rest().create(call.scope(), object, options);
    try {
      remarks.add(made);
      answers.object(call, 201, made);
    } finally {
      made.told();
    }
  }
}
