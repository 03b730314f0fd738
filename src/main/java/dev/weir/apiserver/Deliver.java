package dev.weir.apiserver;

import dev.weir.apiserver.request.Bodies;
import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.http.Exchange;
import dev.weir.http.Warnings;
import dev.weir.objects.SentCall;
import java.io.IOException;

/** Hands what another program sends, in a form of its own, to the subresource that takes it. */
final class Deliver {
  private static final int OK = 200;

  private final Answers answers;

  Deliver(Answers answers) {
    this.answers = answers;
  }

  void answer(Call call) throws IOException {
    Exchange exchange = call.exchange();
    SentCall sent =
        new SentCall(
            exchange.secretInPath().orElse(""),
            exchange::header,
            Bodies.bytes(exchange),
            QueryOptions.write(exchange));
    SentCall.Answer answer = call.rest().call(call.scope(), call.name(), sent);
    Warnings.add(exchange, answer.remarks());
    answers.object(call, OK, answer.object());
  }
}
