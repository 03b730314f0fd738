package dev.weir.cli.follow;

import dev.weir.cli.call.Call;
import dev.weir.failure.OneLine;
import java.time.temporal.ChronoUnit;

/**
 * What is told meanwhile: plain lines with the time, beside what the command prints. Neither its
 * arguments nor its environment are told, since they may hold credentials.
 */
final class Diary {
  private final Call call;

  Diary(Call call) {
    this.call = call;
  }

  /** Texts of a server cannot move a terminal's cursor. */
  void line(String text) {
    String time = call.context().clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    call.warn(time + " " + OneLine.of(text, '?'));
    call.context().err().flush();
  }
}
