package dev.weir.apiserver;

import java.io.IOException;

/** Reads one object or subresource. */
final class Get {
  private final Answers answers;

  Get(Answers answers) {
    this.answers = answers;
  }

  void answer(Call call) throws IOException {
    answers.object(call, 200, call.rest().get(call.scope(), call.name()));
  }
}
