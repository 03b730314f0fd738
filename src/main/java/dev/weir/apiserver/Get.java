package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.objects.Rest;
import java.io.IOException;

/** Reads one object or subresource. */
final class Get {
  private final Answers answers;

  Get(Answers answers) {
    this.answers = answers;
  }

  void answer(Call call) throws IOException {
    Rest rest = call.rest();
    answers.object(
        call,
        200,
        rest.takesListOptions()
            ? rest.get(call.scope(), call.name(), QueryOptions.list(call))
            : rest.get(call.scope(), call.name()));
  }
}
